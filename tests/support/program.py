"""What the tests of the pure core share: walks through tables, and pairings that live."""

from collections.abc import Mapping, Set
from datetime import datetime, timedelta
from typing import TypeVar

from hypothesis import strategies as st

S = TypeVar("S")


def moments(first: datetime, last: datetime) -> st.SearchStrategy[datetime]:
    """Whole minutes between two moments."""
    minutes = (last - first) // timedelta(minutes=1)
    return st.integers(0, minutes).map(lambda count: first + timedelta(minutes=count))


def closed_from(table: Mapping[tuple[S, object], S], start: S) -> set[S]:
    """Every state that can be reached from one."""
    found, fresh = {start}, {start}
    while fresh:
        fresh = {to for (state, _), to in table.items() if state in fresh} - found
        found |= fresh
    return found


def dead_ends(table: Mapping[tuple[S, object], S], closed: Set[S]) -> set[S]:
    """Open states from which no closed one can be reached."""
    states = {state for state, _ in table} | set(table.values())
    return {state for state in states - closed if not closed_from(table, state) & closed}
