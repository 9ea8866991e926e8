"""The SMTP server in front of a mailbox: it listens on loopback only and takes every recipient."""

import asyncio
import ipaddress
import logging
import socket
import threading
from collections.abc import Callable

from aiosmtpd.smtp import SMTP, Envelope, Session

from rm_core.clock import Clock
from rm_core.errors import BadInput, SetupBroken
from rm_core.mailbox.headers import clean
from rm_core.mailbox.letters import Mailbox
from rm_core.mailbox.records import Arrival

MOST_BYTES = 25 * 1024 * 1024
_log = logging.getLogger(__name__)


class MailServer:
    """Real SMTP in a thread of its own; a message is acknowledged once it is committed.

    Messages that arrive together, over any number of connections, share one commit. `clock` gives
    UTC and dates the arrival. Port 0 takes a free one; `port` tells which after `start`.
    """

    def __init__(self, host: str, port: int, letters: Mailbox, clock: Clock) -> None:
        if not _is_loopback(host):
            raise BadInput(
                f"the mailbox would listen on {host!r}, where others could read everybody's links; "
                "use 127.0.0.1 or ::1"
            )
        self.host = host
        self.port = port
        self._desk = _Desk(letters, clock)
        self._thread: threading.Thread | None = None
        self._stop: Callable[[], object] = lambda: None

    def start(self) -> None:
        """Listen; connections are taken from the moment this returns.

        Raises:
            SetupBroken: the port is taken or may not be used.
        """
        if self._thread is not None:
            return
        # Log lines of the protocol hold addresses.
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)
        listener = self._listen()
        self.port = listener.getsockname()[1]
        ready = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(listener, ready)), name="mailbox", daemon=True
        )
        self._thread.start()
        ready.wait()

    def stop(self) -> None:
        """Hang up; what was acknowledged is kept, the rest stays with its senders.

        Stopping twice does no harm.
        """
        if self._thread is None:
            return
        self._stop()
        self._thread.join()
        self._thread = None

    def __enter__(self) -> "MailServer":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _listen(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        try:
            return socket.create_server((self.host, self.port), family=family)
        except OSError as error:
            raise SetupBroken(
                f"the mailbox cannot listen on {self.host} port {self.port}: {error.strerror}; "
                "free the port or choose another"
            ) from error

    async def _serve(self, listener: socket.socket, ready: threading.Event) -> None:
        loop = asyncio.get_running_loop()
        stopping = asyncio.Event()
        self._stop = lambda: loop.call_soon_threadsafe(stopping.set)
        server = await loop.create_server(self._session, sock=listener)
        ready.set()
        await stopping.wait()
        # The loop ends here and cancels the sessions, each of which hangs up.
        server.close()

    def _session(self) -> SMTP:
        return SMTP(
            self._desk, hostname="localhost", data_size_limit=MOST_BYTES, enable_SMTPUTF8=True
        )


class _Desk:
    """Takes messages from the connections and commits them together."""

    def __init__(self, letters: Mailbox, clock: Clock) -> None:
        self._letters = letters
        self._clock = clock
        self._waiting: list[tuple[Arrival, asyncio.Future[None]]] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Queue the message and answer when it is on disk; aiosmtpd calls this."""
        content = envelope.content
        arrival = Arrival(
            sender=clean(envelope.mail_from or ""),
            recipients=tuple(clean(address) for address in envelope.rcpt_tos),
            raw=content if isinstance(content, bytes) else str(content).encode(),
            received_at=self._clock(),
        )
        loop = asyncio.get_running_loop()
        kept: asyncio.Future[None] = loop.create_future()
        self._waiting.append((arrival, kept))
        if len(self._waiting) == 1:
            loop.call_soon(self._commit)
        await kept
        return "250 2.0.0 kept"

    async def handle_exception(self, error: Exception) -> str:
        """Ask the sender to try again; the message stays with them."""
        _log.error("mailbox: a message was not kept: %s", type(error).__name__)
        return "451 4.3.0 the mailbox could not keep it, try again later"

    def _commit(self) -> None:
        batch, self._waiting = self._waiting, []
        try:
            self._letters.keep([arrival for arrival, _ in batch])
        except Exception as error:  # each sender hears of it, none is left waiting
            _answer(batch, error)
        else:
            _answer(batch, None)


def _answer(batch: list[tuple[Arrival, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, kept in batch:
        if kept.done():
            continue
        if error is None:
            kept.set_result(None)
        else:
            kept.set_exception(error)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
