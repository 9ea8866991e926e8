"""Dual prices of an assignment: what a place is worth, and the proof that nothing is better.

With u of the rows and v of the columns, none negative, no assignment whatever can be worth more
than `bound`: the places at their prices, plus what a pair gains beyond the prices of its two.
Where that equals what the chosen pairs are worth, they are the optimum. Whole numbers throughout.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rm_core.matching.profile import Whole

Chosen = NDArray[np.int64]
"""(pairs, 2): row and column of each chosen pair, in order, each once."""

NO_PAIRS: Chosen = np.zeros((0, 2), np.int64)
NEVER = -(2**60)
BATCH = 64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prices:
    """The least and the highest optimal price of every place.

    What one place more would bring is the least, what losing it costs is the highest. The highest
    of one side go with the least of the other.
    """

    row_least: Whole
    row_most: Whole
    column_least: Whole
    column_most: Whole

    def middle(self) -> tuple[Whole, Whole]:
        """Prices of rows and columns between the extremes: the fewest pairs are worth just them."""
        # Rounding one side up and the other down keeps every whole-number inequality.
        row = -(-(self.row_most + self.row_least) // 2)
        return row, (self.column_most + self.column_least) // 2


def prices(gain: Whole, chosen: Chosen, demand: Whole, capacity: Whole) -> Prices:
    """Optimal prices, if the chosen pairs are optimal; else prices that show the gap."""
    elsewhere = gain.copy()
    elsewhere[chosen[:, 0], chosen[:, 1]] = NEVER
    row_most, column_least = _least(gain, elsewhere, chosen, demand)
    turned = np.ascontiguousarray(elsewhere.T)
    column_most, row_least = _least(gain.T, turned, chosen[:, ::-1], capacity)
    return Prices(
        row_least=row_least,
        row_most=row_most,
        column_least=column_least,
        column_most=column_most,
    )


def relaxed_prices(
    gain: Whole, chosen: Chosen, demand: Whole, capacity: Whole
) -> tuple[Whole, Whole]:
    """Row and column prices where the same pair may be chosen several times."""
    row_most, column_least = _least(gain, gain, chosen, demand)
    column_most, row_least = _least(gain.T, gain.T.copy(), chosen[:, ::-1], capacity)
    return Prices(
        row_least=row_least, row_most=row_most, column_least=column_least, column_most=column_most
    ).middle()


def bound(gain: Whole, demand: Whole, capacity: Whole, row: Whole, column: Whole) -> int:
    """No assignment is worth more than this, by weak duality, for any prices of 0 or more."""
    beyond = sum(
        int(np.maximum(gain[k : k + BATCH] - row[k : k + BATCH, None] - column, 0).sum())
        for k in range(0, gain.shape[0], BATCH)
    )
    return int(demand @ row) + int(capacity @ column) + beyond


def _least(gain: Whole, elsewhere: Whole, chosen: Chosen, demand: Whole) -> tuple[Whole, Whole]:
    """Row prices, and the least column prices that go with them.

    Longest paths in the residual graph: a column must cost what a row would gain by moving to it.
    The cheapest columns are settled first, in batches, as in Dijkstra's method; prices beyond the
    greatest gain mean that there is a better assignment, and end the search. `elsewhere` is what
    rows could gain by moving: `gain` without the chosen pairs, which have nothing to move to.
    """
    rows, columns = chosen[:, 0], chosen[:, 1]
    took = gain[rows, columns]
    price = np.zeros(gain.shape[1], np.int64)
    full = np.bincount(rows, minlength=gain.shape[0]) >= demand
    standing = np.where(full, NEVER, 0)
    np.maximum.at(standing, rows[full[rows]], -took[full[rows]])
    dirty = standing > NEVER
    ceiling = int(gain.max(initial=0))
    while dirty.any() and int(price.max(initial=0)) <= ceiling:
        waiting = np.flatnonzero(dirty)
        batch = waiting
        if waiting.size > BATCH and not dirty.all():
            cost = np.zeros(gain.shape[0], np.int64)
            np.maximum.at(cost, rows, price[columns])
            batch = waiting[np.argpartition(cost[waiting], BATCH)[:BATCH]]
        dirty[batch] = False
        reach = _reach(elsewhere, standing, batch)
        risen = reach > price
        price[risen] = reach[risen]
        moved = risen[columns] & full[rows]
        better = standing.copy()
        np.maximum.at(better, rows[moved], price[columns[moved]] - took[moved])
        dirty |= better > standing
        standing = better
    row = np.where(standing > NEVER, np.maximum(-standing, 0), 0)
    closed = np.flatnonzero(standing == NEVER)
    if closed.size:
        row[closed] = np.maximum((elsewhere[closed] - price).max(1, initial=0), 0)
    return row, price


def _reach(gain: Whole, standing: Whole, rows: Whole) -> Whole:
    """What each column must cost at least, for these rows to stay where they are."""
    reach = np.full(gain.shape[1], NEVER, np.int64)
    for k in range(0, rows.size, BATCH):
        some = rows[k : k + BATCH]
        np.maximum(reach, (gain[some] + standing[some, None]).max(0), out=reach)
    return reach
