"""Among equally good assignments the same one is chosen, wherever the search began."""

from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.matching.optimum import best
from rm_core.matching.prices import prices
from rm_core.matching.profile import Whole
from rm_core.matching.ties import Keys, draw, lot_keys, settle


def keys(count: int, salt: str) -> Keys:
    return lot_keys([UUID(int=k) for k in range(count)], salt)


def settled(gain: Whole, demand: Whole, capacity: Whole, order: np.ndarray, salt: str) -> list:
    """The chosen pairs, when the solver meets the rows and columns in another order."""
    rows, columns = np.argsort(order[: len(demand)]), np.argsort(order[: len(capacity)])
    found = best(gain[np.ix_(rows, columns)], demand[rows], capacity[columns])
    chosen = np.unique(np.stack([rows[found[:, 0]], columns[found[:, 1]]], 1), axis=0)
    lots = keys(len(demand), f"{salt} rows"), keys(len(capacity), f"{salt} columns")
    priced = prices(gain, chosen, demand, capacity)
    return settle(gain, chosen, (demand, capacity), priced, lots).tolist()


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    values=st.sampled_from([(0, 1), (0, 3, 3), (5,), (0, 1, 2, 3), (0, 0, 0, 4, 5)]),
    places=st.sampled_from([1, 3]),
)
def test_where_the_search_began_does_not_matter(
    seed: int, values: tuple[int, ...], places: int
) -> None:
    luck = np.random.default_rng(seed)
    n, m = luck.integers(1, 9, 2)
    gain = luck.choice(values, (n, m))
    demand, capacity = np.ones(n, np.int64), luck.integers(0, places + 1, m)
    one, other = luck.random((2, max(n, m)))

    chosen = settled(gain, demand, capacity, one, "salt")

    assert chosen == settled(gain, demand, capacity, other, "salt")


def test_lots_depend_on_ids_and_salt_only() -> None:
    rows, columns = keys(4, "rows"), keys(3, "columns")

    lots = draw(rows, columns)

    assert lots.min() >= 0
    assert len(set(lots.ravel().tolist())) == 12
    assert np.array_equal(draw(rows[::-1], columns), lots[::-1])
    assert not np.array_equal(draw(keys(4, "other rows"), columns), lots)


@pytest.mark.parametrize("places", [2, 3])
def test_where_both_sides_have_several_places_the_solver_has_the_last_word(places: int) -> None:
    gain = np.full((5, 5), 3)
    many = np.full(5, places)
    chosen = best(gain, many, many)
    priced = prices(gain, chosen, many, many)

    found = settle(gain, chosen, (many, many), priced, (keys(5, "rows"), keys(5, "columns")))

    assert np.array_equal(found, chosen)
