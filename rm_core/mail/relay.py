"""The mail server that takes our email, and how a connection to it is opened."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from socket import IPPROTO_TCP, TCP_NODELAY

from rm_core.errors import MailRefused, SetupBroken


class Security(StrEnum):
    """How the connection is encrypted: not at all, after asking, or from the first byte."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Where email is handed over; the password appears in no text of this object.

    `hello` is the name we greet with: a host name that the server can look up. `ca_file` holds
    the certificates to believe instead of the system's. `final_timeout_s` is the wait for the
    answer to a whole email; RFC 5321, section 4.5.3.2.6 asks for ten minutes.

    Raises:
        SetupBroken: the settings contradict each other, or would show a password to the network.
    """

    host: str
    port: int
    security: Security = Security.STARTTLS
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    hello: str = "localhost"
    ca_file: Path | None = None
    timeout_s: float = 60
    final_timeout_s: float = 600

    def __post_init__(self) -> None:
        if (self.user is None) != (self.password is None):
            message = f"mail server {self.place}: set both a user and a password, or neither"
            raise SetupBroken(message)
        if self.user is not None and self.security is Security.NONE and not self.is_local:
            message = (
                f"mail server {self.place}: a password is never sent unencrypted; "
                f"set its security to starttls or tls"
            )
            raise SetupBroken(message)

    @property
    def place(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def is_local(self) -> bool:
        """Whether email to it stays on this machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def opened(relay: Relay) -> smtplib.SMTP:
    """A connection that is greeted, encrypted and logged in as the settings ask.

    Raises:
        SetupBroken: somebody must mend something: address, certificate, encryption, password.
        MailRefused: the server is there and will not talk to us now.
    """
    server: smtplib.SMTP | None = None
    try:
        server = _connected(relay)
        _greeted(server, relay)
        if relay.user is not None and relay.password is not None:
            server.login(relay.user, relay.password)
    except BaseException as error:
        if server is not None:
            server.close()
        if isinstance(error, OSError):
            raise _explained(error, relay) from error
        raise
    return server


def closed(server: smtplib.SMTP) -> None:
    """Say goodbye if the server still listens, and close; never raises, never waits long."""
    with suppress(smtplib.SMTPException, OSError):
        if server.sock is not None:
            server.sock.settimeout(5)
            server.quit()
    server.close()


def _connected(relay: Relay) -> smtplib.SMTP:
    if relay.security is Security.TLS:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            relay.host,
            relay.port,
            local_hostname=relay.hello,
            timeout=relay.timeout_s,
            context=_believed(relay),
        )
    else:
        server = smtplib.SMTP(
            relay.host, relay.port, local_hostname=relay.hello, timeout=relay.timeout_s
        )
    if server.sock is not None:
        # An email is one write; its last packet must not wait for the answer to the one before.
        server.sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
    return server


def _greeted(server: smtplib.SMTP, relay: Relay) -> None:
    server.ehlo_or_helo_if_needed()
    if relay.security is Security.STARTTLS:
        if not server.has_extn("starttls"):
            message = f"mail server {relay.place} offers no STARTTLS; set its security to tls"
            raise SetupBroken(message)
        server.starttls(context=_believed(relay))
        server.ehlo_or_helo_if_needed()


def _believed(relay: Relay) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=relay.ca_file)
    except OSError as error:
        message = f"mail server {relay.place}: cannot read certificates from {relay.ca_file}"
        raise SetupBroken(message) from error


def _explained(error: OSError, relay: Relay) -> SetupBroken | MailRefused:
    """Every way a connection can fail to open, in words; all of smtplib's errors are OSErrors."""
    place = f"mail server {relay.place}"
    match error:
        case smtplib.SMTPAuthenticationError(smtp_code=code) if code // 100 == 5:
            return SetupBroken(f"{place} does not know our user and password ({code})")
        case smtplib.SMTPNotSupportedError():
            return SetupBroken(f"{place} offers no way to log in; leave out user and password")
        case smtplib.SMTPResponseException(smtp_code=code):
            return MailRefused(f"{place} takes no mail from us now ({code} when greeted)")
        case smtplib.SMTPException():
            return MailRefused(f"{place} hung up before we could say anything")
        case ssl.SSLCertVerificationError(verify_message=why):
            return SetupBroken(f"{place}: its certificate is not to be believed: {why}")
        case ssl.SSLError():
            return SetupBroken(f"{place} does not speak TLS there ({error.reason}): check the port")
        case TimeoutError():
            return SetupBroken(f"{place} did not answer within {relay.timeout_s:g} s")
        case _:
            return SetupBroken(f"{place} cannot be reached: {error.strerror or error}")
