"""What every shelf does alike: bulk inserts that bear repetition, and compare-and-set."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import JSON, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from rm_core.errors import Stale

T = TypeVar("T")
Row = Mapping[str, Any]

BATCH = 500
"""Values of one `IN`; both databases have a limit on bound values."""


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The items in lists of at most this size."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch


def insert_new(
    connection: Connection, table: Table, rows: Sequence[Row], unique: Sequence[str] = ("id",)
) -> int:
    """Insert the rows that are not there yet, and say how many were new.

    Every row has the same columns. They go as one statement executed many times: the database
    driver is five times as fast at that as SQLAlchemy is at writing a statement of many rows.
    """
    if not rows:
        return 0
    statement = _insert(connection, table).on_conflict_do_nothing(index_elements=list(unique))
    counting = statement.execution_options(preserve_rowcount=True)
    return connection.execute(counting, rows).rowcount


def which_are_new(connection: Connection, table: Table, rows: Sequence[Row]) -> set[Any]:
    """Insert the rows whose ids are not there yet, and say which ids were new."""
    if not rows:
        return set()
    statement = _insert(connection, table).on_conflict_do_nothing(index_elements=["id"])
    return set(connection.execute(statement.returning(table.c.id), rows).scalars())


def upsert(
    connection: Connection, table: Table, rows: Sequence[Row], unique: Sequence[str] = ("id",)
) -> None:
    """Insert the rows; where one is there already, its other columns take the new values.

    An id that is there stays: others refer to it.
    """
    if not rows:
        return
    statement = _insert(connection, table)
    fresh = {name: statement.excluded[name] for name in rows[0] if name not in {"id", *unique}}
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(unique), set_=fresh), rows
    )


def _insert(connection: Connection, table: Table) -> Any:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


GUARDED = ("state", "since", "seen", "mentor_said", "mentee_said")


def compare_and_set(connection: Connection, table: Table, before: Row, after: Row) -> None:
    """Replace a row that is still as it was read: same state, same cursor, same answers.

    Whatever is about to be overwritten must be as it was read, too; only what is kept as JSON has
    no equality.

    Raises:
        Stale: somebody else moved it in between.
    """
    changed = {name: value for name, value in after.items() if value != before.get(name)}
    compared = {name for name in (*GUARDED, *changed) if name in before and _compares(table, name)}
    guards = [table.c[name].is_not_distinct_from(before[name]) for name in sorted(compared)]
    statement = table.update().where(table.c.id == before["id"], *guards).values(changed)
    if changed and connection.execute(statement).rowcount != 1:
        message = f"{table.name} {before['id']} was changed by somebody else; read it again"
        raise Stale(message)


def _compares(table: Table, name: str) -> bool:
    return not isinstance(table.c[name].type, JSON)
