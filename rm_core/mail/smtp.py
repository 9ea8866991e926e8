"""The way out: one connection, one email at a time, and what became of each (RFC 5321).

A receipt is about one email. What stops every email is raised instead, and then the one in hand
was not taken: it may be sent again without making a copy.
"""

import re
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from rm_core.errors import BadInput, MailRefused, SetupBroken
from rm_core.mail.relay import Relay, closed, opened

_ADDRESS = re.compile(r"[!-;=?A-~]+@[!-;=?A-~]+")
_SOMEBODY = re.compile(r"[^\s<>()]+@[^\s<>()]+")
_REASON_LENGTH_AT_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One email for one recipient; `content` ends every line in CRLF, as `message.build` does.

    Raises:
        BadInput: an address or the content would be understood differently by the server.
    """

    sender: str
    recipient: str
    content: bytes

    def __post_init__(self) -> None:
        if not (_ADDRESS.fullmatch(self.sender) and _ADDRESS.fullmatch(self.recipient)):
            message = "an envelope: expected ASCII addresses such as `anna@example.org`"
            raise BadInput(message)
        ends = self.content.count(b"\r\n")
        bare = self.content.count(b"\n") != ends or self.content.count(b"\r") != ends
        if bare or not self.content.endswith(b"\r\n"):
            message = "an envelope: expected content whose lines all end in CRLF"
            raise BadInput(message)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The relay has it, and answers for it from now on."""

    reason: str


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not now. `everyone` when the relay would put off any email, not only this one."""

    reason: str
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Never: this email or this address will not be taken."""

    reason: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The connection broke after the whole email had left and before the answer came."""

    reason: str


Receipt = Accepted | Deferred | Refused | Uncertain

Deliver = Callable[[Envelope], Receipt]
"""Hands one email over. May raise SetupBroken or MailRefused: then it was not taken."""


@contextmanager
def connection(relay: Relay) -> Iterator[Deliver]:
    """One connection for a batch; one that breaks is opened anew, once for each email.

    Reasons hold no address. Not for several threads at once.

    Raises:
        SetupBroken: the relay cannot be reached, its certificate or our password does not fit.
        MailRefused: the relay is there and takes no mail from us now.
    """
    line = _Line(relay)
    try:
        yield line.deliver
    finally:
        line.hang_up()


class _Lost(Exception):
    """The connection ended before the email was complete: nothing was taken.

    All other ways of losing it are OSErrors, smtplib's own among them.
    """


class _Line:
    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._server: smtplib.SMTP | None = opened(relay)

    def deliver(self, envelope: Envelope) -> Receipt:
        """Try on the connection there is, and if it has ended meanwhile on a new one."""
        try:
            return self._attempt(envelope)
        except _Lost:
            pass
        try:
            return self._attempt(envelope)
        except _Lost as lost:
            return Deferred(f"connection lost before the email was complete: {lost}", everyone=True)

    def hang_up(self) -> None:
        if self._server is not None:
            closed(self._server)
            self._server = None

    def _drop(self) -> None:
        """Close without a word: nobody knows which reply would come next."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def _attempt(self, envelope: Envelope) -> Receipt:
        if self._server is None:
            self._server = opened(self._relay)
        server = self._server
        try:
            objection = _offer(server, envelope)
            if objection is not None:
                return objection
            # The dot travels last, so a write that fails has not delivered it.
            server.send(_stuffed(envelope.content) + b".\r\n")
        except OSError as error:
            self._drop()
            raise _Lost(type(error).__name__) from error
        except (_Lost, SetupBroken, MailRefused):
            self._drop()
            raise
        return self._answer(server, envelope)

    def _answer(self, server: smtplib.SMTP, envelope: Envelope) -> Receipt:
        try:
            code, text = _waiting(server, self._relay.final_timeout_s)
        except OSError as error:
            self._drop()
            return Uncertain(f"no answer after the final dot ({type(error).__name__})")
        if code == 421 or code // 100 not in {2, 4, 5}:
            self._drop()
        elif server.sock is not None:
            server.sock.settimeout(self._relay.timeout_s)
        reason = _reason("the final dot", code, text, envelope)
        match code // 100:
            case 2:
                return Accepted(reason)
            case 4:
                return Deferred(reason, everyone=code == 421)
            case 5:
                return Refused(reason)
            case _:
                return Uncertain(reason)


def _waiting(server: smtplib.SMTP, timeout_s: float) -> tuple[int, bytes]:
    if server.sock is not None:
        server.sock.settimeout(timeout_s)
    return server.getreply()


def _offer(server: smtplib.SMTP, envelope: Envelope) -> Receipt | None:
    """Say MAIL, RCPT and DATA, in one packet where the server lets us (RFC 2920); None is yes."""
    size = f" SIZE={len(envelope.content)}" if server.has_extn("size") else ""
    commands = {
        "MAIL": f"MAIL FROM:<{envelope.sender}>{size}",
        "RCPT": f"RCPT TO:<{envelope.recipient}>",
        "DATA": "DATA",
    }
    together = server.has_extn("pipelining")
    if together:
        server.send("".join(f"{command}\r\n" for command in commands.values()))
    objection: Receipt | None = None
    code = 0
    for verb, command in commands.items():
        code, text = server.getreply() if together else server.docmd(command)
        objection = objection or _objection(verb, code, text, envelope)
        if objection is not None and not together:
            break
    if objection is not None:
        if code == 354:
            server.docmd(".")
        with suppress(OSError):
            server.rset()
    return objection


def _objection(verb: str, code: int, text: bytes, envelope: Envelope) -> Receipt | None:
    reason = _reason(verb, code, text, envelope)
    if code == 354 if verb == "DATA" else code // 100 == 2:
        return None
    if code == 421 or code // 100 not in {4, 5}:
        raise _Lost(reason)
    if code // 100 == 4:
        return Deferred(reason, everyone=verb == "MAIL")
    if code == 530:
        message = f"the mail server wants us to log in or to encrypt first: {reason}"
        raise SetupBroken(message)
    if verb == "MAIL" and code != 552:
        message = f"the mail server takes nothing from this sender: {reason}"
        raise MailRefused(message)
    return Refused(reason)


def _reason(verb: str, code: int, text: bytes, envelope: Envelope) -> str:
    """What the server said, on one line and without anybody's address in it."""
    local, _, domain = envelope.recipient.partition("@")
    said = _SOMEBODY.sub("(address)", " ".join(text.decode("utf-8", "replace").split()))
    for part in (f"{local}@{domain}", local):
        said = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", "(address)", said, flags=re.IGNORECASE)
    shown = "".join(character for character in said if character.isprintable())
    return f"{code} at {verb}: {shown}"[:_REASON_LENGTH_AT_MOST]


def _stuffed(content: bytes) -> bytes:
    """Dots at the start of a line are doubled (RFC 5321, section 4.5.2)."""
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed
