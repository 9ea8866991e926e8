from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.errors import BadInput, NotFound
from rm_core.matching.assign import solve
from rm_core.matching.costs import (
    Cost,
    WhyNot,
    forced_cost,
    pin_cost,
    rule_cost,
    why_not,
)
from rm_core.matching.problem import Objective, Problem, Rules
from rm_core.matching.rules import Reason
from rm_core.matching.weights import Weights
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

A, B, X, Y = (participant(name) for name in "abxy")
FITS = {"interests": frozenset({"chess", "music", "opera"})}
PROBLEM = a_problem([a_mentee("a", **FITS), a_mentee("b")], [a_mentor("x", **FITS), a_mentor("y")])


def test_a_proposed_pair_needs_no_reason() -> None:
    assert why_not(PROBLEM, solve(PROBLEM), A, X) == WhyNot(mentee=A, mentor=X, proposed=True)


def test_a_forbidden_pair_is_told_every_rule() -> None:
    problem = a_problem([a_mentee("a", languages=("de",), vetoes=(person("x"),))], [a_mentor("x")])

    found = why_not(problem, solve(problem), A, X)

    assert found == WhyNot(
        mentee=A,
        mentor=X,
        proposed=False,
        reasons=(Reason.VETO, Reason.NO_COMMON_LANGUAGE),
    )


def test_a_possible_pair_is_told_what_it_would_cost() -> None:
    result = solve(PROBLEM)

    found = why_not(PROBLEM, result, A, Y)

    assert found.cost == Cost(pairs=0, score=150_000)
    assert forced_cost(PROBLEM, result, (A, Y)) == Cost(pairs=0, score=150_000)


def test_the_bound_may_be_low_where_the_exact_cost_is_a_whole_pair() -> None:
    problem = a_problem(
        [a_mentee("a"), a_mentee("b", vetoes=(person("y"),))], [a_mentor("x"), a_mentor("y")]
    )
    result = solve(problem)

    assert result.pairs == {(A, Y), (B, X)}
    assert why_not(problem, result, A, X).cost == Cost(pairs=0, score=0)
    assert forced_cost(problem, result, (A, X)) == Cost(pairs=1, score=650_000)


def test_the_fair_floor_is_told_as_a_reason() -> None:
    problem = a_problem(
        [a_mentee("a"), a_mentee("b", Need(topic="data", level=4, priority=1))],
        [a_mentor("x", Offer("data", 2))],
        rules=Rules(level_slack=3),
        objective=Objective.FAIR,
    )

    assert why_not(problem, solve(problem), B, X).reasons == (Reason.BELOW_FAIR_FLOOR,)


def test_whose_places_are_all_pinned_cannot_be_had() -> None:
    problem = replace(PROBLEM, pins=frozenset({(A, Y)}))

    found = why_not(problem, solve(problem), A, X)

    assert found.reasons == (Reason.PINNED_ELSEWHERE,)


@pytest.mark.parametrize(("mentee", "mentor"), [(X, A), (somebody(1), X), (A, somebody(1))])
def test_strangers_are_not_found(mentee: object, mentor: object) -> None:
    with pytest.raises(NotFound):
        why_not(PROBLEM, solve(PROBLEM), mentee, mentor)  # type: ignore[arg-type]


@settings(max_examples=6, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    objective=st.sampled_from([Objective.MOST_PAIRS, Objective.TOTAL]),
)
def test_the_bound_is_never_above_the_exact_cost(seed: int, objective: Objective) -> None:
    problem = Problem(pool=a_crowd(7, 6, seed), objective=objective)
    result = solve(problem)
    premium = max(1, result.premium)

    for mentee in problem.pool.mentees:
        for mentor in problem.pool.mentors:
            found = why_not(problem, result, mentee.id, mentor.id)
            if found.cost is not None:
                exact = forced_cost(problem, result, (mentee.id, mentor.id))
                least = found.cost.pairs * premium + found.cost.score
                assert 0 <= least <= exact.pairs * premium + exact.score


def test_a_pin_has_its_price() -> None:
    problem = replace(PROBLEM, pins=frozenset({(A, Y)}))

    assert pin_cost(problem, solve(problem), (A, Y)) == Cost(pairs=0, score=150_000)
    with pytest.raises(BadInput, match="not pinned"):
        pin_cost(problem, solve(problem), (A, X))


@pytest.mark.parametrize(
    ("answers", "terms", "rule"),
    [
        ({"languages": ("de",)}, {}, Reason.NO_COMMON_LANGUAGE),
        ({"hours": ()}, {}, Reason.TOO_LITTLE_OVERLAP),
        ({"manager": "x"}, {}, Reason.REPORTING_LINE),
        ({}, {"rules": Rules(min_score=0.9)}, Reason.SCORE_TOO_LOW),
        (
            {"time_zone": "Asia/Tokyo"},
            {"rules": Rules(max_zone_hours=3, min_overlap_minutes=0)},
            Reason.TOO_FAR_APART,
        ),
        ({}, {"bans": frozenset({frozenset({person("a"), person("x")})})}, Reason.BANNED),
        (
            {},
            {"earlier": frozenset({frozenset({person("a"), person("x")})})},
            Reason.EARLIER_PARTNER,
        ),
        ({}, {"rejected": frozenset({(A, X)})}, Reason.REJECTED),
    ],
)
def test_a_rule_costs_the_pair_it_prevents(
    answers: dict[str, object], terms: dict[str, object], rule: Reason
) -> None:
    problem = a_problem([a_mentee("a", **answers)], [a_mentor("x")], **terms)

    assert rule_cost(problem, solve(problem), rule).pairs == 1


def test_nobody_prices_a_veto() -> None:
    with pytest.raises(BadInput, match="cannot be switched off"):
        rule_cost(PROBLEM, solve(PROBLEM), Reason.VETO)


@pytest.mark.parametrize(
    ("units", "premium", "expected"),
    [
        (250, 0, Cost(pairs=0, score=250)),
        (1250, 1000, Cost(pairs=1, score=250)),
        (900, 1000, Cost(pairs=1, score=-100)),
        (-900, 1000, Cost(pairs=-1, score=100)),
        (0, 1000, Cost(pairs=0, score=0)),
    ],
)
def test_a_price_is_whole_pairs_and_a_score(units: int, premium: int, expected: Cost) -> None:
    assert Cost.of(units, premium) == expected


def test_costs_hold_where_scores_are_not_the_default() -> None:
    problem = replace(PROBLEM, weights=Weights(interests=1, needs=1, hours=0, language=0))
    result = solve(problem)

    assert forced_cost(problem, result, (A, Y)) == why_not(problem, result, A, Y).cost
