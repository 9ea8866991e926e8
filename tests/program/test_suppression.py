from collections import defaultdict
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
from tests.program.attackers import SMALLEST, leaks, share_leaks

Print = tuple[tuple[int, int], tuple[Cell, ...]]


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


def test_not_even_someone_who_runs_the_rule_on_all_sizes_learns_more() -> None:
    for groups, most in ((3, 9), (4, 8), (5, 6)):
        printed: dict[object, list[tuple[int, ...]]] = defaultdict(list)
        for sizes in product(range(1, most + 1), repeat=groups):
            cells = suppress_sizes(named(sizes), SMALLEST)
            if cells is not None:
                printed[sum(sizes), tuple(cells.values())].append(sizes)
        for candidates in printed.values():
            for column in zip(*candidates, strict=True):
                if min(column) < SMALLEST:
                    assert set(column) == set(range(1, SMALLEST))


@pytest.mark.parametrize("sizes", [(2, 4, 5, 12), (1, 5, 6, 9, 12), (2, 2, 4, 7, 8)])
def test_what_the_hidden_groups_said_together_stays_open_too(sizes: tuple[int, ...]) -> None:
    """All hidden groups together are a group of its own, found by subtraction from the total."""
    cells = suppress_sizes(named(sizes), SMALLEST)
    assert cells is not None
    hidden = [place for place, cell in enumerate(cells.values()) if cell.n is None]
    together = sum(sizes[place] for place in hidden)
    printed: dict[object, set[int]] = defaultdict(set)
    for yeses in product(*(range(size + 1) for size in sizes)):
        shares = {group: Share(k, n) for group, k, n in zip(cells, yeses, sizes, strict=True)}
        shown = suppress_shares(shares, cells, SMALLEST)
        if shown is not None:
            rest = sum(yeses[place] for place in hidden)
            printed[sum(yeses), tuple(shown.values())].add(rest)

    assert len(printed) > 5
    for possible in printed.values():
        if any(min(rest, together - rest) < SMALLEST for rest in possible):
            assert len(possible) >= SMALLEST


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
