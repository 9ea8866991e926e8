"""Header fields that nobody vouches for: every function here answers, whatever comes in."""

import codecs
import re
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import getaddresses, parsedate_to_datetime

from rm_core.mailbox.records import Party

_LONGEST_FIELD = 64_000
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufeff]")
_UNFIT = frozenset({"unicode_escape", "raw_unicode_escape", "punycode", "idna"})
"""Python's own codecs, which no mail program writes: slow, or they warn of what they meet."""
_BLANKS = re.compile(r"\s+")


def clean(text: str) -> str:
    """Text that can be stored and shown, without lone surrogates and control characters.

    Tabs and line ends stay. Bytes that the parser smuggled in as surrogates are read as UTF-8, and
    replaced where they are not.
    """
    if not text.isascii():
        try:
            smuggled = text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            smuggled = text.encode("utf-8", "replace")
        text = smuggled.decode("utf-8", "replace")
    return _INVISIBLE.sub("", text)


def one_line(text: str) -> str:
    """The text without line breaks and doubled blanks."""
    return _BLANKS.sub(" ", text).strip()


def decoded(value: str) -> str:
    """A header's text with its encoded words (RFC 2047) read, on one line."""
    value = value[:_LONGEST_FIELD]
    if "=?" not in value:
        return one_line(clean(value))
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return one_line(clean(value))
    return one_line(clean("".join(_word(word, charset) for word, charset in pieces)))


def _word(word: bytes | str, charset: str | None) -> str:
    if isinstance(word, str):
        return word
    return text_of(word, charset or "utf-8")


def text_of(content: bytes, charset: str) -> str:
    """Bytes in a charset that may be unknown or wrong; what does not fit becomes U+FFFD."""
    try:
        if codecs.lookup(charset).name.replace("-", "_") in _UNFIT:
            charset = "utf-8"
        return content.decode(charset, "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def parties(value: str) -> list[Party]:
    """The people of an address field; an empty list where the field makes no sense."""
    try:
        found = getaddresses([value[:_LONGEST_FIELD].replace("\r", "").replace("\n", "")])
    except (ValueError, IndexError, RecursionError):
        return []
    return [
        Party(name=decoded(name), address=one_line(clean(address)))
        for name, address in found
        if address
    ]


def moment(value: str) -> datetime | None:
    """A Date field in UTC, None where it is missing or no date; without a zone it counts as UTC."""
    try:
        when = parsedate_to_datetime(value)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
