from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.errors import BadInput
from rm_core.mail.addresses import Mailbox, display_name
from rm_core.mail.message import Letter, build, message_id, thread_id

EMAIL = UUID("6f1c5a52-6c0e-5b56-9a57-0d5f6f2a7d11")
PAIRING = UUID("11111111-2222-5333-8444-555555555555")
LETTER = Letter(
    sender=Mailbox("Reverse mentoring", "program@example.org"),
    to=Mailbox("Jörg Müller", "joerg@xn--mller-kva.de"),
    reply_to=Mailbox("Berg, Anna", "anna@example.org"),
    subject="Your first meeting – what to bring",
    text="Hello Jörg,\n\nhttps://example.org/a/token\n",
    html="<p>Hello Jörg</p>\n",
    message_id=message_id(EMAIL, 0, "mail.example.org"),
    date=datetime(2027, 3, 1, 9, tzinfo=UTC),
    kind="trial_guide",
    stage="trial",
    thread=thread_id(PAIRING, "mail.example.org"),
    unsubscribe="https://example.org/stop/token",
)
INVITATION = b"BEGIN:VCALENDAR\r\nSUMMARY:M\xc3\xbcller\r\nEND:VCALENDAR\r\n"


def parsed(letter: Letter) -> EmailMessage:
    message = message_from_bytes(build(letter), policy=SMTP)
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk()] == [[] for _ in message.walk()]
    assert [header.defects for _, header in message.items()] == [() for _ in message.items()]
    return message


def person(letter: Letter, field: str) -> Mailbox:
    """Read as RFC 2047 says; `policy.SMTP` puts a space between two encoded words of a name."""
    name, address = parseaddr(message_from_bytes(build(letter))[field])
    return Mailbox(str(make_header(decode_header(name))), address)


def bodies(message: EmailMessage) -> list[tuple[str, str]]:
    return [
        (part.get_content_type(), part.get_content().replace("\r\n", "\n"))
        for part in message.iter_parts()
    ]


header_text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]))
subjects = st.one_of(
    header_text.filter(str.strip),
    st.from_regex(r"[ -~]{1,300}", fullmatch=True).filter(str.strip),
    st.lists(st.sampled_from(["a", "=?utf-8?q?x?=", "ü", "word" * 30, "  "]), min_size=1)
    .map(" ".join)
    .filter(str.strip),
)
names = st.one_of(header_text, st.text(st.sampled_from('aé ",\\=?@<>()."'))).map(display_name)
body_text = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])),
    st.text(st.sampled_from("ab =.\t\n-_é"), max_size=400),
    st.text(st.sampled_from("žЖ語 \n"), min_size=200, max_size=400),
)
urls = st.from_regex(r"https://[a-z.]{1,40}/[!-;=?-~]{0,700}", fullmatch=True)


@settings(max_examples=60, deadline=None)
@given(subject=subjects, name=names, reply=names, text=body_text, html=body_text, url=urls)
def test_a_reader_gets_back_exactly_what_was_written(
    subject: str, name: str, reply: str, text: str, html: str, url: str
) -> None:
    letter = replace(
        LETTER,
        subject=subject,
        to=Mailbox(name, "anna@example.org"),
        reply_to=Mailbox(reply, "ben@example.org"),
        text=text + "\n",
        html=html + "\n",
        unsubscribe=url,
    )

    message = parsed(letter)

    assert message["Subject"] == subject
    assert person(letter, "To") == letter.to
    assert person(letter, "Reply-To") == letter.reply_to
    assert bodies(message) == [("text/plain", letter.text), ("text/html", letter.html)]
    assert message["List-Unsubscribe"] == f"<{url}>"


@pytest.mark.parametrize(
    "words",
    [
        "=?utf-8?q?x?=",
        "two  spaces",
        "a\u00a0b ü",
        "word" * 40,
        "short words " * 20 + "end",
        "👩‍🏫 teaches 👨‍🎓 " * 5 + "end",
        'quote " and backslash \\ and comma,',
    ],
)
def test_awkward_words_survive_in_a_subject_and_a_name(words: str) -> None:
    letter = replace(LETTER, subject=words, to=Mailbox(words, "anna@example.org"))

    assert (parsed(letter)["Subject"], person(letter, "To")) == (words, letter.to)


@given(subject=subjects, name=names, text=body_text, calendar=st.binary(max_size=500))
def test_lines_end_in_crlf_are_ascii_and_within_limits(
    subject: str, name: str, text: str, calendar: bytes
) -> None:
    to = Mailbox(name, "anna@example.org")
    letter = replace(LETTER, subject=subject, to=to, text=text, calendar=calendar)

    lines = build(letter).split(b"\r\n")

    assert lines[-1] == b""
    assert max(map(len, lines)) <= 100
    assert all(len(line) <= 76 for line in lines if b"=?" in line)
    assert all(b"\n" not in line and b"\r" not in line and line.isascii() for line in lines)


def test_every_header_is_as_the_standards_ask() -> None:
    message = parsed(LETTER)

    assert {name: str(value) for name, value in message.items()} == {
        "From": "Reverse mentoring <program@example.org>",
        "To": "Jörg Müller <joerg@xn--mller-kva.de>",
        "Reply-To": '"Berg, Anna" <anna@example.org>',
        "Subject": "Your first meeting – what to bring",
        "Date": "Mon, 01 Mar 2027 09:00:00 +0000",
        "Message-ID": "<6f1c5a526c0e5b569a570d5f6f2a7d11.0@mail.example.org>",
        "In-Reply-To": "<pairing.11111111222253338444555555555555@mail.example.org>",
        "References": "<pairing.11111111222253338444555555555555@mail.example.org>",
        "List-Unsubscribe": "<https://example.org/stop/token>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "X-RM-Kind": "trial_guide",
        "X-RM-Stage": "trial",
        "MIME-Version": "1.0",
        "Content-Type": 'multipart/alternative; boundary="=_6f1c5a526c0e5b569a570d5f6f2a7d11.0"',
    }


def test_the_invitation_comes_last_with_its_method_and_byte_for_byte() -> None:
    message = parsed(replace(LETTER, calendar=INVITATION, method="CANCEL"))

    *_, last = message.iter_parts()
    assert [kind for kind, _ in bodies(message)] == ["text/plain", "text/html", "text/calendar"]
    assert last.get_payload(decode=True) == INVITATION
    assert dict(last["Content-Type"].params) == {
        "charset": "utf-8",
        "method": "CANCEL",
        "component": "VEVENT",
    }


def test_what_is_not_said_leaves_no_header_behind() -> None:
    message = parsed(replace(LETTER, reply_to=None, thread=None, unsubscribe=None))

    absent = ("Reply-To", "In-Reply-To", "References", "List-Unsubscribe", "List-Unsubscribe-Post")
    assert [message[name] for name in absent] == [None] * 5


def test_the_same_letter_is_the_same_bytes() -> None:
    assert build(LETTER) == build(replace(LETTER))


def test_any_newline_becomes_crlf_and_a_missing_last_one_is_added() -> None:
    message = parsed(replace(LETTER, text="one\r\ntwo\rthree\nfour"))

    assert bodies(message)[0] == ("text/plain", "one\ntwo\nthree\nfour\n")


def test_text_that_looks_like_the_boundary_or_the_end_of_the_mail_stays_text() -> None:
    hostile = "--=_6f1c5a526c0e5b569a570d5f6f2a7d11.0--\n.\nFrom me\n"

    assert bodies(parsed(replace(LETTER, text=hostile)))[0] == ("text/plain", hostile)


def test_text_in_another_script_does_not_grow_threefold() -> None:
    text = "Ж" * 5_000

    assert len(build(replace(LETTER, text=text))) < 2 * len(text.encode())


def test_a_date_of_any_zone_is_written_in_utc() -> None:
    berlin = datetime(2027, 3, 1, 10, tzinfo=timezone(timedelta(hours=1)))

    assert build(replace(LETTER, date=berlin)) == build(LETTER)


def test_a_resend_has_its_own_message_id_and_a_second_delivery_the_same() -> None:
    first = message_id(EMAIL, 0, "example.org")

    assert message_id(EMAIL, 0, "example.org") == first
    assert message_id(EMAIL, 1, "example.org") != first


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", "Hello\r\nBcc: ben@example.org"),
        ("subject", "Hello\nthere"),
        ("subject", "Hello\u2028there"),
        ("subject", "\ud800"),
        ("subject", " "),
        ("message_id", "<a@b>\r\nBcc: ben@example.org"),
        ("message_id", "a@b"),
        ("thread", "<a@b>\r\nX: y"),
        ("kind", "trial\r\nX: y"),
        ("kind", "trial\n"),
        ("stage", ""),
        ("method", "REQUEST; x=y"),
        ("unsubscribe", "https://example.org/> <https://other.example"),
        ("unsubscribe", "https://example.org/a\r\nX: y"),
        ("unsubscribe", "mailto:stop@example.org"),
        ("unsubscribe", "https://example.org/" + "a" * 900),
        ("date", datetime(2027, 3, 1, 9)),  # noqa: DTZ001
        ("text", "a\x00b"),
        ("html", "a\ud800b"),
    ],
)
def test_what_could_break_out_of_its_place_is_refused(field: str, value: Any) -> None:
    change: dict[str, Any] = {field: value}

    with pytest.raises(BadInput, match=r"expected|does not fit|control character"):
        build(replace(LETTER, calendar=INVITATION, **change))


@pytest.mark.parametrize("domain", ["", "a b", "a>b", "exämple.org", "a@b"])
def test_a_domain_that_cannot_stand_in_an_id_is_refused(domain: str) -> None:
    with pytest.raises(BadInput, match="does not fit"):
        message_id(EMAIL, 0, domain)
