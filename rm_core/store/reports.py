"""Reports as they were written, for the links that lead to them."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from rm_core.errors import NotFound
from rm_core.program.ids import CohortId, derive
from rm_core.store.ledgers import reports
from rm_core.store.rows import upsert


class Reports:
    """The shelf of reports: the latest one of each name."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, cohort: CohortId, files: Mapping[str, bytes], at: datetime) -> None:
        """Keep the files of a report in place of earlier ones."""
        rows = [
            {
                "id": derive("report", cohort, name),
                "cohort": cohort,
                "name": name,
                "content": content,
                "made_at": at,
            }
            for name, content in files.items()
        ]
        upsert(self._connection, reports, rows)

    def get(self, cohort: CohortId, name: str) -> bytes:
        """Raises: NotFound: this report has not been written yet."""
        query = select(reports.c.content).where(reports.c.cohort == cohort, reports.c.name == name)
        content: bytes | None = self._connection.execute(query).scalar_one_or_none()
        if content is None:
            message = f"the cohort has no {name} yet"
            raise NotFound(message)
        return content
