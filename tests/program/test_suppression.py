"""Attackers who know the rule, the labels and the totals, and try every table that fits."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.program.shares import Share
from rm_core.program.suppression import (
    Cell,
    Shown,
    same_pattern,
    suppress_shares,
    suppress_sizes,
    total_share,
)

SMALLEST = 3

Table = Mapping[str, Cell] | None
Print = tuple[tuple[int, int], tuple[Cell, ...]]


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


def named(sizes: tuple[int, ...]) -> dict[str, int]:
    return dict(zip("abcdef", sizes, strict=False))


@pytest.mark.parametrize("groups", [2, 3, 4])
def test_no_size_under_the_threshold_can_be_worked_out(groups: int) -> None:
    seen = {True: 0, False: 0}
    for sizes in product(range(8), repeat=groups):
        table = named(sizes)
        cells = suppress_sizes(table, SMALLEST)

        assert leaks(table, cells) == []
        seen[cells is not None] += 1
    assert min(seen.values()) > 0


def test_one_hidden_size_beside_a_total_would_leak_and_the_attack_finds_it() -> None:
    sizes = {"a": 2, "b": 6, "c": 7}
    planted = {
        "a": Cell(group="a", shown=Shown.UNDER),
        "b": Cell(group="b", shown=Shown.EXACT, n=6),
        "c": Cell(group="c", shown=Shown.EXACT, n=7),
    }

    assert leaks(sizes, planted) == ["a"]
    assert leaks(sizes, suppress_sizes(sizes, SMALLEST)) == []


def test_two_groups_that_are_both_as_large_as_their_label_allows_get_a_third() -> None:
    cells = suppress_sizes({"a": 4, "b": 4, "c": 7, "d": 12}, 5)

    assert cells == {
        "a": Cell(group="a", shown=Shown.UNDER),
        "b": Cell(group="b", shown=Shown.UNDER),
        "c": Cell(group="c", shown=Shown.HIDDEN),
        "d": Cell(group="d", shown=Shown.EXACT, n=12),
    }


def test_groups_of_nobody_are_left_out_and_large_ones_are_all_shown() -> None:
    assert suppress_sizes({"a": 0, "b": 5, "c": 9}, 5) == {
        "b": Cell(group="b", shown=Shown.EXACT, n=5),
        "c": Cell(group="c", shown=Shown.EXACT, n=9),
    }
    assert suppress_sizes({}, 5) is None
    assert suppress_sizes({"a": 1, "b": 2}, 5) is None


TABLES = st.lists(
    st.integers(1, 9).flatmap(lambda n: st.integers(0, n).map(lambda k: Share(k, n))),
    min_size=2,
    max_size=4,
)


@given(TABLES)
@settings(max_examples=400, deadline=None)
def test_no_share_that_is_not_given_can_be_worked_out(listed: list[Share]) -> None:
    shares = dict(zip("abcd", listed, strict=False))
    sizes = {group: share.n for group, share in shares.items()}

    cells = suppress_shares(shares, suppress_sizes(sizes, SMALLEST), SMALLEST)

    assert share_leaks(shares, cells) == []


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


def test_a_unanimous_group_beside_a_total_would_leak_and_the_attack_finds_it() -> None:
    shares = {"a": Share(8, 8), "b": Share(6, 12), "c": Share(3, 7)}
    planted = {
        "a": Cell(group="a", shown=Shown.HIGH, n=8),
        "b": Cell(group="b", shown=Shown.EXACT, n=12, k=6),
        "c": Cell(group="c", shown=Shown.EXACT, n=7, k=3),
    }

    assert share_leaks(shares, planted) == ["a"]

    safe = suppress_shares(shares, suppress_sizes({"a": 8, "b": 12, "c": 7}, SMALLEST), SMALLEST)
    assert share_leaks(shares, safe) == []
    assert safe == planted | {"b": Cell(group="b", shown=Shown.SIZE_ONLY, n=12)}


def test_shares_are_given_ranged_or_left_out_by_both_of_their_sides() -> None:
    shares = {
        "all": Share(30, 30),
        "most": Share(28, 30),
        "half": Share(15, 30),
        "few": Share(2, 30),
        "pair": Share(5, 8),
        "legal": Share(1, 2),
        "sales": Share(6, 12),
    }
    sizes = suppress_sizes({group: share.n for group, share in shares.items()}, 5)

    assert suppress_shares(shares, sizes, 5) == {
        "all": Cell(group="all", shown=Shown.HIGH, n=30),
        "most": Cell(group="most", shown=Shown.HIGH, n=30),
        "half": Cell(group="half", shown=Shown.EXACT, n=30, k=15),
        "few": Cell(group="few", shown=Shown.LOW, n=30),
        "pair": Cell(group="pair", shown=Shown.HIDDEN),
        "legal": Cell(group="legal", shown=Shown.UNDER),
        "sales": Cell(group="sales", shown=Shown.HIDDEN),
    }


def worlds(groups: int, most: int) -> dict[Print, list[tuple[Share, ...]]]:
    """Every small table, by what is printed of it."""
    options = [Share(k, n) for n in range(1, most + 1) for k in range(n + 1)]
    found: dict[Print, list[tuple[Share, ...]]] = defaultdict(list)
    for world in product(options, repeat=groups):
        shares = dict(zip("abc", world, strict=False))
        sizes = suppress_sizes({group: share.n for group, share in shares.items()}, SMALLEST)
        cells = suppress_shares(shares, sizes, SMALLEST)
        if cells is not None:
            total = (sum(share.k for share in world), sum(share.n for share in world))
            found[total, tuple(cells.values())].append(world)
    return found


def test_not_even_someone_who_runs_the_rule_on_every_table_learns_more() -> None:
    """All tables with the same print: what is small in one of them stays open among them."""
    printed = worlds(groups=3, most=7)

    assert len(printed) > 1000
    for (_, cells), candidates in printed.items():
        for place, cell in enumerate(cells):
            if cell.k is not None:
                continue
            possible = {world[place] for world in candidates}
            if any(min(each.k, each.n - each.k) < SMALLEST for each in possible):
                assert len(possible) >= SMALLEST, (cells, candidates)


def test_what_everybody_said_cannot_be_split_by_group_at_all() -> None:
    shares = {"a": Share(20, 20), "b": Share(30, 30)}

    assert suppress_shares(shares, suppress_sizes({"a": 20, "b": 30}, 5), 5) is None


def test_one_group_is_no_table() -> None:
    assert suppress_shares({"a": Share(9, 20)}, suppress_sizes({"a": 20}, 5), 5) is None


def test_a_total_is_given_from_the_threshold_up() -> None:
    assert total_share(Share(5, 5), 5) == Share(5, 5)
    assert total_share(Share(4, 4), 5) is None


@given(
    st.lists(
        st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=2,
        max_size=9,
    ),
    st.integers(3, 9),
)
def test_whatever_is_printed_stays_within_the_rule(
    listed: list[tuple[int, int]], smallest: int
) -> None:
    shares = {f"group {place}": Share(k, n) for place, (k, n) in enumerate(listed)}
    sizes = suppress_sizes({group: share.n for group, share in shares.items()}, smallest)

    cells = suppress_shares(shares, sizes, smallest) or {}

    for group, cell in cells.items():
        if cell.n is not None:
            assert cell.n == shares[group].n >= smallest
        if cell.k is not None:
            assert smallest <= cell.k == shares[group].k <= shares[group].n - smallest
        assert (cell.shown is Shown.UNDER) == (shares[group].n < smallest)


def test_a_group_hidden_in_one_question_is_hidden_in_all() -> None:
    tables = {
        "business": {"a": 4, "b": 9, "c": 12, "d": 20, "e": 30},
        "growth": {"a": 5, "b": 9, "c": 12, "d": 20, "e": 30},
    }

    patterns = same_pattern(tables, 5)

    assert patterns is not None
    assert {
        name: {group: cell.shown.value for group, cell in cells.items()}
        for name, cells in patterns.items()
    } == {
        "business": {"a": "under", "b": "hidden", "c": "hidden", "d": "exact", "e": "exact"},
        "growth": {"a": "hidden", "b": "hidden", "c": "hidden", "d": "exact", "e": "exact"},
    }
    assert same_pattern({"x": {"a": 9, "b": 9}, "y": {"a": 1, "b": 1}}, 5) is None
