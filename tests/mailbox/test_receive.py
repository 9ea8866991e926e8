import logging
import smtplib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rm_core.errors import BadInput, SetupBroken
from rm_core.mailbox.letters import Mailbox
from rm_core.mailbox.receive import MOST_BYTES, MailServer
from rm_core.mailbox.records import Party, Received
from tests.mailbox.given import NOW, a_message


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    opened = Mailbox(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[MailServer]:
    with MailServer("127.0.0.1", 0, mailbox, lambda: NOW) as listening:
        yield listening


def send(server: MailServer, raw: bytes, *to: str) -> None:
    with smtplib.SMTP(server.host, server.port, timeout=10) as client:
        client.sendmail("program@example.org", to or ["anna@example.org"], raw)


def test_a_message_sent_by_smtp_is_kept_with_everything_a_program_needs(
    server: MailServer, mailbox: Mailbox
) -> None:
    raw = a_message()

    send(server, raw, "Anna@Example.org", "kenji@example.org")

    assert mailbox.arrived() == [
        Received(
            seq=1,
            message_id="first@example.org",
            sender=Party("Reverse Mentoring", "program@example.org"),
            to=("anna@example.org", "kenji@example.org"),
            subject="Meet Kenji",
            kind="introduction",
            stage="matching",
            preview="Answer: https://example.org/a/1",
            links=("https://example.org/a/1",),
            has_calendar=False,
            sent_at=datetime(2027, 2, 1, 8, 30, tzinfo=UTC),
            received_at=NOW,
            size_bytes=len(raw),
        )
    ]
    assert mailbox.get(1)[1] == raw


def test_port_0_takes_a_free_port_and_tells_which(server: MailServer, mailbox: Mailbox) -> None:
    with MailServer("127.0.0.1", 0, mailbox, lambda: NOW) as other:
        assert 0 not in {server.port, other.port}
        assert server.port != other.port


def test_a_taken_port_is_named_with_what_to_do(server: MailServer, mailbox: Mailbox) -> None:
    with pytest.raises(SetupBroken, match=f"127.0.0.1 port {server.port}: .*choose another"):
        MailServer("127.0.0.1", server.port, mailbox, lambda: NOW).start()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "mail.example.org", ""])
def test_only_loopback_is_listened_on(mailbox: Mailbox, host: str) -> None:
    with pytest.raises(BadInput, match=r"use 127\.0\.0\.1"):
        MailServer(host, 0, mailbox, lambda: NOW)


def test_what_was_acknowledged_is_there_for_the_next_process(
    server: MailServer, mailbox: Mailbox, tmp_path: Path
) -> None:
    send(server, a_message())

    reopened = Mailbox(tmp_path)

    assert [letter.subject for letter in reopened.arrived()] == ["Meet Kenji"]
    reopened.close()


def test_many_connections_at_once_lose_nothing(server: MailServer, mailbox: Mailbox) -> None:
    def send_some(sender: int) -> None:
        with smtplib.SMTP(server.host, server.port, timeout=10) as client:
            for number in range(20):
                raw = a_message(subject=f"{sender}-{number}")
                client.sendmail("program@example.org", ["anna@example.org"], raw)

    senders = [threading.Thread(target=send_some, args=(sender,)) for sender in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert sorted(letter.subject for letter in mailbox.arrived()) == sorted(
        f"{sender}-{number}" for sender in range(4) for number in range(20)
    )


def test_a_message_that_cannot_be_kept_stays_with_its_sender(
    server: MailServer, mailbox: Mailbox
) -> None:
    mailbox.close()

    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(server, a_message())

    assert refused.value.smtp_code == 451


def test_no_address_reaches_the_log(server: MailServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    send(server, a_message())

    assert "anna" not in caplog.text
    assert "program@" not in caplog.text


def test_the_largest_message_is_announced(server: MailServer) -> None:
    with smtplib.SMTP(server.host, server.port, timeout=10) as client:
        client.ehlo()

        assert client.esmtp_features["size"] == str(MOST_BYTES)
        assert "smtputf8" in client.esmtp_features


def test_stopping_hangs_up_and_frees_the_port(mailbox: Mailbox) -> None:
    server = MailServer("127.0.0.1", 0, mailbox, lambda: NOW)
    server.start()
    client = smtplib.SMTP(server.host, server.port, timeout=10)

    server.stop()
    server.stop()

    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.docmd("NOOP")
    client.close()
    with MailServer("127.0.0.1", server.port, mailbox, lambda: NOW) as again:
        assert again.port == server.port


def test_an_address_outside_ascii_is_taken(server: MailServer, mailbox: Mailbox) -> None:
    with smtplib.SMTP(server.host, server.port, timeout=10) as client:
        client.ehlo()
        client.mail("program@example.org", ["SMTPUTF8"])
        client.rcpt("zoë@example.org")
        client.data(a_message())

    assert mailbox.arrived()[0].to == ("zoë@example.org",)
