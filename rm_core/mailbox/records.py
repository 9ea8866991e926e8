"""What the mailbox tells of a message."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Party:
    """One end of a message as its headers name it; `name` may be empty."""

    name: str
    address: str

    @property
    def shown(self) -> str:
        return self.name or self.address


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message as SMTP handed it over; `recipients` are the envelope's, `received_at` is UTC."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One kept message, for programs and for the list.

    `seq` counts up in the order of arrival and is never used again. `to` are the addresses of the
    envelope in lower case, `kind` and `stage` the headers `X-RM-Kind` and `X-RM-Stage` or empty.
    `links` are the web addresses of the text part, in order, each once. `sent_at` is the Date
    header in UTC, `received_at` stands in where there is none. `size_bytes` is the whole message.
    """

    seq: int
    message_id: str
    sender: Party
    to: tuple[str, ...]
    subject: str
    kind: str
    stage: str
    preview: str
    links: tuple[str, ...]
    has_calendar: bool
    sent_at: datetime
    received_at: datetime
    size_bytes: int
