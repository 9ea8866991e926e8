"""Attackers who know the rule, the labels and the totals, and try every table that fits."""

from collections.abc import Iterator, Mapping
from itertools import product

from rm_core.program.shares import Share
from rm_core.program.suppression import Cell, Shown

SMALLEST = 3
"""The threshold that they attack; small, so that every table can be tried."""

Table = Mapping[str, Cell] | None


def sizes_that_fit(cells: Mapping[str, Cell], total: int) -> Iterator[tuple[int, ...]]:
    """Every table of sizes that agrees with what is printed and with its total."""
    options = [
        range(1, SMALLEST)
        if cell.shown is Shown.UNDER
        else range(SMALLEST, total + 1)
        if cell.shown is Shown.HIDDEN
        else [cell.n or 0]
        for cell in cells.values()
    ]
    return (sizes for sizes in product(*options) if sum(sizes) == total)


def yeses_that_fit(
    cells: Mapping[str, Cell], sizes: tuple[int, ...], total: int
) -> Iterator[tuple[int, ...]]:
    """Every table of yeses, for these sizes, that agrees with what is printed."""
    options = []
    for cell, n in zip(cells.values(), sizes, strict=True):
        if cell.shown is Shown.EXACT:
            options.append([cell.k or 0])
        elif cell.shown is Shown.LOW:
            options.append(list(range(SMALLEST)))
        elif cell.shown is Shown.HIGH:
            options.append(list(range(n - SMALLEST + 1, n + 1)))
        else:
            options.append(list(range(n + 1)))
    return (yeses for yeses in product(*options) if sum(yeses) == total)


def sizes_learned(cells: Mapping[str, Cell], total: int) -> dict[str, set[int]]:
    columns = list(zip(*sizes_that_fit(cells, total), strict=True))
    return {group: set(column) for group, column in zip(cells, columns, strict=True)}


def leaks(sizes: Mapping[str, int], cells: Table) -> list[str]:
    """Groups under the threshold of which a reader learns more than their label says."""
    if cells is None:
        return []
    learned = sizes_learned(cells, sum(sizes.values()))
    return [
        group
        for group, size in sizes.items()
        if size and size < SMALLEST and learned[group] != set(range(1, SMALLEST))
    ]


def share_leaks(shares: Mapping[str, Share], cells: Table) -> list[str]:
    """Groups of which a reader learns that fewer than the threshold said yes, or said no.

    More than the printed range says, that is. A small part is out when fewer than `SMALLEST`
    values are left for it.
    """
    if cells is None:
        return []
    learned: dict[str, set[tuple[int, int]]] = {group: set() for group in cells}
    yes = sum(share.k for share in shares.values())
    for sizes in sizes_that_fit(cells, sum(share.n for share in shares.values())):
        for yeses in yeses_that_fit(cells, sizes, yes):
            for group, n, k in zip(cells, sizes, yeses, strict=True):
                learned[group].add((k, n - k))
    found = []
    for group, share in shares.items():
        small = min(share.k, share.n - share.k) < SMALLEST
        if small and len(learned[group]) < SMALLEST:
            found.append(group)
    return found
