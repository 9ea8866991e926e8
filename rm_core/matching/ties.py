"""One among equally good assignments, the same on every machine: chosen by a seed.

At optimal prices every optimal assignment uses only pairs worth exactly their two prices, and
fills every place that costs something. Among those, seeded lots decide.
"""

from collections.abc import Iterable
from hashlib import blake2b
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from rm_core.matching.optimum import best
from rm_core.matching.prices import Chosen, Prices
from rm_core.matching.profile import Bits, Whole

Keys = NDArray[np.uint64]

ROOM = 2**49
MOST_LOT = 2**40
PRIMES = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


def settle(
    gain: Whole,
    chosen: Chosen,
    places: tuple[Whole, Whole],
    found: Prices,
    keys: tuple[Keys, Keys],
) -> Chosen:
    """Exchange the chosen pairs for those among the equally good that draw the greatest lots.

    `places` and `keys` are those of rows and of columns. The prices must be optimal for the chosen
    pairs. Where people on both sides have several places, a tie stays as the solver left it,
    which is still the same for the same people.
    """
    row, column = found.middle()
    beyond = gain - row[:, None] - column
    sure = beyond[chosen[:, 0], chosen[:, 1]] > 0
    tight: Bits = (gain > 0) & (beyond == 0)
    rows, columns = _undecided(tight, chosen[~sure])
    if not rows.size:
        return chosen
    fixed = sure | ~np.isin(chosen[:, 0], rows)
    left = [
        side - np.bincount(chosen[fixed, axis], minlength=side.size)
        for axis, side in enumerate(places)
    ]
    if min(left[0][rows].max(), left[1][columns].max()) > 1:
        return chosen
    count = int(np.count_nonzero(~fixed))
    lot = draw(keys[0][rows], keys[1][columns]) % min(MOST_LOT, ROOM // (count + 2)) + 1
    must = (count + 1) * int(lot.max())
    priced = (row[rows] > 0).astype(np.int64)[:, None] + (column[columns] > 0)
    lot = np.where(tight[np.ix_(rows, columns)], lot + must * priced, 0)
    drawn = best(lot, left[0][rows], left[1][columns])
    swapped = np.stack([rows[drawn[:, 0]], columns[drawn[:, 1]]], 1)
    out = np.unique(np.concatenate([chosen[fixed], swapped]), axis=0)
    return out if _worth(gain, out) == _worth(gain, chosen) else chosen


def draw(rows: Keys, columns: Keys) -> Whole:
    """A lot for every pair, (rows, columns), 0..2**62."""
    mixed = rows[:, None] ^ columns[None, :]
    for prime in PRIMES:
        mixed ^= mixed >> np.uint64(29)
        mixed *= np.uint64(prime)
    return (mixed >> np.uint64(2)).astype(np.int64)


def lot_keys(ids: Iterable[UUID], salt: str) -> Keys:
    """(ids,) keys that depend on nothing but id and salt, so never on anybody's position."""
    keys = (blake2b(salt.encode() + each.bytes, digest_size=8).digest() for each in ids)
    return np.array([int.from_bytes(key) for key in keys], np.uint64)


def _undecided(tight: Bits, chosen: Chosen) -> tuple[Whole, Whole]:
    """Rows and columns that hang together by more than their chosen pairs."""
    n, m = tight.shape
    rows, columns = np.nonzero(tight)
    graph = csr_array((np.ones(rows.size), (rows, n + columns)), shape=(n + m, n + m))
    _, part = connected_components(graph, directed=False)
    sizes = np.bincount(part)
    inside = np.bincount(part[rows], minlength=sizes.size)
    settled = np.bincount(part[chosen[:, 0]], minlength=sizes.size)
    loose = inside > settled
    return np.flatnonzero(loose[part[:n]]), np.flatnonzero(loose[part[n:]])


def _worth(gain: Whole, chosen: Chosen) -> int:
    return int(gain[chosen[:, 0], chosen[:, 1]].sum())
