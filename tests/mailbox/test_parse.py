import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.mailbox.headers import clean, decoded, moment, parties
from rm_core.mailbox.parse import Attachment, links_in, open_letter, pieces, read
from rm_core.mailbox.records import Party
from tests.mailbox.given import a_message, html, in_parts

FRAGMENTS = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
        b"--b--\r\n",
        b"Content-Type: text/html; charset=\x00utf-7\r\n\r\n<![x",
        b"Content-Type: text/plain; charset=unicode_escape\r\n\r\n\\d \\x",
        b"Content-Transfer-Encoding: base64\r\n\r\n=A==\r\n",
        b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 6\r\n!!\r\n",
        b"Content-Type: message/rfc822\r\n\r\n",
        b"Content-Disposition: attachment; filename*=bogus'x'%ff%\r\n",
        b"Subject: =?utf-16?b?2AA=?= =?x?q?=ff?=\r\n",
        b"To: (((((\r\n",
        b"Date: Mon, 99 Foo 99999 25:61:61 +9999\r\n",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(FRAGMENTS, st.binary(max_size=40)), max_size=8).map(b"".join))
def test_whatever_comes_in_is_read_opened_and_can_be_stored(raw: bytes) -> None:
    letter, opened = read(raw), open_letter(raw)

    for text in (letter.subject, letter.text, letter.preview, opened.text, opened.html):
        text.encode("utf-8")
    for name, value in opened.fields:
        f"{name}{value}".encode()


def test_a_thousand_nested_parts_are_shown_as_text() -> None:
    raw = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth)
        for depth in range(3000)
    )

    assert "boundary=b2999" in open_letter(raw).text


def test_text_html_and_attachments_are_told_apart() -> None:
    raw = a_message(
        content=in_parts(
            "Content-Type: text/plain; charset=utf-8\n\nGrüße",
            html("<p>Grüße</p>"),
            'Content-Type: text/plain; name="a.txt"\nContent-Disposition: attachment; '
            'filename="../../notes.txt"\n\nattached',
            subtype="mixed",
        )
    )

    opened = open_letter(raw)

    assert (opened.text, opened.html) == ("Grüße", "<p>Grüße</p>")
    assert opened.attachments == (
        Attachment(name="notes.txt", media_type="text/plain", content=b"attached"),
    )


def test_html_alone_can_be_searched_without_its_scripts() -> None:
    raw = a_message(content=html("<style>b{}</style><p>Dear&nbsp;Anna</p><script>evil()</script>"))

    assert read(raw).text == "Dear Anna"


def test_an_unknown_charset_costs_only_the_signs_it_hides() -> None:
    raw = a_message(content="Content-Type: text/plain; charset=klingon\n\nqapla' ü")

    assert read(raw).text == "qapla' ü"


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?b?4oCu?= =?nonsense?q?x?=", "\u202ex"),
        ("=?utf-8?b?x?=", "=?utf-8?b?x?="),
        ("one\r\n two", "one two"),
        ("bell\x07 and null\x00", "bell and null"),
    ],
)
def test_headers_are_read_and_cleaned(value: str, meaning: str) -> None:
    assert decoded(value) == meaning


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        ("Mon, 01 Feb 2027 09:30:00 +0100", datetime(2027, 2, 1, 8, 30, tzinfo=UTC)),
        ("Mon, 01 Feb 2027 09:30:00 -0000", datetime(2027, 2, 1, 9, 30, tzinfo=UTC)),
        ("Fri, 31 Dec 9999 23:00:00 -1400", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_are_utc_or_nothing(value: str, meaning: datetime | None) -> None:
    assert moment(value) == meaning


def test_the_machines_own_zone_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()

    told = moment("Mon, 01 Feb 2027 09:30:00 -0000")

    monkeypatch.undo()
    time.tzset()
    assert told == datetime(2027, 2, 1, 9, 30, tzinfo=UTC)


def test_a_message_from_somebody_unreadable_has_no_sender() -> None:
    assert read(a_message(sender="<script>alert(1)</script>")).sender is None
    assert parties("((((" * 5000) == []
    assert parties('"Ana, B" <a@example.org>, c@example.org') == [
        Party("Ana, B", "a@example.org"),
        Party("", "c@example.org"),
    ]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://example.org/a?t=1&u=2.", ("https://example.org/a?t=1&u=2",)),
        ("(https://example.org/a_(b)) and <https://x.org>", ("https://example.org/a_(b)", "https://x.org")),
        ("twice https://x.org https://x.org", ("https://x.org",)),
        ('javascript:alert(1) ftp://x.org https://x.org/"onclick=1', ("https://x.org/",)),
        ("https://", ()),
    ],
)  # fmt: skip
def test_links_are_web_addresses_without_what_follows_them(
    text: str, links: tuple[str, ...]
) -> None:
    assert links_in(text) == links


@given(st.text(alphabet="htps:/ .,()<>\"'ab\n", max_size=60))
def test_cutting_a_text_at_its_links_loses_nothing(text: str) -> None:
    cut = pieces(text)

    assert "".join(piece for piece, _ in cut) == text
    assert tuple(dict.fromkeys(piece for piece, is_link in cut if is_link)) == links_in(text)


@given(st.text())
def test_clean_text_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)
