from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.errors import NotFound
from rm_core.matching.assign import solve
from rm_core.matching.costs import Cost, forced_cost, why_not
from rm_core.matching.evidence import evidence
from rm_core.matching.explain import Standby, alternatives, explain
from rm_core.matching.openings import Opening, openings
from rm_core.matching.problem import Objective, Problem, Rules
from rm_core.matching.profile import gather
from rm_core.matching.rules import Reason
from rm_core.matching.shortage import Demand, TopicPrice, demand, topic_prices
from rm_core.matching.stability import Blocking, blocking
from rm_core.program.people import Need, Offer
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


def test_the_one_change_that_would_have_helped_is_named() -> None:
    problem = a_problem(
        [a_mentee("a", languages=("de",)), a_mentee("b", hours=(), languages=("de",))],
        [a_mentor("x"), a_mentor("y", capacity=0, languages=("de",))],
    )
    result = solve(problem)

    found = openings(problem, result)

    assert found == {
        A: (
            Opening(rule=Reason.NO_CAPACITY, partner=Y, others=0),
            Opening(rule=Reason.NO_COMMON_LANGUAGE, partner=X, others=0),
        ),
        B: (),
        X: (Opening(rule=Reason.NO_COMMON_LANGUAGE, partner=A, others=0),),
        Y: (Opening(rule=Reason.NO_CAPACITY, partner=A, others=0),),
    }


def test_openings_are_right_beyond_the_first_block_of_mentees() -> None:
    pool = a_crowd(400, 30, 3)
    problem = Problem(pool=pool)
    result = solve(problem)
    mentors = {each.id for each in pool.mentors}
    alone = {who: found for who, found in openings(problem, result).items() if who in mentors}

    for who, changes in alone.items():
        for change in changes:
            told = why_not(problem, result, change.partner, who)
            assert told.reasons == (change.rule,)
    assert alone


def test_standbys_are_above_the_fair_floor() -> None:
    problem = a_problem(
        [a_mentee("a")],
        [a_mentor("x"), a_mentor("y", Offer("data", 1)), a_mentor("z")],
        objective=Objective.FAIR,
    )

    assert len(alternatives(problem, solve(problem), A)) == 1


def test_lifting_a_rule_between_two_does_not_help_where_others_stay_better() -> None:
    problem = a_problem(
        [a_mentee("a", languages=("de",)), a_mentee("b", **FITS)], [a_mentor("x", **FITS)]
    )

    assert openings(problem, solve(problem)) == {A: ()}


def test_pinned_people_are_no_opening() -> None:
    problem = a_problem(
        [a_mentee("a", languages=("de",), priority=3), a_mentee("b")],
        [a_mentor("x")],
        pins=frozenset({(B, X)}),
    )

    assert openings(problem, solve(problem)) == {A: ()}


@settings(max_examples=5, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    objective=st.sampled_from([Objective.MOST_PAIRS, Objective.TOTAL]),
)
def test_an_opening_holds_when_it_is_tried(seed: int, objective: Objective) -> None:
    """Lift bans one by one: whoever is told that it would match them is matched then."""
    pool = a_crowd(8, 8, seed)
    everyone = frozenset(
        frozenset({a.person.id, b.person.id}) for a in pool.mentees for b in pool.mentors[::2]
    )
    problem = Problem(pool=pool, bans=everyone, objective=objective)
    people = {each.id: each for each in (*pool.mentees, *pool.mentors)}

    for who, changes in openings(problem, solve(problem)).items():
        for change in changes:
            if change.rule is Reason.BANNED:
                two = frozenset({people[who].person.id, people[change.partner].person.id})
                eased = solve(replace(problem, bans=everyone - {two}))
                assert {who, change.partner} in [set(pair) for pair in eased.pairs]


def test_blocking_pairs_are_counted_with_their_gain() -> None:
    """`a` and `x` like each other best, but the total is better when they part."""
    problem = a_problem(
        [
            a_mentee("a", interests=frozenset({"chess", "music", "opera"})),
            a_mentee("b", interests=frozenset({"chess", "music"}), vetoes=(person("y"),)),
        ],
        [
            a_mentor("x", interests=frozenset({"chess", "music", "opera"})),
            a_mentor("y", interests=frozenset({"chess"})),
        ],
    )
    result = solve(problem)

    assert result.pairs == {(A, Y), (B, X)}
    assert blocking(problem, result) == Blocking(count=1, largest_gain=50_100)


def test_a_free_place_makes_no_blocking_pair_with_somebody_content() -> None:
    problem = a_problem([a_mentee("a", **FITS)], [a_mentor("x", **FITS), a_mentor("y")])

    assert blocking(problem, solve(problem)) == Blocking(count=0, largest_gain=0)


def test_pinned_places_are_not_given_up() -> None:
    problem = a_problem(
        [a_mentee("a", **FITS)],
        [a_mentor("x", **FITS), a_mentor("y")],
        pins=frozenset({(A, Y)}),
    )

    assert blocking(problem, solve(problem)) == Blocking(count=0, largest_gain=0)


def test_the_shortest_topic_comes_first() -> None:
    pool = a_pool(
        [
            a_mentee("a", Need(topic="data", level=4, priority=3)),
            a_mentee("b", Need(topic="data", level=3, priority=2)),
            a_mentee(
                "c",
                Need(topic="zoom", level=1, priority=3),
                Need(topic="data", level=3, priority=1),
            ),
        ],
        [
            a_mentor("x", Offer("data", 1)),
            a_mentor("y", Offer("data", 2)),
            a_mentor("z", Offer("zoom", 1), capacity=3),
        ],
    )

    found = demand(pool, level_slack=1)

    assert found == (
        Demand(topic="data", sought=3, first=2, offered=1),
        Demand(topic="zoom", sought=1, first=1, offered=3),
    )
    assert [each.short for each in found] == [1, 0]


def test_a_topic_that_is_scarce_has_a_price() -> None:
    problem = a_problem(
        [a_mentee("a"), a_mentee("b"), a_mentee("c", Need(topic="zoom", level=1, priority=1))],
        [a_mentor("x"), a_mentor("z", Offer("zoom", 4), capacity=2)],
    )

    assert topic_prices(problem.pool, solve(problem)) == (
        TopicPrice(topic="data", places=1, scarce=1, price=650_000),
        TopicPrice(topic="zoom", places=2, scarce=0, price=0),
    )


def test_nobody_at_all_is_explained_too() -> None:
    problem = Problem(pool=gather([], [], TOPICS, on=ON), rules=Rules())
    result = solve(problem)

    assert (dict(explain(problem, result)), dict(openings(problem, result))) == ({}, {})
    assert (blocking(problem, result), topic_prices(problem.pool, result)) == (
        Blocking(count=0, largest_gain=0),
        (),
    )
