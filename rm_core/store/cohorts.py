"""Cohorts, their programs, and when they entered and left each state (M04)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update

from rm_core.errors import NotFound
from rm_core.program.cohort import Cohort, State
from rm_core.program.ids import CohortId
from rm_core.program.policy import Program
from rm_core.store.rows import compare_and_set, insert_new
from rm_core.store.tables import cohort_log, cohorts


class Cohorts:
    """The shelf of cohorts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, cohort: Cohort) -> bool:
        """Add a cohort; False if one of this key is there already."""
        added = insert_new(self._connection, cohorts, [_row(cohort)], ("key",)) == 1
        if added:
            self._log(cohort)
        return added

    def get(self, key: str) -> Cohort:
        """Raises: NotFound."""
        return self._one(select(cohorts).where(cohorts.c.key == key), key)

    def by_id(self, cohort: CohortId) -> Cohort:
        """Raises: NotFound."""
        return self._one(select(cohorts).where(cohorts.c.id == cohort), str(cohort))

    def all(self) -> Sequence[Cohort]:
        rows = self._connection.execute(select(cohorts).order_by(cohorts.c.key))
        return [_cohort(row) for row in rows.mappings()]

    def move(self, before: Cohort, after: Cohort) -> None:
        """Compare-and-set. Raises: Stale: somebody else moved it in between."""
        compare_and_set(self._connection, cohorts, _row(before), _row(after))
        if after.state is not before.state:
            self._connection.execute(
                update(cohort_log)
                .where(cohort_log.c.cohort == before.id, cohort_log.c.left_at.is_(None))
                .values(left_at=after.since)
            )
            self._log(after)

    def hold(self, cohort: CohortId, *, on: bool) -> None:
        """Keep back all of its emails, or let them go again."""
        self._connection.execute(update(cohorts).where(cohorts.c.id == cohort).values(on_hold=on))

    def is_on_hold(self, cohort: CohortId) -> bool:
        query = select(cohorts.c.on_hold).where(cohorts.c.id == cohort)
        return bool(self._connection.execute(query).scalar_one())

    def log(self, cohort: CohortId) -> list[tuple[State, datetime, datetime | None]]:
        """The states a cohort has been in: entered, left (None for the present one), UTC."""
        columns = (cohort_log.c.state, cohort_log.c.entered_at, cohort_log.c.left_at)
        query = select(*columns).where(cohort_log.c.cohort == cohort).order_by(cohort_log.c.seq)
        return [(State(state), at, left) for state, at, left in self._connection.execute(query)]

    def _log(self, cohort: Cohort) -> None:
        self._connection.execute(
            cohort_log.insert().values(
                cohort=cohort.id, state=cohort.state.value, entered_at=cohort.since
            )
        )

    def _one(self, query: Any, name: str) -> Cohort:
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            message = f"there is no cohort {name}; `rmctl status` lists them"
            raise NotFound(message)
        return _cohort(row)


def _row(cohort: Cohort) -> dict[str, Any]:
    return {
        "id": cohort.id,
        "key": cohort.key,
        "program": cohort.program.model_dump(mode="json"),
        "state": cohort.state.value,
        "since": cohort.since,
        "seen": cohort.seen,
        "due_at": cohort.due_at,
    }


def _cohort(row: RowMapping) -> Cohort:
    return Cohort(
        id=CohortId(row["id"]),
        key=row["key"],
        program=Program.model_validate(row["program"]),
        state=State(row["state"]),
        since=row["since"],
        seen=row["seen"],
        due_at=row["due_at"],
    )
