"""Whatever is wrong with a result, the certificate must say so."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.matching.assign import Match, PriceList, Result, solve
from rm_core.matching.problem import Objective, Problem, Rules
from rm_core.matching.verify import Check, verify
from rm_core.program.people import Need, Offer
from tests.support.matching import (
    a_crowd,
    a_mentee,
    a_mentor,
    a_problem,
    participant,
    person,
    somebody,
)

PROBLEM = a_problem(
    [
        a_mentee("a", interests=frozenset({"chess"})),
        a_mentee("b"),
        a_mentee("c", vetoes=(person("x"), person("z"))),
    ],
    [a_mentor("x", interests=frozenset({"chess"})), a_mentor("y"), a_mentor("z", capacity=2)],
    pins=frozenset({(participant("b"), participant("y"))}),
    rules=Rules(chain_levels=1),
)
RESULT = solve(PROBLEM)


def test_a_sound_result_is_certified_in_one_sentence() -> None:
    found = verify(PROBLEM, RESULT)

    assert (found.pairs, found.total, found.gap, found.failed) == (2, 1_349_950, 0, ())
    assert found.sentence == (
        "Checked all over again: these 2 pairs break no rule, nobody has more pairings than they "
        "offered to take, and no other assignment of the same people would be better "
        "(total score 1.35, proven best)."
    )


def matched(mentee: str, mentor: str, result: Result = RESULT) -> Result:
    """The result with one more pair in it, told as if it were any other."""
    extra = replace(
        result.matches[0], mentee=participant(mentee), mentor=participant(mentor), pinned=False
    )
    return replace(result, matches=(*result.matches, extra), total=result.total + extra.worth)


def told(change: Callable[[Match], Match]) -> Result:
    return replace(RESULT, matches=tuple(change(m) for m in RESULT.matches))


def priced(prices: PriceList, name: str, change: int) -> PriceList:
    each = participant(name)
    return PriceList(
        least=MappingProxyType({**prices.least, each: prices.least[each] + change}),
        most=MappingProxyType({**prices.most, each: prices.most[each] + change}),
    )


def without(result: Result) -> Result:
    first = next(m for m in result.matches if not m.pinned)
    return replace(
        result,
        matches=tuple(m for m in result.matches if m is not first),
        total=result.total - first.worth,
    )


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (matched("a", "z"), Check.PLACES),
        (matched("c", "z"), Check.RULES),
        (matched("a", "x"), Check.PEOPLE),
        (replace(RESULT, matches=(replace(RESULT.matches[0], mentor=somebody(3)),)), Check.PEOPLE),
        (without(RESULT), Check.GAP),
        (told(lambda m: replace(m, pinned=False)), Check.PINS),
        (told(lambda m: replace(m, score=m.score + 1)), Check.SCORES),
        (told(lambda m: replace(m, worth=m.worth - 1)), Check.SCORES),
        (told(lambda m: replace(m, satisfaction=0)), Check.SCORES),
        (replace(RESULT, total=RESULT.total + 1), Check.SCORES),
        (replace(RESULT, mentees=priced(RESULT.mentees, "a", -60_000)), Check.PRICES),
        (replace(RESULT, mentors=priced(RESULT.mentors, "y", -1)), Check.PRICES),
        (replace(RESULT, mentees=priced(RESULT.mentees, "a", 1)), Check.GAP),
        (replace(RESULT, mentees=priced(RESULT.mentees, "a", 1)), Check.SLACKNESS),
        (replace(RESULT, mentors=priced(RESULT.mentors, "z", 1)), Check.SLACKNESS),
        (replace(RESULT, gap=5), Check.GAP),
    ],
)
def test_a_planted_fault_is_found(broken: Result, expected: Check) -> None:
    found = verify(PROBLEM, broken)

    assert expected in dict(found.failed)
    assert not found.is_clean
    assert found.sentence.startswith("Do not approve these")


def test_a_result_of_other_rules_is_not_certified() -> None:
    strict = replace(PROBLEM, rules=Rules(min_score=0.66), pins=frozenset())

    assert Check.RULES in dict(verify(strict, RESULT).failed)


def test_a_total_that_is_not_the_best_is_not_certified() -> None:
    mentees = [a_mentee("a", interests=frozenset({"chess"})), a_mentee("b")]
    mentors = [a_mentor("x", interests=frozenset({"chess"})), a_mentor("y")]
    problem = a_problem(mentees, mentors)
    forced = replace(problem, pins=frozenset({(participant("a"), participant("y"))}))
    worse = solve(forced)
    unpinned = replace(worse, matches=tuple(replace(m, pinned=False) for m in worse.matches))

    found = verify(problem, unpinned)

    assert verify(forced, worse).is_clean
    assert Check.GAP in dict(found.failed)
    assert found.gap > 0


@pytest.mark.parametrize("floor", [0, 251, 1000])
def test_a_floor_that_could_be_higher_or_is_not_kept_is_found(floor: int) -> None:
    """`x` reaches all and `y` a quarter of what `a` wants, or half of what `b` wants."""
    mentees = [
        a_mentee("a", Need(topic="data", level=4, priority=1)),
        a_mentee("b", Need(topic="data", level=2, priority=1)),
    ]
    mentors = [a_mentor("x", Offer("data", 4)), a_mentor("y", Offer("data", 1))]
    problem = a_problem(mentees, mentors, rules=Rules(level_slack=3), objective=Objective.FAIR)
    result = solve(problem)

    assert (result.floor, verify(problem, result).failed) == (500, ())
    assert Check.FLOOR in dict(verify(problem, replace(result, floor=floor)).failed)


def test_fewer_pairs_than_there_could_be_are_found_under_a_floor() -> None:
    mentees = [a_mentee("a"), a_mentee("b", Need(topic="data", level=4, priority=1))]
    mentors = [a_mentor("x"), a_mentor("y", Offer("data", 1))]
    loose = a_problem(mentees, mentors, rules=Rules(level_slack=3), objective=Objective.FAIR)
    strict = replace(loose, rules=Rules(level_slack=0))
    result = solve(strict)

    assert (len(result.matches), result.floor) == (1, 1000)
    assert verify(strict, result).is_clean
    assert verify(loose, result).failed == ((Check.FLOOR, 1),)


@settings(max_examples=10, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    objective=st.sampled_from(Objective),
    places=st.sampled_from([(1, 3), (2, 2)]),
)
def test_every_result_of_the_solver_is_certified(
    seed: int, objective: Objective, places: tuple[int, int]
) -> None:
    problem = Problem(pool=a_crowd(24, 18, seed, places=places), objective=objective, seed=seed)

    assert verify(problem, solve(problem)).failed == ()
