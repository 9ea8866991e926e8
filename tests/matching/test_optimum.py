"""The solver alone, on matrices, against other solvers and against trying everything."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment, linprog

from rm_core.matching.optimum import best, most
from rm_core.matching.prices import Prices, bound, prices
from rm_core.matching.profile import Whole

SHAPES = ("random", "scarce", "few mentees", "tied", "equal", "sparse", "nothing", "rank one")


def an_instance(shape: str, n: int, seed: int) -> Whole:
    luck = np.random.default_rng(seed)
    gain = luck.integers(1, 10**6, (n, n))
    match shape:
        case "scarce":
            return gain[:, : max(1, n // 3)]
        case "few mentees":
            return gain[: max(1, n // 3)]
        case "tied":
            return luck.integers(0, 3, (n, n))
        case "equal":
            return np.full((n, n), 7)
        case "sparse":
            return np.where(luck.random((n, n)) < 2 / n, gain, 0)
        case "nothing":
            return np.zeros((n, n), np.int64)
        case "rank one":
            return np.multiply.outer(np.sort(gain[0]), np.sort(gain[-1])) // 10**6 + 1
        case _:
            return gain


def worth(gain: Whole, chosen: Whole) -> int:
    return int(gain[chosen[:, 0], chosen[:, 1]].sum())


def proven(gain: Whole, chosen: Whole, demand: Whole, capacity: Whole) -> bool:
    """Feasible, each pair once, and no better by either extreme or the middle of the prices."""
    found: Prices = prices(gain, chosen, demand, capacity)
    sets = (
        (found.row_most, found.column_least),
        (found.row_least, found.column_most),
        found.middle(),
    )
    value = worth(gain, chosen)
    return (
        bool((gain[chosen[:, 0], chosen[:, 1]] > 0).all())
        and len(np.unique(chosen, axis=0)) == len(chosen)
        and bool((np.bincount(chosen[:, 0], minlength=len(demand)) <= demand).all())
        and bool((np.bincount(chosen[:, 1], minlength=len(capacity)) <= capacity).all())
        and all(bool((row >= 0).all() and (column >= 0).all()) for row, column in sets)
        and all(bound(gain, demand, capacity, row, column) == value for row, column in sets)
    )


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("size", [1, 2, 5, 60])
def test_one_place_each_is_as_good_as_plain_scipy(shape: str, size: int) -> None:
    gain = an_instance(shape, size, seed=size)
    demand, capacity = np.ones(gain.shape[0], np.int64), np.ones(gain.shape[1], np.int64)

    chosen = best(gain, demand, capacity)

    assert worth(gain, chosen) == int(gain[linear_sum_assignment(gain, maximize=True)].sum())
    assert proven(gain, chosen, demand, capacity)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("premium", [0, 10**9])
@pytest.mark.parametrize("places", [(1, 3), (3, 1), (2, 3)])
def test_several_places_are_as_good_as_the_linear_program(
    shape: str, premium: int, places: tuple[int, int]
) -> None:
    gain = an_instance(shape, 14, seed=5)
    gain = np.where(gain > 0, gain + premium, 0)
    luck = np.random.default_rng(8)
    demand = luck.integers(0, places[0] + 1, gain.shape[0])
    capacity = luck.integers(0, places[1] + 1, gain.shape[1])

    chosen = best(gain, demand, capacity, premium)

    assert worth(gain, chosen) == pytest.approx(program(gain, demand, capacity), abs=1e-3)
    assert proven(gain, chosen, demand, capacity)


def program(gain: Whole, demand: Whole, capacity: Whole) -> float:
    """The best total, by a linear program over every pair."""
    n, m = gain.shape
    rows = np.kron(np.eye(n), np.ones(m))
    columns = np.kron(np.ones(n), np.eye(m))
    found = linprog(
        -gain.ravel(),
        A_ub=np.vstack([rows, columns]),
        b_ub=np.concatenate([demand, capacity]),
        bounds=(0, 1),
    )
    return float(-found.fun)


def test_nobody_is_paired_twice_with_the_same_partner() -> None:
    gain = np.array([[10, 1], [1, 10]])
    two = np.array([2, 2])

    assert best(gain, two, two).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]


def test_the_most_pairs_are_found_beyond_the_first_look() -> None:
    """Every row looks at the same few columns first, which have far too few places."""
    allowed = np.ones((40, 50), np.bool_)
    allowed[30:, 5:] = False
    two = np.full(50, 2)

    assert most(allowed, two[:40], two) == 70


def test_more_places_than_could_be_of_use_cost_nothing() -> None:
    gain = an_instance("random", 30, 1)
    plenty = np.full(30, 10**9)

    chosen = best(gain, plenty, plenty)

    assert len(chosen) == 900


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_nothing_is_better_however_small_and_odd(data: st.DataObject) -> None:
    n, m = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
    entry = st.sampled_from([0, 1, 2, 2, 5])
    gain = np.array([[data.draw(entry) for _ in range(m)] for _ in range(n)])
    demand = np.array([data.draw(st.integers(0, 3)) for _ in range(n)])
    capacity = np.array([data.draw(st.integers(0, 3)) for _ in range(m)])

    chosen = best(gain, demand, capacity)

    assert worth(gain, chosen) == everything(gain, demand, capacity)
    assert proven(gain, chosen, demand, capacity)
    assert most(gain > 0, demand, capacity) == everything(
        (gain > 0).astype(np.int64), demand, capacity
    )


def everything(gain: Whole, demand: Whole, capacity: Whole) -> int:
    """The best total, by trying every set of pairs."""
    totals = [0]
    for bits in product((0, 1), repeat=gain.size):
        used = np.array(bits).reshape(gain.shape) * (gain > 0)
        if (used.sum(1) <= demand).all() and (used.sum(0) <= capacity).all():
            totals.append(int((used * gain).sum()))
    return max(totals)


def test_prices_show_the_gap_of_an_assignment_that_is_not_the_best() -> None:
    gain = np.array([[5, 4], [4, 1]])
    one = np.ones(2, np.int64)
    worse = np.array([[0, 0], [1, 1]])

    found = prices(gain, worse, one, one)

    assert bound(gain, one, one, found.row_most, found.column_least) > 6


def test_the_least_price_is_what_one_place_more_brings_and_the_most_what_losing_it_costs() -> None:
    gain = an_instance("random", 9, 4)[:, :4]
    demand, capacity = np.ones(9, np.int64), np.array([1, 2, 1, 1])
    chosen = best(gain, demand, capacity)
    now = worth(gain, chosen)

    found = prices(gain, chosen, demand, capacity)

    for mentor in range(4):
        change = np.eye(4, dtype=np.int64)[mentor]
        more = worth(gain, best(gain, demand, capacity + change))
        less = worth(gain, best(gain, demand, capacity - change))
        assert (more - now, now - less) == (found.column_least[mentor], found.column_most[mentor])
