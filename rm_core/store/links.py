"""What signed links are about: a participant, and perhaps a pairing and a meeting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, RowMapping, select

from rm_core.errors import LinkInvalid
from rm_core.program.ids import CohortId, LinkId, PairingId, ParticipantId, derive
from rm_core.store.ledgers import links
from rm_core.store.rows import insert_new


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The context of one person's questions; the signed token says which question it is.

    `participant` None is a desk of the cohort: its coordinator or its sponsor.
    """

    cohort: CohortId
    participant: ParticipantId | None = None
    pairing: PairingId | None = None
    subject: UUID | None = None

    @property
    def id(self) -> LinkId:
        return LinkId(derive("link", self.cohort, self.participant, self.pairing, self.subject))


class Links:
    """The shelf of links."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def make(self, contexts: Iterable[Link], now: datetime) -> None:
        """Keep these contexts, so that links about them open."""
        rows = [
            {
                "id": each.id,
                "cohort": each.cohort,
                "participant": each.participant,
                "pairing": each.pairing,
                "subject": each.subject,
                "made_at": now,
            }
            for each in contexts
        ]
        insert_new(self._connection, links, rows)

    def get(self, link: LinkId) -> Link:
        """Raises: LinkInvalid: there is no such link, or it was revoked."""
        query = select(links).where(links.c.id == link, links.c.revoked_at.is_(None))
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            message = "this link does not open anything any more"
            raise LinkInvalid(message)
        return _link(row)

    def of(self, participant: ParticipantId) -> list[Link]:
        """Every open context of one participant."""
        query = select(links).where(
            links.c.participant == participant, links.c.revoked_at.is_(None)
        )
        return [_link(row) for row in self._connection.execute(query).mappings()]

    def revoke(self, participant: ParticipantId, now: datetime) -> int:
        """Close every link of one participant."""
        statement = links.update().where(
            links.c.participant == participant, links.c.revoked_at.is_(None)
        )
        return self._connection.execute(statement.values(revoked_at=now)).rowcount


def _link(row: RowMapping) -> Link:
    return Link(**{name: row[name] for name in Link.__slots__})
