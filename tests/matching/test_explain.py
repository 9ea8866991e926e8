import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.errors import NotFound
from rm_core.matching.assign import solve
from rm_core.matching.costs import Cost, forced_cost, why_not
from rm_core.matching.evidence import evidence
from rm_core.matching.explain import Standby, alternatives, explain
from rm_core.matching.openings import openings
from rm_core.matching.problem import Objective, Problem, Rules
from rm_core.matching.profile import gather
from rm_core.matching.shortage import topic_prices
from rm_core.matching.stability import Blocking, blocking
from rm_core.program.people import Offer
from tests.support.matching import (
    ON,
    TOPICS,
    a_crowd,
    a_mentee,
    a_mentor,
    a_problem,
    participant,
    person,
    somebody,
)

A, B, X, Y, Z = (participant(name) for name in "abxyz")
FITS = {"interests": frozenset({"chess", "music", "opera"})}


def test_every_match_is_explained_from_its_evidence() -> None:
    problem = Problem(pool=a_crowd(20, 15, 1))
    result = solve(problem)
    people = {each.id: each for each in (*problem.pool.mentees, *problem.pool.mentors)}

    found = explain(problem, result)

    assert set(found) == set(result.pairs)
    for match in result.matches:
        told = found[match.pair]
        assert told.match == match
        assert told.evidence == evidence(problem, people[match.mentee], people[match.mentor])
        assert (told.evidence.score, told.evidence.worth) == (match.score, match.worth)
        assert told.standbys == alternatives(problem, result, match.mentee)


def test_standbys_are_the_cheapest_who_are_not_proposed() -> None:
    problem = a_problem(
        [a_mentee("a", **FITS), a_mentee("b", **FITS)],
        [
            a_mentor("x", **FITS),
            a_mentor("y", **FITS),
            a_mentor("z"),
            a_mentor("w", vetoes=(person("a"),)),
        ],
    )
    result = solve(problem)
    (mine,) = (match.mentor for match in result.matches if match.mentee == A)
    (theirs,) = {X, Y} - {mine}

    found = alternatives(problem, result, A)

    assert found == (
        Standby(mentor=theirs, score=800_000, cost=Cost(pairs=0, score=0), is_free=False),
        Standby(mentor=Z, score=650_000, cost=Cost(pairs=0, score=150_000), is_free=True),
    )
    assert alternatives(problem, result, A, 1) == found[:1]
    assert all(forced_cost(problem, result, (A, s.mentor)) == s.cost for s in found)


def test_standbys_leave_out_whoever_is_pinned_and_strangers_have_none() -> None:
    problem = a_problem(
        [a_mentee("a"), a_mentee("b")],
        [a_mentor("x"), a_mentor("y")],
        pins=frozenset({(B, Y)}),
    )
    result = solve(problem)

    assert alternatives(problem, result, A) == ()
    with pytest.raises(NotFound):
        alternatives(problem, result, somebody(1))


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_standbys_cost_what_the_question_why_not_says(seed: int) -> None:
    problem = Problem(pool=a_crowd(12, 9, seed, places=(2, 2)))
    result = solve(problem)

    for (mentee, _), told in explain(problem, result).items():
        costs = [why_not(problem, result, mentee, s.mentor).cost for s in told.standbys]
        assert costs == [standby.cost for standby in told.standbys]
        assert len(costs) <= 3


def test_standbys_are_above_the_fair_floor() -> None:
    problem = a_problem(
        [a_mentee("a")],
        [a_mentor("x"), a_mentor("y", Offer("data", 1)), a_mentor("z")],
        objective=Objective.FAIR,
    )

    assert len(alternatives(problem, solve(problem), A)) == 1


def test_nobody_at_all_is_explained_too() -> None:
    problem = Problem(pool=gather([], [], TOPICS, on=ON), rules=Rules())
    result = solve(problem)

    assert (dict(explain(problem, result)), dict(openings(problem, result))) == ({}, {})
    assert (blocking(problem, result), topic_prices(problem.pool, result)) == (
        Blocking(count=0, largest_gain=0),
        (),
    )
