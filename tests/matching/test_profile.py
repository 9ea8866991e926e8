import pytest
from hypothesis import given
from hypothesis import strategies as st

from rm_core.errors import BadInput
from rm_core.matching.candidates import primary, split, wanted_topics
from rm_core.matching.profile import gather
from rm_core.program.people import Need, Offer, Profile
from tests.support.matching import ON, TOPICS, a_mentee, a_mentor, a_pool, participant


def test_people_stand_in_the_order_of_their_ids_whatever_order_they_come_in() -> None:
    people = [a_mentee(name) for name in "abcd"]

    one, other = a_pool(people, []), a_pool(people[::-1], [])

    assert one.mentees == other.mentees
    assert [each.id for each in one.mentees] == sorted(each.id for each in people)


@pytest.mark.parametrize(
    ("mentees", "mentors", "what"),
    [
        (["a", "a"], [], "is a mentee 2 times"),
        ([], ["b", "b"], "is a mentor 2 times"),
    ],
)
def test_nobody_is_there_twice(mentees: list[str], mentors: list[str], what: str) -> None:
    with pytest.raises(BadInput, match=what):
        a_pool([a_mentee(name) for name in mentees], [a_mentor(name) for name in mentors])


def test_one_person_is_only_one_mentee() -> None:
    with pytest.raises(BadInput, match=r"person .* is a mentee 2 times"):
        a_pool([a_mentee("a", who="anna"), a_mentee("b", who="anna")], [])


@pytest.mark.parametrize(
    ("mentee", "what"),
    [
        (a_mentee("a", Need(topic="alchemy", level=1, priority=1)), "'alchemy' is not in the cat"),
        (a_mentee("a", Need(topic="data", level=5, priority=1)), "level 5 of 'data', expected 1-4"),
        (a_mentee("a", Need(topic="data", level=0, priority=1)), "level 0"),
        (a_mentee("a", Need(topic="data", level=1, priority=0)), "priority 0 of 'data'"),
        (a_mentee("a", style={"pace": 9}), "answer 9 on trait 'pace'"),
        (a_mentee("a", capacity=-1), "capacity -1"),
        (a_mentee("a", priority=-1), "priority -1"),
        (a_mentee("a", offers=(Offer("data", 9),)), "level 9"),
    ],
)
def test_answers_that_do_not_fit_are_refused_by_id(mentee: object, what: str) -> None:
    with pytest.raises(BadInput, match=what) as refusal:
        a_pool([mentee], [])  # type: ignore[list-item]

    assert str(participant("a")) in str(refusal.value)


def test_all_misfits_are_counted_and_the_first_ones_shown() -> None:
    wrong = [a_mentee(f"m{k}", capacity=-1) for k in range(9)]

    with pytest.raises(BadInput, match=r"^9 misfits among the candidates: .*; and 4 more$"):
        a_pool(wrong, [])


def test_a_need_named_twice_counts_once_at_its_most() -> None:
    profile = Profile(
        needs=(
            Need(topic="data", level=1, priority=3),
            Need(topic="data", level=3, priority=1),
            Need(topic="video", level=2, priority=1),
        )
    )

    assert wanted_topics(profile) == {"data": (3, 750), "video": (2, 250)}


@given(st.lists(st.floats(0, 100), max_size=12), st.integers(0, 5000))
def test_a_whole_is_split_without_a_rest(parts: list[float], whole: int) -> None:
    shares = split(whole, parts)

    assert sum(shares) == (whole if sum(parts) > 0 else 0)
    assert all(share >= 0 for share in shares)
    assert all(abs(s - whole * p / sum(parts)) < 1 for s, p in zip(shares, parts, strict=True) if p)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("pt-BR", "pt"), ("PT", "pt"), ("zh-Hant-TW", "zh"), (" en_GB ", "en")],
)
def test_languages_are_compared_without_region(language: str, expected: str) -> None:
    assert primary(language) == expected


def test_managers_of_candidates_go_before_what_is_handed_in() -> None:
    pool = gather(
        [a_mentee("a", manager="b")], [], TOPICS, on=ON, managers={"a": "old boss", "b": "c"}
    )

    assert dict(pool.managers) == {"a": "b", "b": "c"}
