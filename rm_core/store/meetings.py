"""Meetings and agreements of pairings."""

from collections.abc import Collection, Iterable
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, RowMapping, select

from rm_core.errors import NotFound
from rm_core.program.agreements import Agreement, Terms
from rm_core.program.ids import MeetingId, PairingId, derive
from rm_core.program.meetings import Meeting, State
from rm_core.program.people import Role
from rm_core.store.rows import batches, upsert
from rm_core.store.tables import agreements, meetings

_TERMS = TypeAdapter(Terms)


class Meetings:
    """The shelf of meetings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, changed: Iterable[Meeting]) -> None:
        """Keep meetings that are new or changed."""
        rows = [_meeting_row(meeting) for meeting in changed]
        upsert(self._connection, meetings, rows)

    def get(self, meeting: MeetingId) -> Meeting:
        """Raises: NotFound."""
        query = select(meetings).where(meetings.c.id == meeting)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            message = f"there is no meeting {meeting}"
            raise NotFound(message)
        return _meeting(row)

    def of(self, pairing: PairingId) -> list[Meeting]:
        """A pairing's meetings, the trial meeting (number 0) first."""
        return self.of_some([pairing]).get(pairing, [])

    def of_some(self, ids: Collection[PairingId]) -> dict[PairingId, list[Meeting]]:
        """The meetings of each of these pairings, by number."""
        found: dict[PairingId, list[Meeting]] = {}
        for batch in batches(ids):
            query = select(meetings).where(meetings.c.pairing.in_(batch))
            for row in self._connection.execute(query.order_by(meetings.c.number)).mappings():
                found.setdefault(PairingId(row["pairing"]), []).append(_meeting(row))
        return found


class Agreements:
    """The shelf of agreements, every version of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, agreement: Agreement) -> None:
        """Keep a version, or who has confirmed it by now."""
        row = {
            "id": derive("agreement", agreement.pairing, agreement.version),
            "pairing": agreement.pairing,
            "version": agreement.version,
            "terms": _TERMS.dump_python(agreement.terms, mode="json"),
            "mentor_at": agreement.confirmed.get(Role.MENTOR),
            "mentee_at": agreement.confirmed.get(Role.MENTEE),
        }
        upsert(self._connection, agreements, [row])

    def latest(self, pairing: PairingId) -> Agreement | None:
        """The newest version, confirmed or not; None if nobody wrote one."""
        versions = self.of_some([pairing]).get(pairing, [])
        return versions[-1] if versions else None

    def of_some(self, ids: Collection[PairingId]) -> dict[PairingId, list[Agreement]]:
        """Every version of each of these pairings' agreements, the oldest first."""
        found: dict[PairingId, list[Agreement]] = {}
        for batch in batches(ids):
            query = select(agreements).where(agreements.c.pairing.in_(batch))
            for row in self._connection.execute(query.order_by(agreements.c.version)).mappings():
                found.setdefault(PairingId(row["pairing"]), []).append(_agreement(row))
        return found


def _meeting_row(meeting: Meeting) -> dict[str, Any]:
    return {name: getattr(meeting, name) for name in Meeting.__slots__} | {
        "state": meeting.state.value
    }


def _meeting(row: RowMapping) -> Meeting:
    fields = {name: row[name] for name in Meeting.__slots__}
    return Meeting(**fields | {"state": State(row["state"])})


def _agreement(row: RowMapping) -> Agreement:
    signed = {Role.MENTOR: row["mentor_at"], Role.MENTEE: row["mentee_at"]}
    return Agreement(
        pairing=PairingId(row["pairing"]),
        version=row["version"],
        terms=_TERMS.validate_python(row["terms"]),
        confirmed=MappingProxyType({role: at for role, at in signed.items() if at is not None}),
    )
