"""What has fallen due anywhere: a look into the partial indexes on `due_at` for each cohort."""

from datetime import datetime

from sqlalchemy import Connection, exists, func, select

from rm_core.program.pairing import State
from rm_core.store.tables import cohorts, pairings, participants


class Due:
    """The shelf's question across cohorts; all moments are UTC."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cohorts(self, now: datetime) -> list[str]:
        """Keys of the cohorts whose calendar has come to its next date."""
        query = select(cohorts.c.key).where(cohorts.c.due_at <= now)
        return list(self._connection.execute(query).scalars())

    def participants(self, now: datetime) -> list[str]:
        """Keys of the cohorts in which a participant's next step is due."""
        due = exists().where(participants.c.cohort == cohorts.c.id, participants.c.due_at <= now)
        query = select(cohorts.c.key).where(due).order_by(cohorts.c.key)
        return list(self._connection.execute(query).scalars())

    def pairings(self, now: datetime) -> list[tuple[str, State]]:
        """Keys of the cohorts in which a pairing's next step is due, with the pairing's state."""
        query = (
            select(cohorts.c.key, pairings.c.state)
            .join(pairings, pairings.c.cohort == cohorts.c.id)
            .where(pairings.c.due_at <= now)
            .distinct()
            .order_by(cohorts.c.key, pairings.c.state)
        )
        return [(key, State(state)) for key, state in self._connection.execute(query)]

    def first(self) -> datetime | None:
        """The earliest due date of all, None when nothing is open."""
        nearest = [
            select(func.min(table.c.due_at))
            .where(table.c.cohort == cohorts.c.id, table.c.due_at.is_not(None))
            .scalar_subquery()
            for table in (participants, pairings)
        ]
        rows = self._connection.execute(select(cohorts.c.due_at, *nearest))
        return min((moment for row in rows for moment in row if moment is not None), default=None)
