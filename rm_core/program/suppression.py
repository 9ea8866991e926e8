"""No figure about a group smaller than the threshold, not even by subtraction (guarantee 8).

The rule, for a table of groups whose total is published:

1. A group with fewer than `smallest` answers is hidden. Its label says so: "under 5".
2. Beside it the smallest other groups are hidden too: two if one is under the threshold, otherwise
   one. If what is then left for the hidden ones tells more of one than its label, there is no
   table.
3. A share splits its group into two, those who said so and those who did not, and both count as
   groups: with fewer than twice `smallest` answers no share is given; with fewer than `smallest`
   on one side only a range is ("under 5 of 20", "over 15 of 20").
4. If one share alone is not given, so is another. If the total then leaves a share that is not
   given fewer than `smallest` possible values, no share of that table is given.

1 and 3 are the threshold rule with top and bottom coding, 2 and 4 secondary suppression with an
interval audit (Hundepool et al., Statistical Disclosure Control, 2012, chapter 4; NCES 2011-603).
How many more are hidden never depends on a hidden figure, so that knowing this rule helps nobody
(Wong et al. 2007, minimality attack). The total itself, the share of everybody who answered, is
given from `smallest` answers up.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from rm_core.program.shares import Share


class Shown(StrEnum):
    """How much of a cell may be seen."""

    EXACT = "exact"
    LOW = "low"
    """k is under the threshold."""
    HIGH = "high"
    """n - k is under the threshold."""
    SIZE_ONLY = "size only"
    """The group is too small to be split, or its share would tell another's."""
    UNDER = "under"
    """The group is smaller than the threshold."""
    HIDDEN = "hidden"
    """The size of this group would tell that of another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What may be printed about one group; `n` and `k` are None where they may not be."""

    group: str
    shown: Shown
    n: int | None = None
    k: int | None = None

    @property
    def share(self) -> Share | None:
        return None if self.n is None or self.k is None else Share(self.k, self.n)


def total_share(share: Share, smallest: int) -> Share | None:
    """The share of everybody who answered, from `smallest` answers up."""
    return share if share.n >= smallest else None


def suppress_sizes(
    sizes: Mapping[str, int], smallest: int, also: Set[str] = frozenset()
) -> Mapping[str, Cell] | None:
    """Which sizes of these groups may be shown beside their total; None if there is no safe table.

    Empty groups are left out: nobody is not a group. Order is kept.

    Args:
        sizes: answers in each group.
        smallest: the threshold.
        also: groups hidden in a table of the same people, to be hidden here as well.
    """
    sized = {group: size for group, size in sizes.items() if size}
    under = {group for group, size in sized.items() if size < smallest}
    others = sorted(sized.keys() - under - also, key=lambda group: (sized[group], group))
    forced = (also & sized.keys()) - under
    more = {0: 0, 1: 2}.get(len(under), 1) - len(forced)
    hidden = forced | set(others[: max(0, more)])
    shown = sized.keys() - under - hidden
    if not shown or (under and not _tells_nothing(sized, under, hidden, smallest)):
        return None
    cells = {}
    for group, size in sized.items():
        if group in shown:
            cells[group] = Cell(group=group, shown=Shown.EXACT, n=size)
        else:
            label = Shown.UNDER if group in under else Shown.HIDDEN
            cells[group] = Cell(group=group, shown=label)
    return MappingProxyType(cells)


def _tells_nothing(sizes: Mapping[str, int], under: Set[str], hidden: Set[str], s: int) -> bool:
    """Whether each group under the threshold could still have any size its label allows, 1..s-1.

    A reader knows the sum of all that is hidden, and that the groups hidden beside them have at
    least `s` answers and fewer than any that is shown.
    """
    left = sum(sizes[group] for group in under | hidden)
    largest = min(size for group, size in sizes.items() if group not in under | hidden) - 1
    most = left - (len(under) - 1) - s * len(hidden)
    least = left - (len(under) - 1) * (s - 1) - largest * len(hidden)
    return most >= s - 1 and least <= 1


def same_pattern(
    tables: Mapping[str, Mapping[str, int]], smallest: int
) -> Mapping[str, Mapping[str, Cell]] | None:
    """`suppress_sizes` for several questions to the same people: hidden in one, hidden in all.

    None if one of them has no safe table.
    """
    also: frozenset[str] = frozenset()
    while True:
        result = {name: suppress_sizes(sizes, smallest, also) for name, sizes in tables.items()}
        cells = [cell for table in result.values() if table for cell in table.values()]
        hidden = frozenset(cell.group for cell in cells if cell.shown is not Shown.EXACT)
        if hidden == also:
            break
        also = hidden
    safe = {name: table for name, table in result.items() if table is not None}
    return MappingProxyType(safe) if len(safe) == len(tables) else None


def suppress_shares(
    shares: Mapping[str, Share], sizes: Mapping[str, Cell] | None, smallest: int
) -> Mapping[str, Cell] | None:
    """Which of these shares may be shown beside their total; None if there is no safe table.

    `sizes` is what `suppress_sizes` allowed for the same groups.
    """
    if sizes is None or len(sizes) < 2:
        return None
    cells = {
        group: _coded(cell, shares[group], smallest) if cell.shown is Shown.EXACT else cell
        for group, cell in sizes.items()
    }
    ranges = {
        group: _range(cell, shares[group].n, smallest)
        for group, cell in cells.items()
        if cell.n is not None and cell.shown is not Shown.EXACT
    }
    pooled = [shares[group] for group, cell in cells.items() if cell.n is None]
    rest = Share(sum(share.k for share in pooled), sum(share.n for share in pooled))
    alone = len(ranges) + bool(pooled) == 1
    if alone and (ranges or not _is_safe(rest, smallest)):
        group = _withhold(cells, smallest)
        if group is None:
            return None
        cells[group] = replace(cells[group], shown=Shown.SIZE_ONLY, k=None)
        ranges[group] = (smallest, shares[group].n - smallest)
    left = sum(shares[group].k for group in ranges) + rest.k
    if not _leaves_room(ranges, rest, left, smallest):
        return None
    return MappingProxyType(cells)


def _coded(cell: Cell, share: Share, s: int) -> Cell:
    if share.n < 2 * s:
        return replace(cell, shown=Shown.SIZE_ONLY)
    if share.k < s:
        return replace(cell, shown=Shown.LOW)
    if share.n - share.k < s:
        return replace(cell, shown=Shown.HIGH)
    return replace(cell, k=share.k)


def _range(cell: Cell, n: int, s: int) -> tuple[int, int]:
    """What a reader who knows the rule knows of k."""
    if cell.shown is Shown.LOW:
        return (0, s - 1)
    if cell.shown is Shown.HIGH:
        return (n - s + 1, n)
    return (0, n)


def _is_safe(share: Share, s: int) -> bool:
    return s <= share.k <= share.n - s


def _withhold(cells: Mapping[str, Cell], s: int) -> str | None:
    """Which share to leave out beside a single one: the smallest with room, else the largest."""
    given = [(cell.n or 0, group) for group, cell in cells.items() if cell.k is not None]
    roomy = [each for each in given if each[0] >= 4 * s]
    if roomy:
        return min(roomy)[1]
    return max(given)[1] if given else None


def _leaves_room(ranges: Mapping[str, tuple[int, int]], rest: Share, left: int, s: int) -> bool:
    """Whether every share that is not given could still have at least `s` values.

    A reader knows the sum `left` of all that is not given, the range of each, and whether the
    `rest` of the hidden groups is safe by itself.
    """
    known = [*ranges.items(), (None, (0, rest.n))]
    lows = sum(low for _, (low, _) in known)
    highs = sum(high for _, (_, high) in known)
    for group, (low, high) in known:
        least = max(low, left - (highs - high))
        most = min(high, left - (lows - low))
        if group is not None and most - least + 1 < s:
            return False
        if group is None and rest.n and not _is_safe(rest, s):
            window = (0, s - 1) if rest.k < s else (rest.n - s + 1, rest.n)
            if least > max(0, window[0]) or most < min(rest.n, window[1]):
                return False
    return True
