import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.errors import BadInput
from rm_core.matching.candidates import Candidate
from rm_core.matching.evidence import evidence
from rm_core.matching.problem import Problem, Rules
from rm_core.matching.profile import gather
from rm_core.matching.rules import Reason, forbidden, line_above, reasons
from rm_core.matching.verify import broken_rules
from rm_core.program.people import Need, Offer, OfficeHours
from tests.support.matching import (
    ON,
    TOPICS,
    a_crowd,
    a_mentee,
    a_mentor,
    a_pool,
    a_problem,
    participant,
    person,
)


def why(mentee: Candidate, mentor: Candidate, **terms: object) -> tuple[Reason, ...]:
    """What forbids the two, by the arrays; the profiles must say the same."""
    problem = a_problem([mentee], [mentor], **terms)
    found = reasons(int(forbidden(problem)[0, 0]))
    read = broken_rules(problem, mentee, mentor, evidence(problem, mentee, mentor))
    assert tuple(r for r in found if r is not Reason.NO_CAPACITY) == read
    return found


A, B = a_mentee("a"), a_mentor("b")
PAIR = frozenset({(A.id, B.id)})
PEOPLE = frozenset({frozenset({A.person.id, B.person.id})})


def test_two_who_fit_are_not_forbidden() -> None:
    assert why(A, B) == ()


@pytest.mark.parametrize(
    ("mentee", "mentor", "terms", "expected"),
    [
        (a_mentee("a", who="x"), a_mentor("b", who="x"), {}, Reason.SAME_PERSON),
        (a_mentee("a", capacity=0), B, {}, Reason.NO_CAPACITY),
        (A, a_mentor("b", capacity=0), {}, Reason.NO_CAPACITY),
        (A, B, {"bans": PEOPLE}, Reason.BANNED),
        (A, B, {"earlier": PEOPLE}, Reason.EARLIER_PARTNER),
        (A, B, {"rejected": PAIR}, Reason.REJECTED),
        (a_mentee("a", vetoes=(person("b"),)), B, {}, Reason.VETO),
        (A, a_mentor("b", vetoes=(person("a"),)), {}, Reason.VETO),
        (a_mentee("a", manager="b"), B, {}, Reason.REPORTING_LINE),
        (A, a_mentor("b", manager="a"), {}, Reason.REPORTING_LINE),
        (a_mentee("a", languages=("de",)), B, {}, Reason.NO_COMMON_LANGUAGE),
        (A, a_mentor("b", Offer("zoom", 4)), {}, Reason.NO_NEED_COVERED),
        (
            a_mentee("a", Need(topic="data", level=4, priority=1)),
            a_mentor("b", Offer("data", 2)),
            {},
            Reason.NO_NEED_COVERED,
        ),
        (
            A,
            a_mentor("b", time_zone="Asia/Kolkata", hours=(OfficeHours(0, 810, 960),)),
            {"rules": Rules(max_zone_hours=5)},
            Reason.TOO_FAR_APART,
        ),
        (A, a_mentor("b", hours=(OfficeHours(0, 540, 570),)), {}, Reason.TOO_LITTLE_OVERLAP),
        (A, a_mentor("b", hours=()), {}, Reason.TOO_LITTLE_OVERLAP),
        (A, B, {"rules": Rules(min_score=1)}, Reason.SCORE_TOO_LOW),
    ],
)
def test_each_rule_forbids_what_it_should_and_nothing_else_does(
    mentee: Candidate, mentor: Candidate, terms: dict[str, object], expected: Reason
) -> None:
    assert why(mentee, mentor, **terms) == (expected,)


def test_an_accepted_pair_is_not_proposed_again_though_both_have_places() -> None:
    mentee, mentor = a_mentee("a", capacity=2), a_mentor("b", capacity=2)

    assert why(mentee, mentor, accepted=PAIR) == (Reason.ALREADY_PAIRED,)


def test_an_accepted_pairing_takes_its_place_away_from_others() -> None:
    problem = a_problem([A, a_mentee("c")], [B], accepted=PAIR)

    found = {
        each.id: reasons(int(forbidden(problem)[row, 0]))
        for row, each in enumerate(problem.pool.mentees)
    }

    assert found == {
        participant("a"): (Reason.NO_CAPACITY, Reason.ALREADY_PAIRED),
        participant("c"): (Reason.NO_CAPACITY,),
    }


@pytest.mark.parametrize(("levels", "expected"), [(0, False), (1, False), (2, True), (3, True)])
def test_the_line_counts_as_many_levels_as_the_program_says(levels: int, expected: bool) -> None:
    pool = gather(
        [a_mentee("boss")],
        [a_mentor("junior", manager="middle")],
        TOPICS,
        on=ON,
        managers={"middle": "boss"},
    )

    mask = forbidden(Problem(pool=pool, rules=Rules(chain_levels=levels)))

    assert (Reason.REPORTING_LINE in reasons(int(mask[0, 0]))) is expected


def test_lines_that_meet_count_only_where_the_program_says_so() -> None:
    mentee, mentor = a_mentee("a", manager="boss"), a_mentor("b", manager="boss")

    assert why(mentee, mentor) == ()
    assert why(mentee, mentor, rules=Rules(shared_manager_levels=1)) == (Reason.REPORTING_LINE,)


@pytest.mark.parametrize(("hours", "expected"), [(4, ()), (3.5, (Reason.TOO_FAR_APART,))])
def test_clocks_may_be_as_far_apart_as_the_rule_says(
    hours: float, expected: tuple[Reason, ...]
) -> None:
    mentor = a_mentor("b", time_zone="Asia/Dubai", hours=(OfficeHours(0, 780, 960),))

    assert why(A, mentor, rules=Rules(max_zone_hours=hours)) == expected


def test_managers_who_manage_each_other_end_the_line() -> None:
    pool = gather([a_mentee("a", manager="b")], [], TOPICS, on=ON, managers={"b": "c", "c": "b"})

    assert line_above(pool, "a", 9) == ("b", "c")


def test_a_circle_of_managers_ends() -> None:
    pool = a_pool([a_mentee("a", manager="b"), a_mentee("b", manager="a")], [])

    assert line_above(pool, "a", 9) == ("b",)
    assert line_above(pool, "nobody", 9) == ()


def test_rules_can_be_switched_off() -> None:
    mentee = a_mentee("a", languages=("de",), hours=())
    mentor = a_mentor("b", Offer("zoom", 1))
    off = Rules(common_language=False, min_overlap_minutes=0, min_needs_covered=0)

    assert why(mentee, mentor) == (
        Reason.NO_COMMON_LANGUAGE,
        Reason.NO_NEED_COVERED,
        Reason.TOO_LITTLE_OVERLAP,
    )
    assert why(mentee, mentor, rules=off) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"chain_levels": -1},
        {"min_score": 1.5},
        {"max_zone_hours": -1.0},
        {"fair_floor": float("nan")},
    ],
)
def test_rules_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(BadInput):
        Rules(**wrong)  # type: ignore[arg-type]


def test_a_ban_is_between_two_people() -> None:
    with pytest.raises(BadInput, match="two different people"):
        a_problem([A], [B], bans=frozenset({frozenset({A.person.id})}))


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_arrays_and_profiles_agree_on_every_rule(seed: int) -> None:
    pool = a_crowd(8, 8, seed, places=(2, 2))
    people = sorted({each.person.id for each in (*pool.mentees, *pool.mentors)})
    problem = Problem(
        pool=pool,
        rules=Rules(max_zone_hours=4, min_score=0.35, shared_manager_levels=1),
        bans=frozenset({frozenset(people[:2]), frozenset(people[3:9:5])}),
        rejected=frozenset({(pool.mentees[0].id, pool.mentors[1].id)}),
    )
    mask = forbidden(problem)

    for row, mentee in enumerate(pool.mentees):
        for column, mentor in enumerate(pool.mentors):
            read = broken_rules(problem, mentee, mentor, evidence(problem, mentee, mentor))
            found = reasons(int(mask[row, column]))
            assert tuple(r for r in found if r is not Reason.NO_CAPACITY) == read
            free = mentee.capacity > 0 and mentor.capacity > 0
            assert (Reason.NO_CAPACITY in found) is not free
