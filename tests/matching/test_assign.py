from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from rm_core.matching.assign import solve
from rm_core.matching.field import Field, survey
from rm_core.matching.problem import Objective, Problem, Rules
from rm_core.matching.profile import Pool
from rm_core.matching.verify import verify
from rm_core.matching.weights import Weights
from rm_core.program.people import Need, Offer
from tests.support.matching import (
    a_crowd,
    a_mentee,
    a_mentor,
    a_pool,
    a_problem,
    names,
    participant,
    person,
)

EASY = Rules(min_overlap_minutes=0, common_language=False)


def all_matchings(
    allowed: np.ndarray, demand: list[int], capacity: list[int], row: int = 0, column: int = 0
) -> Iterator[list[tuple[int, int]]]:
    """Every set of pairs within the places, the empty one too."""
    if row == len(demand):
        yield []
        return
    following = (row, column + 1) if column + 1 < len(capacity) else (row + 1, 0)
    yield from all_matchings(allowed, demand, capacity, *following)
    if allowed[row, column] and demand[row] and capacity[column]:
        demand[row] -= 1
        capacity[column] -= 1
        for rest in all_matchings(allowed, demand, capacity, *following):
            yield [(row, column), *rest]
        demand[row] += 1
        capacity[column] += 1


def value(field: Field, pairs: list[tuple[int, int]], objective: Objective) -> tuple[int, ...]:
    total = sum(int(field.worth[pair]) for pair in pairs)
    if objective is Objective.TOTAL:
        return (total,)
    if objective is Objective.MOST_PAIRS:
        return (len(pairs), total)
    return (len(pairs), min((int(field.satisfaction[p]) for p in pairs), default=0), total)


@settings(max_examples=80, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    objective=st.sampled_from(Objective),
    sides=st.sampled_from([(1, 1), (2, 3), (3, 3), (4, 3), (3, 4)]),
    places=st.sampled_from([(1, 1), (1, 2), (2, 2)]),
)
def test_no_other_assignment_is_better(
    seed: int, objective: Objective, sides: tuple[int, int], places: tuple[int, int]
) -> None:
    problem = Problem(
        pool=a_crowd(*sides, seed, places=places), objective=objective, rules=EASY, seed=seed
    )
    field = survey(problem)
    demand, capacity = (side.tolist() for side in problem.free_places())
    tried = all_matchings(field.mask == 0, demand, capacity)
    rows, columns = (
        {each.id: k for k, each in enumerate(side)}
        for side in (problem.pool.mentees, problem.pool.mentors)
    )

    result = solve(problem)

    found = [(rows[m.mentee], columns[m.mentor]) for m in result.matches]
    assert value(field, found, objective) == max(value(field, t, objective) for t in tried)
    assert result.gap == 0
    assert verify(problem, result).failed == ()


@pytest.mark.parametrize("objective", [Objective.MOST_PAIRS, Objective.TOTAL])
def test_the_total_is_that_of_plain_scipy(objective: Objective) -> None:
    problem = Problem(pool=a_crowd(80, 60, 2, places=(1, 1)), objective=objective)
    field = survey(problem)
    _, free = problem.free_places()
    premium = 0 if objective is Objective.TOTAL else 10**9
    gain = np.where(field.mask == 0, field.worth + np.int64(premium), 0) * (free > 0)
    left, right = linear_sum_assignment(gain, maximize=True)
    real = gain[left, right] > 0

    result = solve(problem)

    assert len(result.matches) == int(real.sum())
    assert result.total == int(gain[left, right].sum()) - premium * int(real.sum())


def test_most_pairs_come_before_a_better_total() -> None:
    best = {"interests": frozenset({"chess", "music", "opera"})}
    mentees = [a_mentee("a", **best), a_mentee("b", Need(topic="data", level=1, priority=1))]
    # Only `a` may meet `y`, who suits them less than `x` does.
    mentors = [a_mentor("x", **best), a_mentor("y", vetoes=(person("b"),))]
    weights = Weights(interests=90, needs=10, style=0, boundary=0, language=0, hours=0)

    most = a_problem(mentees, mentors, weights=weights)
    total = replace(most, objective=Objective.TOTAL)

    assert names(most) == {("a", "y"), ("b", "x")}
    assert names(total) == {("a", "x")}
    assert (solve(most).total, solve(total).total) == (200_000, 1_000_000)


def test_the_fair_objective_lifts_the_worst_off() -> None:
    """`x` reaches all of what both want; `y` reaches a quarter for `a`, half for `b`."""
    mentees = [
        a_mentee("a", Need(topic="data", level=4, priority=1)),
        a_mentee("b", Need(topic="data", level=2, priority=1), interests=frozenset({"chess"})),
    ]
    mentors = [
        a_mentor("x", Offer("data", 4), interests=frozenset({"chess"})),
        a_mentor("y", Offer("data", 1)),
    ]
    rules = Rules(level_slack=3)
    most = a_problem(
        mentees, mentors, rules=rules, weights=Weights(needs=1, interests=9, enough_interests=1)
    )
    fair = replace(most, objective=Objective.FAIR)
    capped = replace(fair, rules=replace(rules, fair_floor=0.2))

    assert (names(most), solve(most).floor) == ({("a", "y"), ("b", "x")}, 0)
    assert (names(fair), solve(fair).floor) == ({("a", "x"), ("b", "y")}, 500)
    assert (names(capped), solve(capped).floor) == ({("a", "y"), ("b", "x")}, 200)


def test_one_pair_is_told_whole() -> None:
    result = solve(a_problem([a_mentee("a")], [a_mentor("b")]))

    (match,) = result.matches
    assert (match.mentee, match.mentor) == (participant("a"), participant("b"))
    assert (match.score, match.worth, match.satisfaction, match.pinned) == (
        650_000,
        650_000,
        1000,
        False,
    )
    assert (result.total, result.bound, result.gap, result.unmatched) == (650_000, 650_000, 0, ())


def test_a_wish_decides_between_equals() -> None:
    mentees = [a_mentee("a"), a_mentee("b")]

    for wished in ("a", "b"):
        mentor = a_mentor("x", wishes=(person(wished),))
        assert names(a_problem(mentees, [mentor])) == {(wished, "x")}


def equals(count: int) -> Pool:
    return a_pool(
        [a_mentee(f"a{k}") for k in range(count)], [a_mentor(f"b{k}") for k in range(count)]
    )


def test_ties_fall_by_seed_and_always_the_same_way() -> None:
    pool = equals(6)
    drawn = [solve(Problem(pool=pool, seed=seed)) for seed in range(12)]

    assert solve(Problem(pool=pool, seed=3)) == drawn[3]
    assert len({result.pairs for result in drawn}) > 6
    assert {result.total for result in drawn} == {drawn[0].total}


def test_the_seed_draws_among_equally_good_partners_only() -> None:
    chosen = set()
    for seed in range(30):
        mentees = [a_mentee("a"), a_mentee("b"), a_mentee("c", interests=frozenset({"chess"}))]
        problem = a_problem(mentees, [a_mentor("x", interests=frozenset({"chess"}))], seed=seed)
        chosen |= names(problem)
    lucky = set()
    for seed in range(30):
        lucky |= names(a_problem([a_mentee("a"), a_mentee("b")], [a_mentor("x")], seed=seed))

    assert chosen == {("c", "x")}
    assert lucky == {("a", "x"), ("b", "x")}


def test_the_order_in_which_people_come_in_changes_nothing() -> None:
    pool = a_crowd(30, 20, 4)

    turned = a_pool(list(pool.mentees[::-1]), list(pool.mentors[::-1]))

    assert solve(Problem(pool=turned, seed=5)) == solve(Problem(pool=pool, seed=5))


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6), leaver=st.integers(0, 11))
def test_nothing_gets_better_when_somebody_leaves(seed: int, leaver: int) -> None:
    pool = a_crowd(12, 9, seed)
    fewer = a_pool([c for k, c in enumerate(pool.mentees) if k != leaver], list(pool.mentors))

    now, then = (solve(Problem(pool=p, objective=Objective.TOTAL)) for p in (pool, fewer))

    assert then.total <= now.total


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_no_swap_of_two_mentors_is_better(seed: int) -> None:
    problem = Problem(pool=a_crowd(25, 20, seed))
    field = survey(problem)
    rows = {each.id: k for k, each in enumerate(problem.pool.mentees)}
    columns = {each.id: k for k, each in enumerate(problem.pool.mentors)}
    matches = [(rows[m.mentee], columns[m.mentor]) for m in solve(problem).matches]

    for one, other in ((p, q) for p in matches for q in matches if p < q):
        swapped = ((one[0], other[1]), (other[0], one[1]))
        if not any(field.mask[pair] for pair in swapped) and not {*swapped} & {*matches}:
            now = int(field.worth[one]) + int(field.worth[other])
            assert sum(int(field.worth[pair]) for pair in swapped) <= now


def test_thousands_of_places_are_no_burden() -> None:
    mentors = [a_mentor(f"b{k}", capacity=10**9) for k in range(3)]
    problem = a_problem([a_mentee(f"a{k}") for k in range(5)], mentors)

    result = solve(problem)

    assert (len(result.matches), result.gap) == (5, 0)
