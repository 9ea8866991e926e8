"""Messages taken apart; MIME that makes no sense is shown as the text that it is."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from html.parser import HTMLParser

from rm_core.mailbox.headers import clean, decoded, moment, one_line, parties, text_of
from rm_core.mailbox.records import Party

PREVIEW_CHARS = 180
SEARCHED_CHARS = 50_000
MOST_LINKS = 100
_LINK = re.compile(r"https?://[^\s<>\"'`\\^{}|\x00-\x20]{1,2000}", re.IGNORECASE)
_TRAILING = ".,;:!?*_"

Fields = list[tuple[str, str]]
"""Header names and values in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A part that is neither the text nor the HTML."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A message taken apart; empty text or HTML means that it has none.

    `fields` are the headers in their order, read and cleaned. `calendar` is the first
    `text/calendar` part.
    """

    fields: tuple[tuple[str, str], ...]
    text: str
    html: str
    calendar: bytes
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What the store keeps beside the bytes.

    `named` are the people of To and Cc, `sent_at` is UTC or None, `text` is what a search looks
    through.
    """

    message_id: str
    sender: Party | None
    named: tuple[Party, ...]
    subject: str
    kind: str
    stage: str
    sent_at: datetime | None
    text: str
    preview: str
    links: tuple[str, ...]
    has_calendar: bool


def read(raw: bytes) -> Letter:
    """Read what the list and the search need."""
    fields, text, html, calendar, _ = _take_apart(raw)
    first: dict[str, str] = {}
    for name, value in fields:
        first.setdefault(name.lower(), value)
    senders = [party for party in parties(first.get("from", "")) if "@" in party.address]
    searched = (text or words_of(html))[:SEARCHED_CHARS]
    return Letter(
        message_id=decoded(first.get("message-id", "")).strip("<> "),
        sender=senders[0] if senders else None,
        named=tuple(parties(first.get("to", "")) + parties(first.get("cc", ""))),
        subject=decoded(first.get("subject", "")),
        kind=decoded(first.get("x-rm-kind", ""))[:100],
        stage=decoded(first.get("x-rm-stage", ""))[:100],
        sent_at=moment(first.get("date", "")),
        text=searched,
        preview=one_line(searched[: PREVIEW_CHARS * 3])[:PREVIEW_CHARS],
        links=links_in(text),
        has_calendar=bool(calendar),
    )


def open_letter(raw: bytes) -> Opened:
    """Take a message apart for showing it."""
    fields, text, html, calendar, attachments = _take_apart(raw)
    return Opened(
        fields=tuple((clean(name), decoded(value)) for name, value in fields),
        text=text,
        html=html,
        calendar=calendar,
        attachments=tuple(attachments),
    )


def _take_apart(raw: bytes) -> tuple[Fields, str, str, bytes, list[Attachment]]:
    """Fields with raw values, text, HTML, calendar, attachments.

    The parser recurses into multiparts, so a message of a thousand nested parts ends here.
    """
    try:
        message = message_from_bytes(raw, policy=compat32)
        leaves = [part for part in message.walk() if not part.is_multipart()]
    except RecursionError:
        return [], clean(text_of(raw, "utf-8")), "", b"", []
    text = html = ""
    calendar = b""
    attachments: list[Attachment] = []
    for part in leaves:
        media_type = part.get_content_type()
        attached = part.get_content_disposition() == "attachment"
        if media_type == "text/plain" and not text and not attached:
            text = _text(part)
        elif media_type == "text/html" and not html and not attached:
            html = _text(part)
        else:
            content = _content(part)
            if media_type == "text/calendar":
                calendar = calendar or content
            attachments.append(_attachment(part, media_type, content))
    return list(message.raw_items()), text, html, calendar, attachments


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: Message) -> str:
    return clean(text_of(_content(part), part.get_content_charset() or "utf-8")).replace("\r", "")


def _attachment(part: Message, media_type: str, content: bytes) -> Attachment:
    named = decoded(part.get_filename() or "").replace("\\", "/").rpartition("/")[2]
    fallback = "invite.ics" if media_type == "text/calendar" else "part.bin"
    return Attachment(name=named[:120] or fallback, media_type=media_type, content=content)


def links_in(text: str) -> tuple[str, ...]:
    """Web addresses in a text, each once, in order, without the punctuation that follows them."""
    found = dict.fromkeys(_trimmed(match) for match in _LINK.findall(text))
    return tuple(found)[:MOST_LINKS]


def _trimmed(link: str) -> str:
    """The address without a closing bracket that was never opened in it."""
    while link:
        last = link[-1]
        unopened = last in ")]" and link.count(last) > link.count("(" if last == ")" else "[")
        if last not in _TRAILING and not unopened:
            break
        link = link[:-1]
    return link


def pieces(text: str) -> list[tuple[str, bool]]:
    """The text cut into pieces, each with whether it is a web address."""
    cut: list[tuple[str, bool]] = []
    end = 0
    for match in _LINK.finditer(text):
        link = _trimmed(match.group())
        cut += [(text[end : match.start()], False), (link, True)]
        end = match.start() + len(link)
    cut.append((text[end:], False))
    return [(piece, is_link) for piece, is_link in cut if piece]


class _Words(HTMLParser):
    """Collects the visible text of HTML."""

    _HIDDEN = frozenset({"script", "style", "head", "title", "template"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.hidden += tag in self._HIDDEN

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in self._HIDDEN))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(data)


def words_of(html: str) -> str:
    """The visible text of HTML, for searching and previews only."""
    reader = _Words()
    with suppress(AssertionError):  # the parser's answer to a malformed `<![`
        reader.feed(html[: SEARCHED_CHARS * 2])
    return clean(one_line(" ".join(reader.found)))
