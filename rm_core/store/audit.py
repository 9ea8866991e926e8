"""No silent stall: whatever is open and would wait for ever, or contradicts its neighbours (B54).

The program's own steps never leave such a row behind. The audit is for what they did not do: a
sweep that has stopped, a row mended by hand, a fault of ours.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Exists, Select, Table, exists, or_, select

from rm_core.program import cohort, meetings, pairing, people
from rm_core.program.ids import CohortId
from rm_core.store import outbox as post
from rm_core.store import tables
from rm_core.store.ledgers import outbox


class Thing(StrEnum):
    """What can stall."""

    COHORT = "cohort"
    PARTICIPANT = "participant"
    PAIRING = "pairing"
    EMAIL = "email"


class Wrong(StrEnum):
    """What is wrong with it, in words for an operator."""

    NEVER_DUE = "is open and has no due date"
    NOT_ATTENDED = "was due and nobody attended to it"
    WITHOUT_PAIRING = "is paired but in no open pairing"
    ALREADY_PAIRED = "waits for a partner but is in an open pairing"
    PARTNER_GONE = "is open although one of the two is no longer taking part"
    COHORT_OVER = "is open in a cohort that is over"
    SENDER_GONE = "was claimed by a sender who never came back"
    NO_TRIAL_MEETING = "is scheduled without a planned trial meeting"
    NO_END = "is active without an end date"


@dataclass(frozen=True, slots=True, order=True)
class Stall:
    """One row that is stuck; `id` is a cohort's, a participant's, a pairing's or an email's."""

    kind: Thing
    id: UUID
    cohort: CohortId
    wrong: Wrong

    def __str__(self) -> str:
        return f"{self.kind} {self.id} {self.wrong}"


OPEN: Mapping[Thing, tuple[Table, Set[StrEnum]]] = {
    Thing.COHORT: (tables.cohorts, set(cohort.State) - cohort.CLOSED),
    Thing.PARTICIPANT: (tables.participants, set(people.State) - people.CLOSED),
    Thing.PAIRING: (tables.pairings, set(pairing.State) - pairing.CLOSED),
    Thing.EMAIL: (outbox, set(post.OPEN)),
}
KNOWN_TO_BOTH = OPEN[Thing.PAIRING][1] - {pairing.State.PROPOSED}


def stalls(connection: Connection, now: datetime, grace: timedelta) -> list[Stall]:
    """Everything that is stuck, in a stable order; nothing, if all is well.

    `now` is UTC, `grace` how late the sweep and the senders may be before somebody should look.
    """
    found = {
        Stall(kind, row.id, row.cohort, wrong)
        for kind, wrong, query in _questions(now - grace)
        for row in connection.execute(query)
    }
    return sorted(found)


def _questions(limit: datetime) -> Iterator[tuple[Thing, Wrong, Select[Any]]]:
    yield from _undated(limit)
    for wrong, query in _participants():
        yield Thing.PARTICIPANT, wrong, query
    for wrong, query in _pairings():
        yield Thing.PAIRING, wrong, query


def _undated(limit: datetime) -> Iterator[tuple[Thing, Wrong, Select[Any]]]:
    """Without a next due date, or with one that has long passed."""
    for kind, (table, states) in OPEN.items():
        due = table.c.due_at
        yield kind, Wrong.NEVER_DUE, _rows(table, states).where(due.is_(None))
        if kind is not Thing.EMAIL:
            yield kind, Wrong.NOT_ATTENDED, _rows(table, states).where(due < limit)
    due, lease = outbox.c.due_at, outbox.c.lease_until
    waiting = {post.State.READY}
    yield Thing.EMAIL, Wrong.NOT_ATTENDED, _rows(outbox, waiting).where(due < limit)
    claimed = set(post.OPEN) - waiting
    yield Thing.EMAIL, Wrong.SENDER_GONE, _rows(outbox, claimed).where(lease < limit)


def _participants() -> Iterator[tuple[Wrong, Select[Any]]]:
    paired, waiting = {people.State.PAIRED}, {people.State.READY, people.State.WAITLISTED}
    yield Wrong.WITHOUT_PAIRING, _rows(tables.participants, paired).where(~_has_pairing())
    yield Wrong.ALREADY_PAIRED, _rows(tables.participants, waiting).where(_has_pairing())


def _pairings() -> Iterator[tuple[Wrong, Select[Any]]]:
    open_states = OPEN[Thing.PAIRING][1]
    gone = exists().where(
        or_(*(tables.participants.c.id == side for side in _sides())),
        tables.participants.c.state.in_(people.CLOSED),
    )
    over = exists().where(
        tables.cohorts.c.id == tables.pairings.c.cohort, tables.cohorts.c.state.in_(cohort.CLOSED)
    )
    trial = exists().where(
        tables.meetings.c.pairing == tables.pairings.c.id,
        tables.meetings.c.number <= 0,
        tables.meetings.c.state == meetings.State.PLANNED,
    )
    yield Wrong.PARTNER_GONE, _rows(tables.pairings, open_states).where(gone)
    yield Wrong.COHORT_OVER, _rows(tables.pairings, open_states).where(over)
    yield Wrong.NO_TRIAL_MEETING, _rows(tables.pairings, {pairing.State.SCHEDULED}).where(~trial)
    endless = tables.pairings.c.ends_at.is_(None)
    yield Wrong.NO_END, _rows(tables.pairings, {pairing.State.ACTIVE}).where(endless)


def _has_pairing() -> Exists:
    return exists().where(
        or_(*(side == tables.participants.c.id for side in _sides())),
        tables.pairings.c.state.in_(KNOWN_TO_BOTH),
    )


def _sides() -> tuple[Any, Any]:
    return tables.pairings.c.mentor, tables.pairings.c.mentee


def _rows(table: Table, states: Any) -> Select[Any]:
    """Ids and cohorts of the rows in these states; a cohort is its own."""
    cohort_id = table.c.get("cohort", table.c.id)
    return select(table.c.id, cohort_id.label("cohort")).where(table.c.state.in_(sorted(states)))
