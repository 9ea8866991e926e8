"""Assignments where both sides have several places: a network program over few of the edges.

Solved over promising pairs first, then priced over all: whatever the prices find missing is added,
until nothing is. Exact for the whole matrix, of which only the promising part meets the solver.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, vstack
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from rm_core.matching.prices import Chosen, relaxed_prices
from rm_core.matching.profile import Bits, Whole

Real = NDArray[np.float64]

FIRST_LOOK, NEXT_LOOK = 12, 8
CLEARLY = 1e-3


def best_distinct(
    gain: Whole, demand: Whole, capacity: Whole, premium: int, repeated: Chosen
) -> Chosen:
    """The best pairs, each at most once.

    `repeated` is the optimum in which the same pair may come several times, or empty: its prices
    point at the promising pairs. The number of pairs is settled first and apart, so that `premium`
    need not share the digits of a double with the scores.
    """
    allowed = gain > 0
    edges = _promising(gain, allowed, demand, capacity, repeated)
    pairs = None
    if premium:
        edges, pairs = _most(allowed, edges, demand, capacity)
    worth = np.where(allowed, gain - premium, 0).astype(np.float64)
    while True:
        used, price = _relax(worth, edges, demand, capacity, pairs)
        missed = np.where(allowed & ~edges, worth - price, -np.inf)
        missed[missed <= CLEARLY] = -np.inf
        if not np.isfinite(missed).any():
            rows, columns = np.nonzero(edges)
            return np.stack([rows[used], columns[used]], 1)
        edges = edges | _top(missed, NEXT_LOOK)


def most_distinct(allowed: Bits, demand: Whole, capacity: Whole) -> int:
    """How many pairs there can be at most, each at most once."""
    first = _top(np.where(allowed, 0.0, -np.inf), FIRST_LOOK)
    return _most(allowed, first, demand, capacity)[1]


def _promising(
    gain: Whole, allowed: Bits, demand: Whole, capacity: Whole, repeated: Chosen
) -> Bits:
    worth = gain.astype(np.float64)
    if len(repeated):
        row, column = relaxed_prices(gain, repeated, demand, capacity)
        worth = (gain - row[:, None] - column).astype(np.float64)
    worth[~allowed] = -np.inf
    edges = _top(worth, FIRST_LOOK) | _top(worth.T, FIRST_LOOK).T
    edges[repeated[:, 0], repeated[:, 1]] = True
    return edges


def _top(worth: Real, count: int) -> Bits:
    """The best few finite entries of each row."""
    count = min(count, worth.shape[1])
    picked = np.zeros(worth.shape, np.bool_)
    found = np.argpartition(-worth, count - 1, axis=1)[:, :count]
    np.put_along_axis(picked, found, values=True, axis=1)
    chosen: Bits = picked & np.isfinite(worth)
    return chosen


def _most(allowed: Bits, edges: Bits, demand: Whole, capacity: Whole) -> tuple[Bits, int]:
    """The greatest number of pairs, and edges that suffice for it.

    A pair across the least cut of the edges so far is missing among them; without one, the cut is
    the proof.
    """
    n, m = edges.shape
    while True:
        rows, columns = np.nonzero(edges)
        start = np.concatenate([np.zeros(n, np.int64), rows + 1, n + 1 + np.arange(m)])
        end = np.concatenate([1 + np.arange(n), n + 1 + columns, np.full(m, n + m + 1)])
        room = np.concatenate([demand, np.ones(rows.size, np.int64), capacity])
        shape = (n + m + 2, n + m + 2)
        graph = csr_array((room.astype(np.int32), (start, end)), shape=shape)
        flow = maximum_flow(graph, 0, n + m + 1)
        left = csr_array(graph - flow.flow)
        left.eliminate_zeros()
        within = np.zeros(n + m + 2, np.bool_)
        within[breadth_first_order(left, 0, return_predecessors=False)] = True
        missing = allowed & ~edges & within[1 : n + 1, None] & ~within[None, n + 1 : n + m + 1]
        if not missing.any():
            return edges, int(flow.flow_value)
        edges = edges | _top(np.where(missing, 0.0, -np.inf), NEXT_LOOK)


def _relax(
    worth: Real, edges: Bits, demand: Whole, capacity: Whole, pairs: int | None
) -> tuple[Bits, Real]:
    """Which edges are used, and what each pair would have to be worth to join them."""
    rows, columns = np.nonzero(edges)
    n, m, k = *edges.shape, rows.size
    one, each = np.ones(k), np.arange(k)
    by_row = coo_array((one, (rows, each)), shape=(n, k))
    by_column = coo_array((one, (columns, each)), shape=(m, k))
    found = linprog(  # type: ignore[call-overload]  # the stubs leave sparse matrices out
        -worth[rows, columns],
        A_ub=vstack([by_row, by_column]).tocsr(),
        b_ub=np.concatenate([demand, capacity]),
        A_eq=None if pairs is None else csr_array(one[None, :]),
        b_eq=None if pairs is None else [pairs],
        bounds=(0, 1),
        method="highs-ds",
    )
    if found.x is None:
        message = f"the network program of {n} by {m} people was not solved: {found.message}"
        raise ArithmeticError(message)
    price = -np.asarray(found.ineqlin.marginals)
    a_pair = 0.0 if pairs is None else -float(found.eqlin.marginals[0])
    return np.asarray(found.x) > 0.5, price[:n, None] + price[None, n:] + a_pair
