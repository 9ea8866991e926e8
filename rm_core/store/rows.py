"""What every shelf does alike: bulk inserts that bear repetition, and compare-and-set."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from rm_core.errors import Stale

T = TypeVar("T")
Row = Mapping[str, Any]

BATCH = 500
"""Rows of one statement; both databases have a limit on bound values."""


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The items in lists of at most this size."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch


def insert_new(
    connection: Connection, table: Table, rows: Sequence[Row], unique: Sequence[str] = ("id",)
) -> int:
    """Insert the rows that are not there yet, and say how many were new."""
    new = 0
    for batch in batches(rows, 200):
        statement = _insert(connection, table).values(batch)
        new += connection.execute(
            statement.on_conflict_do_nothing(index_elements=list(unique))
        ).rowcount
    return new


def upsert(
    connection: Connection, table: Table, rows: Sequence[Row], unique: Sequence[str] = ("id",)
) -> None:
    """Insert the rows; where one is there already, its other columns take the new values."""
    for batch in batches(rows, 200):
        statement = _insert(connection, table).values(batch)
        fresh = {name: statement.excluded[name] for name in batch[0] if name not in unique}
        connection.execute(statement.on_conflict_do_update(index_elements=list(unique), set_=fresh))


def _insert(connection: Connection, table: Table) -> Any:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def compare_and_set(connection: Connection, table: Table, before: Row, after: Row) -> None:
    """Replace a row that is still as it was read: same state, same cursor, same answers.

    Raises:
        Stale: somebody else moved it in between.
    """
    names = ("state", "since", "seen", "mentor_said", "mentee_said")
    guards = [table.c[name].is_not_distinct_from(before[name]) for name in names if name in before]
    changed = {name: value for name, value in after.items() if value != before.get(name)}
    statement = table.update().where(table.c.id == before["id"], *guards).values(changed)
    if changed and connection.execute(statement).rowcount != 1:
        message = f"{table.name} {before['id']} was changed by somebody else; read it again"
        raise Stale(message)
