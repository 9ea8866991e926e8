"""Email addresses as people write them, as servers want them, and as we compare them."""

import re
import unicodedata
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from rm_core.errors import BadInput

NAME_LENGTH_AT_MOST = 200

_NAMED = re.compile(r"\s*(?P<name>[^<>]*?)\s*<(?P<address>[^<>]*)>\s*")
_ASCII_ADDRESS = re.compile(r"[!-;=?A-~]+@[!-;=?A-~]+")
_UNSEEN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Marks that turn the direction of writing: they make a name look like another one."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name (may be empty) and an address in the form for servers: ASCII, as `normalise` gives it.

    Raises:
        BadInput: a control character in the name or the address, or no ASCII address.
    """

    name: str
    address: str

    def __post_init__(self) -> None:
        if has_controls(self.name):
            message = "a name in an email header: control characters are not allowed"
            raise BadInput(message)
        if not _ASCII_ADDRESS.fullmatch(self.address):
            message = "an address in an email header: expected ASCII such as `anna@example.org`"
            raise BadInput(message)


def parse(text: str) -> Mailbox:
    """Read `anna@example.org` or `Anna Berg <anna@example.org>`.

    Raises:
        BadInput: there is no usable address in it; the reason is in the message.
    """
    named = _NAMED.fullmatch(text)
    if named is None:
        return Mailbox("", normalise(text))
    return mailbox(named["name"].removeprefix('"').removesuffix('"'), named["address"])


def mailbox(name: str, address: str) -> Mailbox:
    """Join a name as somebody typed it and an address, both made fit for a header."""
    return Mailbox(display_name(name), normalise(address))


def normalise(address: str) -> str:
    """The form for servers: the domain in lower case and IDNA, the part before `@` as typed.

    Nothing is looked up. An address that needs SMTPUTF8 is refused: many relays cannot carry it.

    Raises:
        BadInput: not an address that mail can be sent to; the reason is in the message.
    """
    try:
        checked = validate_email(
            address.strip(), check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError as error:
        message = f"not a usable email address: {error}"
        raise BadInput(message) from None
    return str(checked.ascii_email)


def readable(address: str) -> str:
    """The form for people: the domain in its own script."""
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        return address


def key(address: str) -> str:
    """The form for comparing: two addresses with one key belong to one inbox."""
    return address.casefold()


def display_name(name: str) -> str:
    """A name on one line: white space and controls become one space, direction marks go.

    Longer than 200 characters is cut: nobody's client shows more.
    """
    seen = _UNSEEN.sub("", unicodedata.normalize("NFC", name))
    spaced = "".join(" " if has_controls(character) else character for character in seen)
    return " ".join(spaced.split())[:NAME_LENGTH_AT_MOST].rstrip()


def has_controls(text: str) -> bool:
    """Whether something in it could end a header line or is no character at all.

    Controls, line and paragraph separators, and lone surrogates (Unicode Cc, Zl, Zp, Cs).
    """
    if text.isprintable():
        return False
    return any(unicodedata.category(character) in _NOT_IN_HEADERS for character in text)


_NOT_IN_HEADERS = frozenset({"Cc", "Zl", "Zp", "Cs"})
