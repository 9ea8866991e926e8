from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.matching.assign import solve
from rm_core.matching.costs import why_not
from rm_core.matching.openings import Opening, openings
from rm_core.matching.problem import Objective, Problem
from rm_core.matching.rules import Reason
from tests.support.matching import (
    a_crowd,
    a_mentee,
    a_mentor,
    a_problem,
    participant,
)

A, B, X, Y, Z = (participant(name) for name in "abxyz")
FITS = {"interests": frozenset({"chess", "music", "opera"})}


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
