"""What happened, waiting to be told to Prefect."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from rm_core.program.effects import Event
from rm_core.program.ids import CohortId, EventId
from rm_core.store.ledgers import events
from rm_core.store.rows import batches, insert_new
from rm_core.store.tables import cohorts


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An event as it was announced; `cohort_key` is what operators call the cohort."""

    id: EventId
    name: str
    cohort: CohortId
    cohort_key: str
    about: str
    at: datetime
    payload: dict[str, str]


class Events:
    """The shelf of events."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def announce(self, happened: Iterable[Event], now: datetime) -> int:
        """Keep events until the relay has told them; the same event only once."""
        rows = [
            {
                "id": event.id,
                "cohort": event.cohort,
                "name": event.name,
                "about": event.about,
                "occasion": event.occasion,
                "payload": dict(event.payload),
                "at": now,
            }
            for event in happened
        ]
        return insert_new(self._connection, events, rows)

    def untold(self, limit: int) -> list[Happened]:
        """Events that nobody has been told of yet, the oldest first."""
        query = (
            select(events, cohorts.c.key)
            .join(cohorts, cohorts.c.id == events.c.cohort)
            .where(events.c.told_at.is_(None))
            .order_by(events.c.at)
            .limit(limit)
        )
        return [_happened(row) for row in self._connection.execute(query).mappings()]

    def told(self, ids: Collection[EventId], now: datetime) -> None:
        """Note that these have been told; telling one twice is harmless."""
        for batch in batches(ids):
            self._connection.execute(
                events.update().where(events.c.id.in_(batch)).values(told_at=now)
            )


def _happened(row: Any) -> Happened:
    return Happened(
        id=EventId(row["id"]),
        name=row["name"],
        cohort=CohortId(row["cohort"]),
        cohort_key=row["key"],
        about=row["about"],
        at=row["at"],
        payload=row["payload"],
    )
