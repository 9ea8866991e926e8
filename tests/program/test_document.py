"""A program file is taken whole, or refused with everything that is wrong with it."""

from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rm_core.errors import BadFile
from rm_core.program.document import parse
from rm_core.program.policy import Program
from rm_core.program.syntax import MAX_CHARACTERS, MAX_DEPTH
from tests.support.program_text import SOUND, instead, problems, with_line


def test_a_sound_file_becomes_the_program_it_describes() -> None:
    program = parse(SOUND, "p.yaml")

    assert program.dates.ends == date(2027, 9, 17)
    assert program == Program.model_validate(program.model_dump())


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("language: no", "language", "no"),
        ("consent_version: 1.0", "consent_version", "1.0"),
        ("consent_version: 0x1F", "consent_version", "0x1F"),
        ("consent_version: 12:30", "consent_version", "12:30"),
        ("consent: yes", "consent", "yes"),
        ("consent: 2027-01-01", "consent", "2027-01-01"),
        ("topics: [on, off, 7]", "topics", ("on", "off", "7")),
        ("topics: []", "topics", ()),
    ],
)
def test_text_stays_as_it_was_written(line: str, field: str, value: object) -> None:
    assert getattr(parse(with_line(line), "p.yaml"), field) == value


@pytest.mark.parametrize("written", ["8:30", "08:30", "'8:30'", '"08:30"'])
def test_a_time_needs_no_quotation_marks(written: str) -> None:
    program = parse(with_line(f"mail: {{earliest: {written}}}"), "p.yaml")

    assert program.mail.earliest == time(8, 30)


@pytest.mark.parametrize("written", ["2027-09-17", "'2027-09-17'"])
def test_a_date_needs_no_quotation_marks(written: str) -> None:
    program = parse(instead("ends: 2027-09-17", f"ends: {written}"), "p.yaml")

    assert program.dates.ends == date(2027, 9, 17)


@pytest.mark.parametrize(("written", "meant"), [("yes", True), ("No", False), ("true", True)])
def test_yes_and_no_answer_a_true_or_false_question(written: str, meant: bool) -> None:
    program = parse(with_line(f"surveys: {{midterm: {written}}}"), "p.yaml")

    assert program.surveys.midterm is meant


def test_an_optional_number_may_be_left_empty() -> None:
    program = parse(with_line("eligibility:\n  mentor_max_level:"), "p.yaml")

    assert program.eligibility.mentor_max_level is None


def test_a_byte_order_mark_is_no_part_of_the_program() -> None:
    assert parse(f"\ufeff{SOUND}", "p.yaml") == parse(SOUND, "p.yaml")


def test_a_list_at_the_top_is_one_problem_not_many() -> None:
    found = problems("- title: x\n")

    assert [line.split("(")[0] for line in found] == [
        "p.yaml:1:1: file: here belongs a section with fields, not a list "
    ]


def test_every_problem_is_told_at_once_in_the_order_of_the_file() -> None:
    text = (
        instead("baseline: 35", "baseline: some")
        .replace("kim@", "kim at ")
        .replace("2027-02-08", "soon")
    )

    found = problems(with_line("zone: UTC").replace(SOUND, text))

    assert [line.split(": ")[0:2] for line in found] == [
        ["p.yaml:7:13", "goal.baseline"],
        ["p.yaml:11:45", "coordinator.email"],
        ["p.yaml:16:13", "dates.matching"],
        ["p.yaml:19:1", "zone"],
    ]


def test_a_topic_outside_the_catalogue_is_refused() -> None:
    found = problems(with_line("topics: [spreadshets, haiku]"), topics={"spreadsheets", "ai"})

    assert found == [
        (
            "p.yaml:19:10: topics[0]: the catalogue has no topic `spreadshets` "
            "(did you mean `spreadsheets`?)"
        ),
        (
            "p.yaml:19:23: topics[1]: the catalogue has no topic `haiku` "
            "(`topics: []` offers the whole catalogue)"
        ),
    ]


def test_a_bomb_of_aliases_costs_nothing() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"

    assert len(problems(bomb)) == 4


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_bottomless_nesting_is_refused(opening: str) -> None:
    found = problems(opening * 5000)

    assert [line.split(": ", 1)[1] for line in found] == [
        f"YAML: the file is nested deeper than {MAX_DEPTH} levels"
    ]


def test_a_huge_file_is_refused_unread() -> None:
    found = problems("#" * (MAX_CHARACTERS + 1))

    assert found == [
        "p.yaml: file: the file has 200001 characters; a program file has at most 200000"
    ]


@settings(deadline=None, max_examples=150)
@given(
    st.one_of(
        st.text(max_size=200),
        st.text(alphabet="{}[]:-,?&*!|>'\"%@`#\n\t \\aU0F~<", max_size=200),
    )
)
@example("%YAML " + "9" * 5000 + ".1\n---\n")
@example('"\\ud800"')
@example('? "\\ud800"\n: 1')
@example("!!")
@example("&a")
@example("a: .inf")
def test_random_text_is_refused_and_never_worse(text: str) -> None:
    with pytest.raises(BadFile):
        parse(text, "p.yaml")


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_damaged_file_is_taken_or_refused_and_never_worse(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(SOUND)))
    cut = data.draw(st.integers(0, 20))
    damage = data.draw(st.text(max_size=10))

    damaged = SOUND[:place] + damage + SOUND[place + cut :]

    with suppress(BadFile):
        assert isinstance(parse(damaged, "p.yaml"), Program)
