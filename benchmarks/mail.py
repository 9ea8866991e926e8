"""How fast emails are built, signed and handed over: `python -m benchmarks.mail`.

The mail server here answers at once and keeps nothing, in a process of its own, so that what is
measured is our side. Numbers are medians of five rounds.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from statistics import median
from time import perf_counter
from uuid import UUID
from zoneinfo import ZoneInfo

from rm_core.links import Keys, read, sign
from rm_core.mail.addresses import Mailbox, normalise
from rm_core.mail.calendar import Appointment, invitation, uid
from rm_core.mail.message import Letter, build, message_id, thread_id
from rm_core.mail.relay import Relay, Security
from rm_core.mail.smtp import Accepted, Envelope, connection

ROUNDS = 5
BATCH = 2_000
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
AN_ID = UUID("6f1c5a52-6c0e-5b56-9a57-0d5f6f2a7d11")
KEYS = Keys("k1", {"k1": b"1" * 32})
APPOINTMENT = Appointment(
    uid=uid(AN_ID, "mail.example.org"),
    sequence=0,
    stamp=NOW,
    starts=(NOW + timedelta(days=7),),
    length=timedelta(minutes=45),
    summary="Trial meeting",
    organizer=Mailbox("Mentoring", "mentoring@example.org"),
    attendees=(Mailbox("Anna Berg", "anna@example.org"), Mailbox("Jörg Öz", "joerg@example.org")),
    description="Listen first. Phones away.",
    location="Café",
)
LETTER = Letter(
    sender=Mailbox("Reverse mentoring", "program@example.org"),
    to=Mailbox("Jörg Öz", "joerg@example.org"),
    subject="Your first meeting – what to bring",
    text="Hello Jörg, this is an ordinary line of an ordinary email.\n" * 20,
    html="<p style='margin:0'>Hello Jörg, this is an ordinary line of an email.</p>\n" * 80,
    message_id=message_id(AN_ID, 0, "mail.example.org"),
    date=NOW,
    kind="trial_invitation",
    stage="trial",
    thread=thread_id(AN_ID, "mail.example.org"),
    unsubscribe="https://example.org/stop/" + "a" * 64,
    calendar=invitation(APPOINTMENT),
)


def main() -> None:
    series = tuple(
        datetime(2027, month, 10, 10, tzinfo=ZoneInfo("Europe/Berlin")) for month in range(1, 7)
    )
    several = replace(APPOINTMENT, starts=series, zone=ZoneInfo("Europe/Berlin"))
    token = sign(KEYS, "verdict", AN_ID, NOW + timedelta(days=14))

    print(f"letter of {len(build(LETTER)):,} bytes")
    for what, run, times in (
        ("build a letter with an invitation", lambda: build(LETTER), 1_000),
        ("write an invitation", lambda: invitation(APPOINTMENT), 200),
        ("write a series of six", lambda: invitation(several), 100),
        ("sign a link", lambda: sign(KEYS, "verdict", AN_ID, NOW), 2_000),
        ("read a link", lambda: read(KEYS, token, NOW), 2_000),
        ("check an address", lambda: normalise("joerg@example.org"), 500),
    ):
        print(f"{what:36} {_microseconds(run, times):10.1f} us")

    for pipelining in (False, True):
        rates = [_emails_per_second(pipelining) for _ in range(ROUNDS)]
        how = "three commands at once" if pipelining else "one command at a time"
        print(f"hand over, {how:25} {median(rates):10.0f} emails/s")


def _microseconds(run: Callable[[], object], times: int) -> float:
    rounds = []
    for _ in range(ROUNDS):
        began = perf_counter()
        for _ in range(times):
            run()
        rounds.append((perf_counter() - began) / times * 1e6)
    return median(rounds)


def _emails_per_second(pipelining: bool) -> float:
    content = build(LETTER)
    envelope = Envelope(sender="program@example.org", recipient="a@example.org", content=content)
    with _sink(pipelining) as port:
        relay = Relay(host="127.0.0.1", port=port, security=Security.NONE)
        with connection(relay) as deliver:
            began = perf_counter()
            receipts = [deliver(envelope) for _ in range(BATCH)]
            took = perf_counter() - began
    assert all(isinstance(receipt, Accepted) for receipt in receipts), receipts[0]
    return BATCH / took


@contextmanager
def _sink(pipelining: bool) -> Iterator[int]:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_swallow, args=(theirs, pipelining))
    process.start()
    try:
        yield ours.recv()
    finally:
        process.join(10)


def _swallow(parent: Connection, pipelining: bool) -> None:
    """Serve one connection as fast as this can be done here, then end."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        parent.send(listener.getsockname()[1])
        client, _ = listener.accept()
        with client, client.makefile("rb", 1 << 16) as lines:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.sendall(b"220 ready\r\n")
            for line in lines:
                verb = line[:4]
                if verb == b"EHLO":
                    more = b"250-PIPELINING\r\n" if pipelining else b""
                    client.sendall(b"250-x\r\n" + more + b"250 x\r\n")
                elif verb == b"DATA":
                    client.sendall(b"354 go on\r\n")
                    while lines.readline() != b".\r\n":
                        pass
                    client.sendall(b"250 taken\r\n")
                elif verb == b"QUIT":
                    client.sendall(b"221 bye\r\n")
                    return
                else:
                    client.sendall(b"250 fine\r\n")


if __name__ == "__main__":
    main()
