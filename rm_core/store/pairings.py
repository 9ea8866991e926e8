"""Pairings, the history of their states, and what speaks for them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, or_, select

from rm_core.errors import NotFound
from rm_core.program.ids import CohortId, MatchRunId, PairingId, ParticipantId
from rm_core.program.pairing import Pairing, State
from rm_core.program.people import Role
from rm_core.store.rows import batches, compare_and_set, which_are_new
from rm_core.store.tables import pairing_log, pairings

Evidence = Mapping[str, Any]
_FIELDS = tuple(name for name in Pairing.__slots__ if name != "said")
_SAID = {Role.MENTOR: "mentor_said", Role.MENTEE: "mentee_said"}


class Pairings:
    """The shelf of pairings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Iterable[tuple[Pairing, Evidence]]) -> int:
        """Add pairings with the evidence that speaks for them; two people pair only once."""
        rows = [_row(pairing) | {"evidence": dict(evidence)} for pairing, evidence in new]
        added = which_are_new(self._connection, pairings, rows)
        self._log([(row["id"], row["state"], row["since"]) for row in rows if row["id"] in added])
        return len(added)

    def get(self, pairing: PairingId) -> Pairing:
        """Raises: NotFound."""
        found = self.some([pairing])
        if pairing not in found:
            message = f"there is no pairing {pairing}"
            raise NotFound(message)
        return found[pairing]

    def some(self, ids: Collection[PairingId]) -> dict[PairingId, Pairing]:
        """Those of these ids that are known."""
        return {
            each.id: each
            for batch in batches(ids)
            for each in self._read(select(pairings).where(pairings.c.id.in_(batch)))
        }

    def of(self, cohort: CohortId, states: Collection[State] = tuple(State)) -> list[Pairing]:
        """A cohort's pairings in these states, in a stable order."""
        return self._read(
            select(pairings)
            .where(pairings.c.cohort == cohort, pairings.c.state.in_(states))
            .order_by(pairings.c.id)
        )

    def of_run(self, run: MatchRunId) -> list[Pairing]:
        """The pairings that one match run proposed."""
        return self._read(
            select(pairings).where(pairings.c.match_run == run).order_by(pairings.c.id)
        )

    def of_participant(self, participant: ParticipantId) -> list[Pairing]:
        """Every pairing of one participant, the newest first."""
        either = or_(pairings.c.mentor == participant, pairings.c.mentee == participant)
        return self._read(
            select(pairings).where(either).order_by(pairings.c.since.desc(), pairings.c.id)
        )

    def due(
        self, cohort: CohortId, states: Collection[State], now: datetime, limit: int
    ) -> list[Pairing]:
        """Those whose next step has fallen due, the longest waiting first."""
        return self._read(
            select(pairings)
            .where(
                pairings.c.due_at <= now,
                pairings.c.cohort == cohort,
                pairings.c.state.in_(states),
            )
            .order_by(pairings.c.due_at, pairings.c.id)
            .limit(limit)
        )

    def move(self, before: Pairing, after: Pairing) -> None:
        """Compare-and-set. Raises: Stale: somebody else moved it in between."""
        compare_and_set(self._connection, pairings, _row(before), _row(after))
        if after.state is not before.state:
            self._log([(after.id, after.state.value, after.since)])

    def evidence(self, ids: Collection[PairingId]) -> dict[PairingId, Evidence]:
        """What speaks for each pairing, as matching found it (M24)."""
        return {
            PairingId(id_): evidence or {}
            for batch in batches(ids)
            for id_, evidence in self._connection.execute(
                select(pairings.c.id, pairings.c.evidence).where(pairings.c.id.in_(batch))
            )
        }

    def reached(self, cohort: CohortId) -> dict[State, int]:
        """How many pairings of the cohort have ever been in each state."""
        query = (
            select(pairing_log.c.state, func.count(pairing_log.c.pairing.distinct()))
            .join(pairings, pairings.c.id == pairing_log.c.pairing)
            .where(pairings.c.cohort == cohort)
            .group_by(pairing_log.c.state)
        )
        return {State(state): count for state, count in self._connection.execute(query)}

    def history(self, cohort: CohortId) -> dict[PairingId, list[tuple[State, datetime]]]:
        """The states each pairing of the cohort has been in, in order, and since when (UTC)."""
        query = (
            select(pairing_log.c.pairing, pairing_log.c.state, pairing_log.c.at)
            .join(pairings, pairings.c.id == pairing_log.c.pairing)
            .where(pairings.c.cohort == cohort)
            .order_by(pairing_log.c.seq)
        )
        past: dict[PairingId, list[tuple[State, datetime]]] = {}
        for pairing, state, at in self._connection.execute(query):
            past.setdefault(PairingId(pairing), []).append((State(state), at))
        return past

    def _log(self, entries: list[tuple[PairingId, str, datetime]]) -> None:
        if entries:
            self._connection.execute(
                pairing_log.insert(),
                [{"pairing": id_, "state": state, "at": at} for id_, state, at in entries],
            )

    def _read(self, statement: Select[Any]) -> list[Pairing]:
        return [_pairing(row) for row in self._connection.execute(statement).mappings()]


def _row(pairing: Pairing) -> dict[str, Any]:
    row = {name: getattr(pairing, name) for name in _FIELDS}
    said = {column: pairing.said.get(role) for role, column in _SAID.items()}
    return row | {"state": pairing.state.value} | said


def _pairing(row: RowMapping) -> Pairing:
    said = {role: row[column] for role, column in _SAID.items() if row[column] is not None}
    fields = {name: row[name] for name in _FIELDS}
    return Pairing(**fields | {"state": State(row["state"]), "said": MappingProxyType(said)})
