"""The best assignment of a dense matrix of gains under capacities on both sides, exactly.

A gain is a positive whole number; 0 means that the pair is not to be had. Nobody is paired twice
with the same partner, however many places both have.
"""

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from rm_core.matching.network import best_distinct, most_distinct
from rm_core.matching.prices import NO_PAIRS, Chosen
from rm_core.matching.profile import Bits, Whole

COPIES = 40_000_000
"""Entries of the matrix with a column for every place, above which places are not spelled out."""


def best(gain: Whole, demand: Whole, capacity: Whole, premium: int = 0) -> Chosen:
    """The pairs with the greatest sum of gains, in order.

    `gain` is (rows, columns), below 2**51 so that doubles count exactly; `demand` (rows,) and
    `capacity` (columns,) are places; `premium` is what of every gain stands for the pair itself.
    """
    rows, columns = _places(gain > 0, demand, capacity)
    if not rows.size or not columns.size:
        return NO_PAIRS
    if rows.size * columns.size > max(COPIES, gain.size):
        return best_distinct(gain, demand, capacity, premium, NO_PAIRS)
    plain = np.array_equal(rows, np.arange(gain.shape[0]))
    plain &= np.array_equal(columns, np.arange(gain.shape[1]))
    spread = gain if plain else gain[np.ix_(rows, columns)]
    left, right = linear_sum_assignment(spread.astype(np.float64), maximize=True)
    pairs = np.stack([rows[left], columns[right]], 1)
    pairs = pairs[gain[pairs[:, 0], pairs[:, 1]] > 0]
    distinct = np.unique(pairs, axis=0)
    if len(distinct) == len(pairs):
        return distinct
    return best_distinct(gain, demand, capacity, premium, pairs)


def most(allowed: Bits, demand: Whole, capacity: Whole) -> int:
    """How many pairs there can be at most."""
    rows, columns = _places(allowed, demand, capacity)
    if not rows.size or not columns.size:
        return 0
    if min(np.unique(side, return_counts=True)[1].max() for side in (rows, columns)) > 1:
        return most_distinct(allowed, demand, capacity)
    graph = csr_array(allowed[np.ix_(rows, columns)])
    return int((maximum_bipartite_matching(graph, perm_type="column") >= 0).sum())


def _places(allowed: Bits, demand: Whole, capacity: Whole) -> tuple[Whole, Whole]:
    """Each row and each column as often as it has places that could be of use."""
    rows = np.repeat(np.arange(allowed.shape[0]), np.minimum(demand, allowed.sum(1)))
    columns = np.repeat(np.arange(allowed.shape[1]), np.minimum(capacity, allowed.sum(0)))
    return rows, columns
