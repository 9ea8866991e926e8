"""One transaction and the shelves one can reach in it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

from rm_core.store.answers import Answers
from rm_core.store.cohorts import Cohorts
from rm_core.store.deeds import Deeds
from rm_core.store.due import Due
from rm_core.store.events import Events
from rm_core.store.links import Links
from rm_core.store.matching import MatchRuns
from rm_core.store.meetings import Agreements, Meetings
from rm_core.store.outbox import Outbox
from rm_core.store.pairings import Pairings
from rm_core.store.participants import Participants
from rm_core.store.people import People
from rm_core.store.reports import Reports
from rm_core.store.text import as_it_was_said, refuse, to_json


@dataclass(frozen=True)
class Work:
    """One transaction: read, decide, write; it commits at the end of the `with` block."""

    connection: Connection

    @cached_property
    def people(self) -> People:
        return People(self.connection)

    @cached_property
    def participants(self) -> Participants:
        return Participants(self.connection)

    @cached_property
    def cohorts(self) -> Cohorts:
        return Cohorts(self.connection)

    @cached_property
    def match_runs(self) -> MatchRuns:
        return MatchRuns(self.connection)

    @cached_property
    def pairings(self) -> Pairings:
        return Pairings(self.connection)

    @cached_property
    def meetings(self) -> Meetings:
        return Meetings(self.connection)

    @cached_property
    def agreements(self) -> Agreements:
        return Agreements(self.connection)

    @cached_property
    def answers(self) -> Answers:
        return Answers(self.connection)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.connection)

    @cached_property
    def events(self) -> Events:
        return Events(self.connection)

    @cached_property
    def links(self) -> Links:
        return Links(self.connection)

    @cached_property
    def reports(self) -> Reports:
        return Reports(self.connection)

    @cached_property
    def due(self) -> Due:
        return Due(self.connection)

    @cached_property
    def deeds(self) -> Deeds:
        return Deeds(self.connection)


Begin = Callable[[], AbstractContextManager[Work]]
"""Opens a unit of work; it commits at the end of the block and rolls back when it raises."""


def open_database(url: str) -> Engine:
    """An engine on our database.

    SQLite gets a write-ahead log, full synchronisation (an answer that someone was thanked for is
    on disk), foreign keys, and transactions that take the write lock when they begin: two writers
    wait for each other instead of failing half-way. Errors never show the values of a statement:
    they would end up in logs, names and addresses among them.
    """
    engine = create_engine(
        _with_our_driver(url),
        pool_pre_ping=not url.startswith("sqlite"),
        hide_parameters=True,
        json_serializer=to_json,
    )
    event.listen(engine, "before_cursor_execute", refuse)
    event.listen(engine, "handle_error", as_it_was_said)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediately)
    return engine


def _with_our_driver(url: str) -> URL:
    """`postgresql://` as people write it, without naming a driver, means psycopg."""
    parsed = make_url(url)
    plain = parsed.drivername in {"postgresql", "postgres"}
    return parsed.set(drivername="postgresql+psycopg") if plain else parsed


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediately(connection: Connection) -> None:
    reads_only = connection.get_execution_options().get("rm_reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def opener(engine: Engine) -> Begin:
    """Units of work on this engine that may write."""
    return lambda: _unit(engine, reads_only=False)


def reader(engine: Engine) -> Begin:
    """Units of work on this engine that only read, and so never wait for a writer."""
    return lambda: _unit(engine, reads_only=True)


def within(work: Work) -> Begin:
    """Units of work that join one already open: whatever they do stands or falls with it."""
    return lambda: nullcontext(work)


@contextmanager
def _unit(engine: Engine, *, reads_only: bool) -> Iterator[Work]:
    opened = engine.connect().execution_options(rm_reads_only=reads_only)
    with opened as connection, connection.begin():
        yield Work(connection)
