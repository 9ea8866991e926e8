import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.errors import BadInput, MailRefused, SetupBroken
from rm_core.mail.relay import Relay, Security
from rm_core.mail.smtp import (
    Accepted,
    Deferred,
    Envelope,
    Receipt,
    Refused,
    Uncertain,
    connection,
)
from tests.support.smtp_script import DROP, LATER, SILENT, Server, scripted

PIPELINING = ["250-there\r\n250-PIPELINING\r\n250 SIZE 1000000"]
ONE_BY_ONE = ["250 there"]


def a_relay(server: Server, **but: object) -> Relay:
    usual: dict[str, object] = {"security": Security.NONE, "timeout_s": 5, "final_timeout_s": 5}
    return Relay(host="127.0.0.1", port=server.port, **{**usual, **but})  # type: ignore[arg-type]


def an_envelope(to: str = "anna@example.org", content: bytes = b"Hello\r\n") -> Envelope:
    return Envelope(sender="program@example.org", recipient=to, content=content)


def outcomes(server: Server, *recipients: str) -> list[Receipt]:
    with connection(a_relay(server)) as deliver:
        return [deliver(an_envelope(each)) for each in recipients or ("anna@example.org",)]


FINE = Accepted("250 at the final dot: 2.0.0 taken")


def test_a_batch_travels_over_one_connection() -> None:
    with scripted() as server:
        receipts = outcomes(server, "anna@example.org", "ben@example.org", "cleo@example.org")

    assert receipts == [FINE] * 3
    assert server.connections == 1
    assert server.verbs == ["EHLO", *["MAIL", "RCPT", "DATA"] * 3, "QUIT"]
    assert server.emails == [
        ("program@example.org", to, b"Hello\r\n")
        for to in ("anna@example.org", "ben@example.org", "cleo@example.org")
    ]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["", ".", "..", ".a", "a.", "a"]), min_size=1))
def test_dots_at_the_start_of_a_line_arrive_as_they_were(lines: list[str]) -> None:
    content = "".join(f"{line}\r\n" for line in lines).encode()

    with scripted() as server, connection(a_relay(server)) as deliver:
        deliver(an_envelope(content=content))

    assert [email[2] for email in server.emails] == [content]


@pytest.mark.parametrize("hello", [PIPELINING, ONE_BY_ONE])
@pytest.mark.parametrize(
    ("verb", "reply", "receipt"),
    [
        ("MAIL", "451 busy", Deferred("451 at MAIL: busy", everyone=True)),
        ("MAIL", "552 5.3.4 too big", Refused("552 at MAIL: 5.3.4 too big")),
        ("RCPT", "450 4.2.0 later", Deferred("450 at RCPT: 4.2.0 later")),
        ("RCPT", "550 5.1.1 unknown", Refused("550 at RCPT: 5.1.1 unknown")),
        ("DATA", "451 busy", Deferred("451 at DATA: busy")),
        ("DATA", "554 no", Refused("554 at DATA: no")),
        ("DOT", "452 disk full", Deferred("452 at the final dot: disk full")),
        (
            "DOT",
            "554 5.7.1 looks like spam",
            Refused("554 at the final dot: 5.7.1 looks like spam"),
        ),
    ],
)
def test_an_objection_is_about_one_email_and_the_next_one_travels_on_the_same_connection(
    hello: list[str], verb: str, reply: str, receipt: Receipt
) -> None:
    with scripted({"EHLO": hello, verb: [reply]}) as server:
        receipts = outcomes(server, "anna@example.org", "ben@example.org")

    assert receipts == [receipt, FINE]
    assert server.connections == 1
    assert server.emails[-1][1] == "ben@example.org"
    assert ("RSET" in server.verbs) == (verb != "DOT")


def test_a_server_that_pipelines_gets_all_three_commands_at_once() -> None:
    kept = {"MAIL": [f"{LATER}250 fine"], "RCPT": [f"{LATER}250 fine"]}

    with scripted({"EHLO": PIPELINING, **kept}) as server:
        receipts = outcomes(server)

    assert receipts == [FINE]


def test_a_refused_recipient_never_receives_an_empty_email_through_pipelining() -> None:
    script = {"EHLO": PIPELINING, "RCPT": ["550 unknown"], "DOT": ["554 no recipients"]}

    with scripted(script) as server:
        receipts = outcomes(server)

    assert receipts == [Refused("550 at RCPT: unknown")]
    assert server.emails == []


@pytest.mark.parametrize("hello", [PIPELINING, ONE_BY_ONE])
@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("ending", [DROP, "421 too many on this connection", "nonsense"])
def test_a_connection_that_ends_before_the_email_is_complete_is_opened_anew(
    hello: list[str], verb: str, ending: str
) -> None:
    with scripted({"always EHLO": hello, verb: [ending]}) as server:
        receipts = outcomes(server, "anna@example.org", "ben@example.org")

    assert receipts == [FINE, FINE]
    assert server.connections == 2
    assert [email[1] for email in server.emails] == ["anna@example.org", "ben@example.org"]


def test_a_connection_that_ends_twice_defers_the_email_and_says_why() -> None:
    with scripted({"RCPT": ["421 4.7.0 slow down", "421 4.7.0 slow down"]}) as server:
        receipts = outcomes(server, "anna@example.org", "ben@example.org")

    why = "connection lost before the email was complete: 421 at RCPT: 4.7.0 slow down"
    assert receipts == [Deferred(why, everyone=True), FINE]


@pytest.mark.parametrize("ending", [DROP, "999 what", "nonsense"])
def test_no_clear_answer_after_the_final_dot_is_uncertain_and_is_not_tried_again(
    ending: str,
) -> None:
    with scripted({"DOT": [ending]}) as server:
        first, second = outcomes(server, "anna@example.org", "ben@example.org")

    assert isinstance(first, Uncertain)
    assert second == FINE
    assert [email[1] for email in server.emails] == ["anna@example.org", "ben@example.org"]


def test_a_server_that_never_answers_the_final_dot_is_uncertain_after_the_timeout() -> None:
    with scripted({"DOT": [SILENT]}) as server:
        relay = a_relay(server, final_timeout_s=0.1)
        with connection(relay) as deliver:
            receipt = deliver(an_envelope())

    assert receipt == Uncertain("no answer after the final dot (SMTPServerDisconnected)")


def test_a_421_after_the_final_dot_defers_and_the_next_email_has_a_new_connection() -> None:
    with scripted({"DOT": ["421 closing"]}) as server:
        receipts = outcomes(server, "anna@example.org", "ben@example.org")

    assert receipts == [Deferred("421 at the final dot: closing", everyone=True), FINE]
    assert server.connections == 2


def test_a_silent_server_is_given_up_before_anything_was_taken() -> None:
    with scripted({"MAIL": [SILENT, SILENT]}) as server:
        relay = a_relay(server, timeout_s=0.1)
        with connection(relay) as deliver:
            receipt = deliver(an_envelope())

    assert isinstance(receipt, Deferred)
    assert server.emails == []


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ("550 5.7.1 sender not allowed", MailRefused),
        ("530 5.7.0 authentication required", SetupBroken),
    ],
)
@pytest.mark.parametrize("hello", [PIPELINING, ONE_BY_ONE])
def test_what_stops_every_email_stops_the_batch(
    hello: list[str], reply: str, error: type[Exception]
) -> None:
    with (
        scripted({"EHLO": hello, "MAIL": [reply]}) as server,
        pytest.raises(error, match="at MAIL"),
    ):
        outcomes(server)

    assert server.emails == []


def test_reasons_hold_nobodys_address() -> None:
    said = "550 5.1.1 <Anna@example.org>: user anna is not bea@example.org, see Hanna"

    with scripted({"RCPT": [said]}) as server:
        receipts = outcomes(server, "anna@example.org")

    shown = "5.1.1 <(address)>: user (address) is not (address) see Hanna"
    assert receipts == [Refused(f"550 at RCPT: {shown}")]


def test_reasons_of_many_lines_are_one_short_printable_line() -> None:
    with scripted({"RCPT": ["550-one\r\n550-\x1b[31mtwo\r\n550 " + "x" * 500]}) as server:
        (receipt,) = outcomes(server)

    assert receipt.reason.startswith("550 at RCPT: one [31mtwo xxx")
    assert len(receipt.reason) == 200
    assert receipt.reason.isprintable()


@pytest.mark.parametrize(
    ("script", "error", "says"),
    [
        ({"HELLO": ["554 go away"]}, MailRefused, "554 when greeted"),
        ({"HELLO": ["421 too busy"]}, MailRefused, "421 when greeted"),
        ({"HELLO": [DROP]}, MailRefused, "hung up"),
        ({"EHLO": ["550 who?"], "HELO": ["550 who?"]}, MailRefused, "550 when greeted"),
    ],
)
def test_a_server_that_will_not_talk_to_us_is_named(
    script: dict[str, list[str]], error: type[Exception], says: str
) -> None:
    with scripted(script) as server, pytest.raises(error, match=says) as raised:
        outcomes(server)

    assert f"127.0.0.1:{server.port}" in str(raised.value)


def test_an_old_server_that_knows_only_helo_is_good_enough() -> None:
    with scripted({"EHLO": ["502 what?"], "HELO": ["250 there"]}) as server:
        assert outcomes(server) == [FINE]


def test_nobody_there_is_a_broken_setup() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    relay = Relay(host="127.0.0.1", port=port, security=Security.NONE)

    with pytest.raises(SetupBroken, match=f"127.0.0.1:{port} cannot be reached"), connection(relay):
        pass


def test_a_name_that_does_not_exist_is_a_broken_setup() -> None:
    relay = Relay(host="nowhere.invalid", port=25, security=Security.NONE)

    with pytest.raises(SetupBroken, match=r"nowhere\.invalid:25 cannot be reached"):
        connection(relay).__enter__()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_certificate(tmp_path_factory.mktemp("tls"), "127.0.0.1")


def a_certificate(folder: Path, address: str) -> Path:
    """A self-signed certificate and its key, in one file, valid for one IP address."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.org")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(private, hashes.SHA256())
    )
    path = folder / f"{address}.pem"
    path.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + built.public_bytes(serialization.Encoding.PEM)
    )
    return path


def serving(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


STARTTLS = {"EHLO": ["250-there\r\n250 STARTTLS", "250-there\r\n250 AUTH PLAIN"]}


def test_starttls_comes_before_the_password_and_the_email(certificate: Path) -> None:
    with scripted(STARTTLS, tls=serving(certificate)) as server:
        relay = a_relay(
            server, security=Security.STARTTLS, ca_file=certificate, user="rm", password="secret"
        )
        with connection(relay) as deliver:
            receipt = deliver(an_envelope())

    assert receipt == FINE
    before_mail = ["EHLO", "STARTTLS", "EHLO", "AUTH"]
    assert server.verbs == [*before_mail, "MAIL", "RCPT", "DATA", "QUIT"]


def test_tls_from_the_first_byte(certificate: Path) -> None:
    with scripted(tls=serving(certificate), tls_at_once=True) as server:
        relay = a_relay(server, security=Security.TLS, ca_file=certificate)
        with connection(relay) as deliver:
            receipt = deliver(an_envelope())

    assert receipt == FINE


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_certificate_that_nobody_vouches_for_is_not_believed(
    certificate: Path, security: Security
) -> None:
    at_once = security is Security.TLS
    with scripted(STARTTLS, tls=serving(certificate), tls_at_once=at_once) as server:
        relay = a_relay(server, security=security, user="rm", password="secret")
        with pytest.raises(SetupBroken, match="certificate is not to be believed"):
            connection(relay).__enter__()

    assert "AUTH" not in server.verbs


def test_a_certificate_of_another_server_is_not_believed(tmp_path: Path) -> None:
    other = a_certificate(tmp_path, "127.0.0.2")

    with scripted(STARTTLS, tls=serving(other)) as server:
        relay = a_relay(server, security=Security.STARTTLS, ca_file=other)
        with pytest.raises(SetupBroken, match="certificate is not to be believed"):
            connection(relay).__enter__()


def test_a_server_without_starttls_gets_nothing(certificate: Path) -> None:
    with scripted() as server:
        relay = a_relay(server, security=Security.STARTTLS, ca_file=certificate)
        with pytest.raises(SetupBroken, match="offers no STARTTLS"):
            connection(relay).__enter__()

    assert server.verbs == ["EHLO"]


def test_the_wrong_port_for_tls_is_named() -> None:
    with scripted() as server:
        relay = a_relay(server, security=Security.TLS)
        with pytest.raises(SetupBroken, match="does not speak TLS there"):
            connection(relay).__enter__()


@pytest.mark.parametrize(
    ("hello", "reply", "error", "says"),
    [
        ("250 AUTH PLAIN", "535 5.7.8 rm@example.org unknown", SetupBroken, "user and password"),
        ("250 AUTH PLAIN", "454 4.7.0 try later", MailRefused, "454"),
        ("250 SIZE 1000", "535 no", SetupBroken, "no way to log in"),
    ],
)
def test_a_login_that_fails_stops_the_batch_and_shows_no_secret(
    hello: str, reply: str, error: type[Exception], says: str
) -> None:
    with scripted({"EHLO": [f"250-there\r\n{hello}"], "AUTH": [reply]}) as server:
        relay = a_relay(server, user="rm", password="secret")
        with pytest.raises(error, match=says) as raised:
            connection(relay).__enter__()

    assert "secret" not in str(raised.value) + repr(relay)
    assert "example.org" not in str(raised.value)


def test_a_missing_certificate_file_is_named(tmp_path: Path) -> None:
    with scripted() as server:
        relay = a_relay(server, security=Security.TLS, ca_file=tmp_path / "none.pem")
        with pytest.raises(SetupBroken, match=r"none\.pem"):
            connection(relay).__enter__()


def test_a_password_is_never_sent_unencrypted_to_another_machine() -> None:
    with pytest.raises(SetupBroken, match="never sent unencrypted"):
        Relay(host="relay.example", port=25, security=Security.NONE, user="rm", password="x")


def test_a_user_without_a_password_is_refused() -> None:
    with pytest.raises(SetupBroken, match="both a user and a password"):
        Relay(host="relay.example", port=587, user="rm")


@pytest.mark.parametrize(
    ("sender", "recipient", "content"),
    [
        ("program@example.org", "anna@example.org>\r\nRCPT TO:<ben@example.org", b"x\r\n"),
        ("program@example.org\n", "anna@example.org", b"x\r\n"),
        ("program@example.org", "jörg@example.org", b"x\r\n"),
        ("program@example.org", "anna@example.org", b"x\n.\nMAIL FROM:<a@b>\r\n"),
        ("program@example.org", "anna@example.org", b"x\r.\r\r\n"),
        ("program@example.org", "anna@example.org", b"no end"),
        ("program@example.org", "anna@example.org", b""),
    ],
)
def test_an_envelope_cannot_smuggle_another_one(
    sender: str, recipient: str, content: bytes
) -> None:
    with pytest.raises(BadInput, match="envelope"):
        Envelope(sender=sender, recipient=recipient, content=content)
