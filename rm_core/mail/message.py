"""A letter as the bytes that travel: RFC 5322 and MIME, built in one pass.

The standard library's builder takes milliseconds for a message and folds long addresses of
`List-Unsubscribe` into encoded words; its parser is the judge of these bytes in the tests.
"""

import re
from base64 import b64encode, encodebytes
from binascii import b2a_qp
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from uuid import UUID

from rm_core.errors import BadInput
from rm_core.mail.addresses import Mailbox, has_controls

LINE_LENGTH = 76
URL_LENGTH_AT_MOST = 900

_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_LABEL = re.compile(r"[a-z0-9_-]{1,60}")
_METHOD = re.compile(r"[A-Z]{1,20}")
_ID = re.compile(r"<[!-;=?A-~]{1,120}@[!-;=?A-~]{1,120}>")
_URL = re.compile(r"https?://[!-;=?-~]+")
_CONTROLS = bytes({*range(32), 127} - set(b"\t\r\n"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One email, ready to be built.

    `date` is aware. `calendar` is a whole iCalendar object and `method` the method in it.
    `thread` is the `thread_id` of the pairing, `message_id` from the function of that name.
    `unsubscribe` is a URL that takes a POST (RFC 8058). `kind` and `stage` are words of ours.
    """

    sender: Mailbox
    to: Mailbox
    subject: str
    text: str
    html: str
    message_id: str
    date: datetime
    kind: str
    stage: str
    reply_to: Mailbox | None = None
    calendar: bytes | None = None
    method: str = "REQUEST"
    thread: str | None = None
    unsubscribe: str | None = None


def message_id(email_id: UUID, resend: int, domain: str) -> str:
    """The Message-ID of an email; a resend asked for has its own, a second delivery the same."""
    return _checked_id("Message-ID", f"<{email_id.hex}.{resend}@{domain}>")


def thread_id(pairing: UUID, domain: str) -> str:
    """What all emails of a pairing answer to, so that they stand in one conversation."""
    return _checked_id("thread", f"<pairing.{pairing.hex}@{domain}>")


def build(letter: Letter) -> bytes:
    """The bytes of a letter: lines end in CRLF, are 7 bit, and none is longer than 998.

    Raises:
        BadInput: something in it cannot stand in an email; the message names the field.
    """
    # `=_` appears in neither quoted-printable nor base64, so no part can hold the boundary.
    boundary = "=_" + _checked_id("Message-ID", letter.message_id)[1:-1].partition("@")[0][:60]
    boundary = re.sub(r"[^A-Za-z0-9._=]", "-", boundary)
    lines = [*_headers(letter), f'Content-Type: multipart/alternative; boundary="{boundary}"', ""]
    opening = f"--{boundary}"
    lines += [opening, *_part("text/plain", letter.text, "the text")]
    lines += [opening, *_part("text/html", letter.html, "the HTML")]
    if letter.calendar is not None:
        lines += [opening, *_invitation(letter.calendar, letter.method)]
    lines += [f"--{boundary}--", ""]
    return "\r\n".join(lines).encode("ascii")


def _headers(letter: Letter) -> Iterator[str]:
    yield f"From: {_person(letter.sender)}"
    yield f"To: {_person(letter.to)}"
    if letter.reply_to is not None:
        yield f"Reply-To: {_person(letter.reply_to)}"
    yield f"Subject: {_words('the subject', letter.subject)}"
    yield f"Date: {_date(letter.date)}"
    yield f"Message-ID: {letter.message_id}"
    if letter.thread is not None:
        root = _checked_id("thread", letter.thread)
        yield f"In-Reply-To: {root}"
        yield f"References: {root}"
    if letter.unsubscribe is not None:
        yield f"List-Unsubscribe: <{_url('the unsubscribe link', letter.unsubscribe)}>"
        yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
    yield "Auto-Submitted: auto-generated"
    yield "X-Auto-Response-Suppress: OOF, AutoReply"
    yield f"X-RM-Kind: {_checked('the kind', letter.kind, _LABEL)}"
    yield f"X-RM-Stage: {_checked('the stage', letter.stage, _LABEL)}"
    yield "MIME-Version: 1.0"


def _part(kind: str, text: str, what: str) -> Iterator[str]:
    whole = text if text.endswith(("\n", "\r")) else text + "\n"
    lines = whole.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    try:
        content = lines.encode()
    except UnicodeEncodeError:
        message = f"{what} of an email: expected text, found half a character"
        raise BadInput(message) from None
    if len(content.translate(None, _CONTROLS)) != len(content):
        message = f"{what} of an email: expected text, found a control character"
        raise BadInput(message)
    quoted = b2a_qp(content, istext=True)
    small = len(quoted) <= len(content) * 3 // 2
    yield f"Content-Type: {kind}; charset=utf-8"
    yield f"Content-Transfer-Encoding: {'quoted-printable' if small else 'base64'}"
    yield ""
    yield quoted.decode("ascii") if small else _base64(content)


def _invitation(calendar: bytes, method: str) -> Iterator[str]:
    checked = _checked("the calendar method", method, _METHOD)
    yield f"Content-Type: text/calendar; charset=utf-8; method={checked}; component=VEVENT"
    yield "Content-Transfer-Encoding: base64"
    yield ""
    yield _base64(calendar)


def _base64(content: bytes) -> str:
    return encodebytes(content).decode("ascii").replace("\n", "\r\n")


def _person(mailbox: Mailbox) -> str:
    if not mailbox.name:
        return mailbox.address
    name = mailbox.name
    if not _is_plain(name):
        name = _encoded(name)
    elif not _ATOMS.fullmatch(name):
        name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{name}\r\n <{mailbox.address}>"


def _words(what: str, text: str) -> str:
    if not text.strip() or has_controls(text):
        message = f"{what} of an email: expected one line of text, not empty, no control characters"
        raise BadInput(message)
    return _folded(text) if _is_plain(text) else _encoded(text)


def _is_plain(text: str) -> bool:
    """Whether it can stand in a header as it is, and a reader gets exactly it back."""
    return (
        text.isascii()
        and "=?" not in text
        and text == " ".join(text.split())
        and max(map(len, text.split(" "))) <= LINE_LENGTH - 16
    )


def _folded(text: str) -> str:
    lines = [""]
    for word in text.split(" "):
        # 12: the longest field name that is folded, its colon and a space.
        if lines[-1] and len(lines[-1]) + len(word) >= LINE_LENGTH - 12:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return "\r\n ".join(lines)


def _encoded(text: str) -> str:
    """RFC 2047 encoded words, whole characters in each, 39 bytes at most, so 64 characters."""
    chunks = [b""]
    for character in text:
        added = character.encode()
        if len(chunks[-1]) + len(added) > 39:
            chunks.append(b"")
        chunks[-1] += added
    return "\r\n ".join(f"=?utf-8?b?{b64encode(chunk).decode()}?=" for chunk in chunks)


def _date(date: datetime) -> str:
    if date.tzinfo is None:
        message = "the date of an email: expected a time with its zone"
        raise BadInput(message)
    return format_datetime(date.astimezone(UTC))


def _url(what: str, url: str) -> str:
    if not _URL.fullmatch(url) or len(url) > URL_LENGTH_AT_MOST:
        message = f"{what}: expected an http(s) address of at most {URL_LENGTH_AT_MOST} characters"
        raise BadInput(message)
    return url


def _checked_id(what: str, value: str) -> str:
    return _checked(what, value, _ID)


def _checked(what: str, value: str, shape: re.Pattern[str]) -> str:
    if not shape.fullmatch(value):
        message = f"{what} of an email: {value[:80]!r} does not fit {shape.pattern}"
        raise BadInput(message)
    return value
