"""What admins did, and why: the audit trail (M77)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from rm_core.program.ids import CohortId
from rm_core.store.ledgers import deeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One deed: `what` is a verb, `about` an id, `by` how the admin signs, `at` UTC."""

    cohort: CohortId
    at: datetime
    by: str
    what: str
    about: str
    why: str = ""


class Deeds:
    """The shelf of deeds; it only grows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, deed: Deed) -> None:
        row = {name: getattr(deed, name) for name in Deed.__slots__}
        self._connection.execute(deeds.insert().values(row))

    def of(self, cohort: CohortId) -> list[Deed]:
        """What was done to a cohort, in order."""
        query = select(deeds).where(deeds.c.cohort == cohort).order_by(deeds.c.seq)
        rows = self._connection.execute(query).mappings()
        return [Deed(**{name: row[name] for name in Deed.__slots__}) for row in rows]
