"""The outbox: one row per email, ever; claimed with a lease and a fence, rendered when sent.

An open row's `due_at` is when to look at it next: not before its time, or when the lease of whoever
claimed it runs out. So one partial index finds new work and abandoned work alike.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, func, select

from rm_core.program.emails import Desk, EmailKind, Lane, Owed
from rm_core.program.ids import CohortId, EmailId, PairingId, ParticipantId
from rm_core.store.ledgers import outbox
from rm_core.store.rows import batches, insert_new

LANES = (Lane.ANSWER, Lane.REMINDER, Lane.BULK)


class State(StrEnum):
    """How far an email has come."""

    READY = "ready"
    CLAIMED = "claimed"
    BEGUN = "begun"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (State.READY, State.CLAIMED, State.BEGUN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """A row of the outbox; `fence` tells its claimer apart from an earlier one."""

    id: EmailId
    cohort: CohortId
    kind: EmailKind
    participant: ParticipantId | None
    desk: Desk | None
    pairing: PairingId | None
    subject: UUID | None
    occasion: str
    owed_at: datetime
    state: State
    fence: int
    attempts: int
    resend: int
    sent_at: datetime | None
    reason: str


class Outbox:
    """The shelf of emails that are owed, on their way, or done with."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def owe(self, emails: Iterable[Owed], now: datetime) -> int:
        """Owe these emails, those that are owed already only once; says how many were new."""
        return insert_new(self._connection, outbox, [_row(owed, now) for owed in emails])

    def claim(self, now: datetime, until: datetime, limit: int) -> list[Email]:
        """Take up to `limit` emails that are due, answers first, until the lease runs out.

        Emails whose earlier claimer vanished are due when its lease has run out. Emails of a cohort
        on hold are left alone: ask `hold` of the cohort's shelf.
        """
        claimed: list[Email] = []
        for lane in range(len(LANES)):
            claimed += self._claim(lane, now, until, limit - len(claimed))
            if len(claimed) >= limit:
                break
        return claimed

    def _claim(self, lane: int, now: datetime, until: datetime, limit: int) -> list[Email]:
        """Lane by lane, so that the index has the rows in their order however many wait.

        The ids are found in an expression of their own: PostgreSQL could run a subquery, and so
        its LIMIT, more than once.
        """
        due = (
            select(outbox.c.id)
            .where(outbox.c.lane == lane, outbox.c.due_at <= now)
            .order_by(outbox.c.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        statement = (
            outbox.update()
            .where(outbox.c.id.in_(select(due.c.id)))
            .values(
                state=State.CLAIMED.value,
                fence=outbox.c.fence + 1,
                attempts=outbox.c.attempts + 1,
                lease_until=until,
                due_at=until,
            )
            .returning(outbox)
        )
        claimed = [_email(row) for row in self._connection.execute(statement).mappings()]
        return sorted(claimed, key=lambda email: (email.owed_at, email.id))

    def begin(self, email: Email) -> bool:
        """Note that it is about to be handed over; False if somebody else has claimed it since."""
        return self._set(email, state=State.BEGUN.value)

    def begin_all(self, claimed: Collection[Email]) -> None:
        """Note the same of emails that this very transaction has claimed, in one statement."""
        for batch in batches(claimed):
            ids = outbox.c.id.in_([email.id for email in batch])
            statement = outbox.update().where(ids, outbox.c.state == State.CLAIMED.value)
            self._connection.execute(statement.values(state=State.BEGUN.value))

    def sent(self, email: Email, at: datetime) -> bool:
        """The mail server accepted it."""
        return self._set(email, state=State.SENT.value, sent_at=at, due_at=None, lease_until=None)

    def later(self, email: Email, at: datetime, reason: str) -> bool:
        """Look at it again at that moment (UTC)."""
        return self._set(
            email, state=State.READY.value, due_at=at, lease_until=None, reason=reason[:200]
        )

    def put_back(self, email: Email, at: datetime, reason: str) -> bool:
        """As if it had never been claimed: nobody tried to hand it over."""
        return self._set(
            email,
            state=State.READY.value,
            due_at=at,
            lease_until=None,
            attempts=max(0, email.attempts - 1),
            reason=reason[:200],
        )

    def end(self, email: Email, state: State, reason: str) -> bool:
        """It will not be sent, and this is why."""
        return self._set(
            email, state=state.value, due_at=None, lease_until=None, reason=reason[:200]
        )

    def cancel(
        self,
        reason: str,
        *,
        cohort: CohortId | None = None,
        pairing: PairingId | None = None,
        participant: ParticipantId | None = None,
        kinds: Collection[EmailKind] = (),
    ) -> int:
        """Cancel what nobody has claimed yet, of a cohort, a pairing or a participant."""
        is_open = outbox.c.due_at.is_not(None)
        statement = outbox.update().where(outbox.c.state == State.READY.value, is_open)
        if cohort is not None:
            statement = statement.where(outbox.c.cohort == cohort)
        if pairing is not None:
            statement = statement.where(outbox.c.pairing == pairing)
        if participant is not None:
            statement = statement.where(outbox.c.participant == participant)
        if kinds:
            statement = statement.where(outbox.c.kind.in_([kind.value for kind in kinds]))
        gone = statement.values(
            state=State.CANCELLED.value, reason=reason[:200], due_at=None, lease_until=None
        )
        return self._connection.execute(gone).rowcount

    def next_due(self) -> datetime | None:
        """When the next email may go out, UTC."""
        first = [
            select(func.min(outbox.c.due_at))
            .where(outbox.c.lane == lane, outbox.c.due_at.is_not(None))
            .scalar_subquery()
            for lane in range(len(LANES))
        ]
        moments = self._connection.execute(select(*first)).one()
        return min((moment for moment in moments if moment is not None), default=None)

    def counts(self, cohort: CohortId) -> dict[tuple[EmailKind, State], int]:
        """How many emails of each kind are in each state."""
        query = (
            select(outbox.c.kind, outbox.c.state, func.count())
            .where(outbox.c.cohort == cohort)
            .group_by(outbox.c.kind, outbox.c.state)
        )
        rows = self._connection.execute(query)
        return {(EmailKind(kind), State(state)): count for kind, state, count in rows}

    def of(self, cohort: CohortId, states: Sequence[State] = tuple(State)) -> list[Email]:
        """A cohort's emails in these states, in the order in which they were owed."""
        return self._read(
            select(outbox)
            .where(outbox.c.cohort == cohort, outbox.c.state.in_([each.value for each in states]))
            .order_by(outbox.c.owed_at, outbox.c.id)
        )

    def some(self, ids: Collection[EmailId]) -> dict[EmailId, Email]:
        """Those of these ids that are known."""
        return {
            email.id: email
            for batch in batches(ids)
            for email in self._read(select(outbox).where(outbox.c.id.in_(batch)))
        }

    def _set(self, email: Email, **values: Any) -> bool:
        statement = (
            outbox.update()
            .where(outbox.c.id == email.id, outbox.c.fence == email.fence)
            .values(**values)
        )
        return self._connection.execute(statement).rowcount == 1

    def _read(self, statement: Select[Any]) -> list[Email]:
        return [_email(row) for row in self._connection.execute(statement).mappings()]


def _row(owed: Owed, now: datetime) -> dict[str, Any]:
    desk = owed.to if isinstance(owed.to, Desk) else None
    return {
        "id": owed.id,
        "cohort": owed.cohort,
        "kind": owed.kind.value,
        "lane": LANES.index(owed.lane),
        "participant": None if desk else owed.to,
        "desk": desk.value if desk else None,
        "pairing": owed.pairing,
        "subject": owed.subject,
        "occasion": owed.occasion,
        "owed_at": now,
        "due_at": owed.not_before,
        "state": State.READY.value,
        "fence": 0,
        "attempts": 0,
        "resend": 0,
        "reason": "",
    }


def _email(row: RowMapping) -> Email:
    fields = {name: row[name] for name in Email.__slots__}
    desk = Desk(row["desk"]) if row["desk"] else None
    kinds = {"kind": EmailKind(row["kind"]), "state": State(row["state"]), "desk": desk}
    return Email(**fields | kinds)
