"""Participants: people in one cohort, in one role, and their profiles."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, RowMapping, Select, bindparam, select

from rm_core.errors import NotFound
from rm_core.program.ids import CohortId, ParticipantId, PersonId
from rm_core.program.people import Participant, Profile, Role, State
from rm_core.store.rows import batches, compare_and_set, insert_new
from rm_core.store.tables import participants, people

_PROFILE = TypeAdapter(Profile)
_FIELDS = tuple(Participant.__slots__)


class Participants:
    """The shelf of participants."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Iterable[Participant]) -> int:
        """Add those who are not there yet, and say how many were new (M07)."""
        rows = [_row(each) for each in new]
        return insert_new(self._connection, participants, rows, ("cohort", "person", "role"))

    def get(self, participant: ParticipantId) -> Participant:
        """Raises: NotFound."""
        found = self.some([participant])
        if participant not in found:
            message = f"there is no participant {participant}"
            raise NotFound(message)
        return found[participant]

    def some(self, ids: Collection[ParticipantId]) -> dict[ParticipantId, Participant]:
        """Those of these ids that are known."""
        return {
            each.id: each
            for batch in batches(ids)
            for each in self._read(select(participants).where(participants.c.id.in_(batch)))
        }

    def of(self, cohort: CohortId, states: Collection[State] = tuple(State)) -> list[Participant]:
        """A cohort's participants in these states, in a stable order."""
        return self._read(
            select(participants)
            .where(participants.c.cohort == cohort, participants.c.state.in_(states))
            .order_by(participants.c.id)
        )

    def of_person(self, person: PersonId, cohort: CohortId) -> list[Participant]:
        """What one person is in one cohort: up to two roles."""
        return self._read(
            select(participants).where(
                participants.c.person == person, participants.c.cohort == cohort
            )
        )

    def due(self, cohort: CohortId, now: datetime, limit: int) -> list[Participant]:
        """Those whose next step has fallen due, the longest waiting first."""
        return self._read(
            select(participants)
            .where(participants.c.due_at <= now, participants.c.cohort == cohort)
            .order_by(participants.c.due_at, participants.c.id)
            .limit(limit)
        )

    def zones(self, ids: Collection[ParticipantId]) -> dict[ParticipantId, str]:
        """The IANA zone in which each of these lives."""
        columns = (participants.c.id, people.c.time_zone)
        return {
            ParticipantId(id_): zone
            for batch in batches(ids)
            for id_, zone in self._connection.execute(
                select(*columns)
                .join(people, people.c.id == participants.c.person)
                .where(participants.c.id.in_(batch))
            )
        }

    def move(self, before: Participant, after: Participant) -> None:
        """Compare-and-set. Raises: Stale: somebody else moved them in between."""
        compare_and_set(self._connection, participants, _row(before), _row(after))

    def hush(self, participant: ParticipantId) -> None:
        """Send them no more of the emails that may be stopped."""
        self._connection.execute(
            participants.update().where(participants.c.id == participant).values(quiet=True)
        )

    def profile(self, participant: ParticipantId) -> Profile | None:
        """What they answered at intake, None if they have not."""
        return self.profiles([participant]).get(participant)

    def profiles(self, ids: Collection[ParticipantId]) -> dict[ParticipantId, Profile]:
        """The profiles of those of these who have answered."""
        columns = (participants.c.id, participants.c.profile)
        return {
            ParticipantId(id_): _PROFILE.validate_python(data)
            for batch in batches(ids)
            for id_, data in self._connection.execute(
                select(*columns).where(
                    participants.c.id.in_(batch), participants.c.profile.is_not(None)
                )
            )
            if data is not None
        }

    def keep_profiles(
        self, answered: Sequence[tuple[ParticipantId, Profile]], consent: str, at: datetime
    ) -> None:
        """Keep what people answered, with the version of the consent they gave (M14)."""
        statement = (
            participants.update()
            .where(participants.c.id == bindparam("key"))
            .values(
                profile=bindparam("answer"),
                consent_version=bindparam("consent"),
                enrolled_at=bindparam("at"),
            )
        )
        rows = [
            {
                "key": id_,
                "answer": _PROFILE.dump_python(
                    replace(profile, style=dict(profile.style)), mode="json"
                ),
                "consent": consent,
                "at": at,
            }
            for id_, profile in answered
        ]
        if rows:
            self._connection.execute(statement, rows)

    def _read(self, statement: Select[Any]) -> list[Participant]:
        return [_participant(row) for row in self._connection.execute(statement).mappings()]


def _row(participant: Participant) -> dict[str, Any]:
    row = {name: getattr(participant, name) for name in _FIELDS}
    return row | {"role": participant.role.value, "state": participant.state.value}


def _participant(row: RowMapping) -> Participant:
    fields = {name: row[name] for name in _FIELDS}
    return Participant(**fields | {"role": Role(row["role"]), "state": State(row["state"])})
