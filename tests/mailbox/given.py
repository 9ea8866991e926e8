"""Messages and mailboxes to test with."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from rm_core.mailbox.letters import Mailbox
from rm_core.mailbox.pages import mailbox_pages
from rm_core.mailbox.records import Arrival

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
TEMPLATES = Path(__file__).parents[2] / "templates"


def a_message(
    *,
    subject: str = "Meet Kenji",
    to: str = "Anna Lindqvist <anna@example.org>",
    sender: str = "Reverse Mentoring <program@example.org>",
    kind: str = "introduction",
    stage: str = "matching",
    date: str = "Mon, 01 Feb 2027 09:30:00 +0100",
    message_id: str = "<first@example.org>",
    content: str = "Content-Type: text/plain; charset=utf-8\n\nAnswer: https://example.org/a/1\n",
) -> bytes:
    """A message as it travels; `content` is the MIME header and the body."""
    head = (
        f"From: {sender}\nTo: {to}\nSubject: {subject}\nDate: {date}\nMessage-ID: {message_id}\n"
        f"X-RM-Kind: {kind}\nX-RM-Stage: {stage}\nMIME-Version: 1.0\n"
    )
    return (head + content).replace("\n", "\r\n").encode()


def in_parts(*parts: str, subtype: str = "alternative") -> str:
    """The content of a multipart message; each part brings its own header."""
    body = "".join(f"--cut\n{part}\n" for part in parts)
    return f"Content-Type: multipart/{subtype}; boundary=cut\n\n{body}--cut--\n"


def html(body: str) -> str:
    return f"Content-Type: text/html; charset=utf-8\n\n{body}"


def arrival(raw: bytes, *recipients: str) -> Arrival:
    return Arrival(
        sender="program@example.org",
        recipients=recipients or ("anna@example.org",),
        raw=raw,
        received_at=NOW,
    )


def kept(folder: Path, *arrivals: Arrival) -> Mailbox:
    """A mailbox with these messages, in this order."""
    mailbox = Mailbox(folder)
    mailbox.keep(arrivals)
    return mailbox


class Visitor:
    """Somebody who opens pages of a mailbox that is mounted under /mailbox."""

    def __init__(self, mailbox: Mailbox) -> None:
        pages = mailbox_pages(mailbox, TEMPLATES, smtp="127.0.0.1:2525")
        self._app = Starlette(routes=[Mount("/mailbox", pages)])

    def get(self, address: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return await client.get(address)

        return asyncio.run(ask())


INVITATION = """BEGIN:VCALENDAR
VERSION:2.0
METHOD:REQUEST
BEGIN:VEVENT
UID:pairing-7@example.org
SEQUENCE:2
DTSTART;TZID=Europe/Berlin:20270315T150000
DTEND;TZID=Europe/Berlin:20270315T154500
SUMMARY:Trial meeting
DESCRIPTION:Bring one question
LOCATION:https://example.org/room
ORGANIZER;CN=Reverse Mentoring:mailto:program@example.org
ATTENDEE;CN=Anna Lindqvist;PARTSTAT=NEEDS-ACTION:mailto:anna@example.org
END:VEVENT
END:VCALENDAR
"""
