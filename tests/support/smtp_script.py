"""A mail server that does what a test says, on loopback, for as long as a `with` block."""

import socket
import ssl
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

DROP = "<drop>"
"""Close the connection instead of answering."""

SILENT = "<silent>"
"""Never answer, and keep the connection until the client gives up."""

LATER = "<later>"
"""Before a reply: keep it until the next one is due, as a server may that was sent both at once."""

USUAL = {
    "HELLO": "220 ready",
    "EHLO": "250-there\r\n250 SIZE 1000000",
    "STARTTLS": "220 go on",
    "AUTH": "235 welcome",
    "MAIL": "250 2.1.0 fine",
    "RCPT": "250 2.1.5 fine",
    "DATA": "354 go on",
    "DOT": "250 2.0.0 taken",
    "RSET": "250 forgotten",
    "QUIT": "221 bye",
}


@dataclass
class Server:
    """What a scripted server heard: whole emails, verbs in order, and how often it was called."""

    port: int
    emails: list[tuple[str, str, bytes]] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)
    connections: int = 0


@contextmanager
def scripted(
    script: Mapping[str, Sequence[str]] | None = None,
    *,
    tls: ssl.SSLContext | None = None,
    tls_at_once: bool = False,
) -> Iterator[Server]:
    """Run a server that answers each verb with the next reply in its list, then as usual.

    `HELLO` is the greeting and `DOT` the answer to a whole email; a name in `script` may also
    be `always EHLO`, whose first reply is given every time.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(listener.getsockname()[1])
        replies = {verb: deque(said) for verb, said in (script or {}).items()}
        talk = _Talk(server, replies, tls, tls_at_once)
        thread = threading.Thread(target=talk.listen, args=(listener,))
        thread.start()
        try:
            yield server
        finally:
            talk.over.set()
            with socket.create_connection(("127.0.0.1", server.port)):
                pass
            thread.join(10)


@dataclass
class _Talk:
    server: Server
    replies: dict[str, deque[str]]
    tls: ssl.SSLContext | None
    tls_at_once: bool
    kept: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def listen(self, listener: socket.socket) -> None:
        while True:
            client, _ = listener.accept()
            with client:
                if self.over.is_set():
                    return
                self.server.connections += 1
                try:
                    self._serve(client)
                except OSError:
                    continue

    def _serve(self, client: socket.socket) -> None:
        if self.tls_at_once and self.tls is not None:
            client = self.tls.wrap_socket(client, server_side=True)
        with client:
            if not self._reply(client, "HELLO"):
                return
            self._converse(client)

    def _converse(self, client: socket.socket) -> None:
        lines = client.makefile("rb")
        sender = recipient = ""
        with lines:
            for line in lines:
                verb, _, rest = line.decode("latin-1").strip().partition(" ")
                verb = verb.upper()
                self.server.verbs.append(verb)
                said = self._reply(client, verb)
                if not said or verb == "QUIT":
                    return
                if verb == "MAIL":
                    sender = rest.partition("<")[2].partition(">")[0]
                elif verb == "RCPT":
                    recipient = rest.partition("<")[2].partition(">")[0]
                elif verb == "STARTTLS" and said.startswith("220") and self.tls is not None:
                    with self.tls.wrap_socket(client, server_side=True) as secure:
                        self._converse(secure)
                    return
                elif verb == "DATA" and said.startswith("354"):
                    stuffed = list(_until_dot(lines))
                    if stuffed:
                        content = b"".join(each.removeprefix(b".") for each in stuffed)
                        self.server.emails.append((sender, recipient, content))
                    if not self._reply(client, "DOT"):
                        return

    def _reply(self, client: socket.socket, verb: str) -> str:
        """Say what the script says; empty when the connection is to be closed."""
        always, once = self.replies.get(f"always {verb}"), self.replies.get(verb)
        said = always[0] if always else once.popleft() if once else USUAL.get(verb, "500 what?")
        if said == DROP:
            return ""
        if said == SILENT:
            while client.recv(4096):
                pass
            return ""
        self.kept += said.removeprefix(LATER) + "\r\n"
        if not said.startswith(LATER):
            client.sendall(self.kept.encode())
            self.kept = ""
        return said


def _until_dot(lines: BinaryIO) -> Iterator[bytes]:
    while (line := lines.readline()) != b".\r\n":
        if not line:
            raise ConnectionAbortedError
        yield line
