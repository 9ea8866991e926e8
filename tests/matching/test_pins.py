from dataclasses import replace

import pytest

from rm_core.errors import BadInput
from rm_core.matching.assign import solve
from rm_core.matching.problem import Objective, Rules
from rm_core.matching.verify import verify
from rm_core.program.people import Need, Offer
from tests.support.matching import (
    a_mentee,
    a_mentor,
    a_problem,
    names,
    participant,
    person,
    somebody,
)

EASY = Rules(min_overlap_minutes=0, common_language=False)


def test_pins_come_first_and_take_their_places() -> None:
    fits = {"interests": frozenset({"chess", "music", "opera"})}
    mentees = [a_mentee("a", **fits), a_mentee("b")]
    mentors = [a_mentor("x", **fits), a_mentor("y")]
    free = a_problem(mentees, mentors)
    pin = (participant("b"), participant("x"))
    pinned = replace(free, pins=frozenset({pin}))

    result = solve(pinned)

    assert names(free) == {("a", "x"), ("b", "y")}
    assert names(pinned) == {("b", "x"), ("a", "y")}
    assert {m.pair for m in result.matches if m.pinned} == {pin}
    assert verify(pinned, result).is_clean


@pytest.mark.parametrize(
    ("pins", "terms", "what"),
    [
        ([("a", "x")], {"rules": Rules(min_score=1)}, "forbidden by score_too_low"),
        (
            [("a", "x")],
            {"bans": frozenset({frozenset({person("a"), person("x")})})},
            "forbidden by banned",
        ),
        ([("a", "x"), ("b", "x")], {}, "has 1 free places and 2 pins"),
        ([("a", "x"), ("a", "y")], {}, "has 1 free places and 2 pins"),
        ([("x", "a")], {}, "not both of them are in this match run"),
        ([("a", "nobody")], {}, "not both of them are in this match run"),
    ],
)
def test_a_pin_that_cannot_be_had_is_refused_with_the_reason(
    pins: list[tuple[str, str]], terms: dict[str, object], what: str
) -> None:
    pairs = frozenset((participant(a), participant(b)) for a, b in pins)
    problem = a_problem(
        [a_mentee("a"), a_mentee("b")], [a_mentor("x"), a_mentor("y")], pins=pairs, **terms
    )

    with pytest.raises(BadInput, match=what):
        solve(problem)


@pytest.mark.parametrize("objective", Objective)
def test_a_pinned_pair_is_not_proposed_twice_though_both_have_places(objective: Objective) -> None:
    fits = {"interests": frozenset({"chess", "music", "opera"})}
    problem = a_problem(
        [a_mentee("a", capacity=2, **fits), a_mentee("b", Need(topic="data", level=4, priority=1))],
        [a_mentor("x", capacity=2, **fits), a_mentor("y", Offer("data", 1))],
        pins=frozenset({(participant("a"), participant("x"))}),
        objective=objective,
        rules=Rules(level_slack=3),
    )

    result = solve(problem)

    assert names(problem) == {("a", "x"), ("a", "y"), ("b", "x")}
    assert verify(problem, result).is_clean


def test_the_fair_floor_is_measured_beside_the_pins() -> None:
    problem = a_problem(
        [a_mentee("a", capacity=2)],
        [a_mentor("x", capacity=2), a_mentor("y", Offer("data", 1))],
        pins=frozenset({(participant("a"), participant("x"))}),
        objective=Objective.FAIR,
    )

    assert names(problem) == {("a", "x"), ("a", "y")}
    assert solve(problem).floor == 500


def test_bans_of_people_who_are_not_there_change_nothing() -> None:
    problem = a_problem([a_mentee("a")], [a_mentor("x")])
    stranger = somebody(7)
    noisy = replace(
        problem,
        bans=frozenset({frozenset({person("a"), person("nobody")})}),
        rejected=frozenset({(participant("a"), stranger), (stranger, participant("x"))}),
        keep=frozenset({(stranger, stranger)}),
        accepted=frozenset({(stranger, stranger)}),
    )

    assert solve(noisy) == solve(problem)
