"""The catalogue that ships is sound; words find their topics; faults are shown where they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rm_core.errors import BadFile, NotFound, Problem
from rm_core.program.catalogue import parse
from rm_core.program.people import Role
from rm_core.program.topics import Kind, Topic, names
from rm_core.resources import catalogue_text

SHIPPED = parse(catalogue_text())

SMALL = """\
levels:
  skill: {need: [a, b, c, d], offer: [e, f, g, h]}
  perspective: {need: [i, j, k, l], offer: [m, n, o, p]}
branches:
  - key: digital
    label: Digital
    topics:
      - {key: excel, label: Spreadsheets, kind: skill, aliases: [pivot tables]}
      - {key: slides, label: Slides, kind: skill}
  - key: people
    label: People
    topics:
      - {key: gen-z, label: Younger colleagues, kind: perspective}
"""


def test_the_shipped_catalogue_has_eight_branches_with_digital_tools_first() -> None:
    assert len(SHIPPED.branches) == 8
    assert SHIPPED.branches[0].label == "Digital tools and emerging practice"
    assert 140 <= len(SHIPPED.topics) <= 160
    assert all(len(branch.topics) >= 15 for branch in SHIPPED.branches)
    assert {topic.kind for topic in SHIPPED.topics} == set(Kind)
    assert 35 <= len(SHIPPED.interests) <= 45
    assert len(SHIPPED.style) == 5


def test_every_name_of_every_topic_finds_that_topic() -> None:
    found = {name: SHIPPED.find(name.upper()) for t in SHIPPED.topics for name in names(t)}

    assert found == {name: topic for topic in SHIPPED.topics for name in names(topic)}


def test_levels_have_words_for_needs_and_offers_of_both_kinds() -> None:
    assert set(SHIPPED.levels) == {(kind, role) for kind in Kind for role in Role}
    assert all(len(set(words)) == 4 for words in SHIPPED.levels.values())


@pytest.mark.parametrize(
    ("practice", "key"),
    [
        (34, "generational-perspective"),
        (59, "allyship"),
        (72, "social-media"),
        (72, "trend-watching"),
        (72, "platform-business"),
        (73, "shortcuts"),
        (73, "online-research"),
        (82, "younger-customers"),
        (82, "customer-focus-group"),
        (83, "dei-ideas"),
    ],
)
def test_the_topics_that_practices_name_are_there(practice: int, key: str) -> None:
    assert SHIPPED.topic(key).key == key, practice


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("gen ai", "ai-assistants"),
        ("Excell", "spreadsheets"),
        ("tik tok", "short-video"),
        ("pyhton", "coding-basics"),
        ("PowerPoint", "presentations"),
        ("power point", "presentations"),
        ("allies, being an ally", "allyship"),
        ("young customers focus group", "younger-customers"),
        ("four-day week", "work-life"),
    ],
)
def test_words_of_people_lead_to_topics(words: str, key: str) -> None:
    assert SHIPPED.suggest(words)[0].key == key


@pytest.mark.parametrize("words", ["", "   ", "!?", "xyzzy", "knitting"])
def test_words_that_fit_nothing_get_no_suggestion(words: str) -> None:
    assert SHIPPED.suggest(words) == ()


@given(st.text(max_size=300), st.integers(1, 8))
def test_suggestions_are_few_and_each_topic_once(words: str, most: int) -> None:
    found = [topic.key for topic in SHIPPED.suggest(words, most)]

    assert len(found) <= most
    assert len(set(found)) == len(found)


def test_a_program_may_offer_part_of_the_catalogue() -> None:
    part = parse(SMALL).only(("slides", "gen-z"))

    assert part.topics == (
        Topic(key="slides", label="Slides", branch="digital", kind=Kind.SKILL),
        Topic(key="gen-z", label="Younger colleagues", branch="people", kind=Kind.PERSPECTIVE),
    )
    assert part.find("excel") is None


def test_no_keys_mean_the_whole_catalogue() -> None:
    whole = parse(SMALL)

    assert whole.only(()) is whole


def test_an_unknown_key_is_answered_with_the_nearest_ones() -> None:
    with pytest.raises(NotFound, match=r"^no topic 'exel' in the catalogue; did you mean excel\?$"):
        parse(SMALL).only(("exel",))


def test_a_label_is_not_a_key() -> None:
    with pytest.raises(NotFound, match="no topic 'Slides' in the catalogue"):
        parse(SMALL).topic("Slides")


def _problem(line: int, column: int, where: str, what: str) -> Problem:
    return Problem(file="c.yaml", line=line, column=column, where=where, what=what)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "kind: perspective}",
            "kind: opinion}",
            _problem(
                13,
                55,
                "branches.1.topics.0.kind",
                "Input should be 'skill' or 'perspective'",
            ),
        ),
        (
            "key: slides",
            "key: excel",
            _problem(
                9,
                9,
                "branches.0.topics.1",
                "'excel' already names 'excel'; in topics a name means one thing",
            ),
        ),
        (
            "label: Slides",
            "label: Pivot-Tables",
            _problem(
                9,
                9,
                "branches.0.topics.1",
                "'pivot tables' already names 'excel'; in topics a name means one thing",
            ),
        ),
        (
            "label: People",
            "title: People",
            _problem(10, 5, "branches.1.label", "Field required"),
        ),
    ],
)
def test_a_fault_is_shown_with_line_and_column(old: str, new: str, problem: Problem) -> None:
    with pytest.raises(BadFile) as caught:
        parse(SMALL.replace(old, new), "c.yaml")

    assert caught.value.problems[0] == problem


@pytest.mark.parametrize(
    "text",
    ["", "# nothing", "[]", "a", "1", "? [a]\n: b", "levels: {1: 2}", "{[a]: 1}", "x: 2024-99-99"],
)
def test_what_is_no_catalogue_is_refused(text: str) -> None:
    with pytest.raises(BadFile):
        parse(text)


@given(st.text(max_size=80), st.integers(0, len(SMALL)))
def test_any_text_in_any_place_is_taken_or_refused_in_words(text: str, place: int) -> None:
    try:
        told: tuple[object, ...] = parse(SMALL[:place] + text + SMALL[place:]).topics
    except BadFile as error:
        told = error.problems

    assert told
