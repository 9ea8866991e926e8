import pytest

from rm_core.matching.assign import solve
from rm_core.matching.problem import Objective, Rules
from rm_core.matching.rules import Reason
from rm_core.matching.unmatched import Unmatched
from rm_core.matching.verify import verify
from rm_core.program.people import Need, Offer, Role
from tests.support.matching import (
    a_mentee,
    a_mentor,
    a_problem,
    names,
    participant,
)

EASY = Rules(min_overlap_minutes=0, common_language=False)


def test_a_person_on_both_sides_is_never_paired_with_themself() -> None:
    mentees = [a_mentee("anna learns", who="anna")]
    mentors = [a_mentor("anna teaches", who="anna")]

    result = solve(a_problem(mentees, mentors))

    assert result.pairs == frozenset()
    assert [each.reason for each in result.unmatched] == [Reason.SAME_PERSON] * 2


@pytest.mark.parametrize("objective", Objective)
@pytest.mark.parametrize(
    ("mentees", "mentors", "expected"),
    [
        ([], [], []),
        ([a_mentee("a")], [], [Reason.NOBODY_THERE]),
        ([], [a_mentor("b")], [Reason.NOBODY_THERE]),
        ([a_mentee("a", capacity=0)], [a_mentor("b")], [Reason.NO_CAPACITY, Reason.ALL_TAKEN]),
        ([a_mentee("a", hours=())], [a_mentor("b")], [Reason.TOO_LITTLE_OVERLAP] * 2),
    ],
)
def test_where_there_is_nobody_to_pair_everyone_gets_a_reason(
    objective: Objective, mentees: list, mentors: list, expected: list[Reason]
) -> None:
    problem = a_problem(mentees, mentors, objective=objective)

    result = solve(problem)

    assert result.matches == ()
    assert [each.reason for each in result.unmatched] == expected
    assert verify(problem, result).is_clean


def test_whoever_is_left_over_was_not_forbidden_anything() -> None:
    result = solve(a_problem([a_mentee("a"), a_mentee("b")], [a_mentor("x")]))

    (alone,) = result.unmatched
    assert alone == Unmatched(
        id=alone.id, role=Role.MENTEE, reason=Reason.ALL_TAKEN, possible=1, removed={}
    )


def test_whoever_could_only_be_met_below_the_fair_floor_waits_for_that_reason() -> None:
    problem = a_problem(
        [a_mentee("a"), a_mentee("b", Need(topic="data", level=4, priority=1), priority=1)],
        [a_mentor("x", Offer("data", 2))],
        rules=Rules(level_slack=3),
        objective=Objective.FAIR,
    )

    result = solve(problem)

    assert (names(problem), result.floor) == ({("a", "x")}, 1000)
    assert [(u.id, u.reason) for u in result.unmatched] == [
        (participant("b"), Reason.BELOW_FAIR_FLOOR)
    ]


def test_whoever_waited_goes_first() -> None:
    fits = {"interests": frozenset({"chess", "music", "opera"})}
    new, waited = a_mentee("new", **fits), a_mentee("waited", priority=1)

    assert names(a_problem([new, waited], [a_mentor("x", **fits)])) == {("waited", "x")}
