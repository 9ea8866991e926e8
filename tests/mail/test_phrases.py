"""Times, counts and other people's words in an email."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from rm_core.errors import BadInput
from rm_core.mail.facts import Meeting, Partner
from rm_core.mail.phrases import (
    counted,
    date_in,
    day_in,
    deadline_in,
    hours,
    is_link,
    job,
    listed,
    moment_in,
    place,
    plain,
    printed,
    quoted,
    sentence,
    short_in,
    span_in,
    theirs,
    titles,
    url,
)
from rm_core.mail.wrapping import COLUMNS, wrapped
from rm_core.program.people import Role

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_a_meeting_is_said_with_its_end_and_its_zone():
    meeting = Meeting(starts_at=utc(2027, 3, 2, 9), minutes=45)

    assert span_in(BERLIN, meeting) == "Tuesday 2 March 2027, 10:00–10:45 (Europe/Berlin)"


def test_a_meeting_over_midnight_names_both_days():
    meeting = Meeting(starts_at=utc(2027, 3, 2, 22, 30), minutes=60)

    assert span_in(BERLIN, meeting) == (
        "Tuesday 2 March 2027, 23:30 – Wednesday 3 March 2027, 00:30 (Europe/Berlin)"
    )


def test_a_meeting_over_the_change_of_clocks_lasts_as_long_as_it_should():
    meeting = Meeting(starts_at=utc(2027, 3, 28, 0, 30), minutes=60)

    assert span_in(BERLIN, meeting) == "Sunday 28 March 2027, 01:30–03:30 (Europe/Berlin)"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (utc(2027, 3, 5, 16), "Friday 5 March 2027, 17:00 (Europe/Berlin)"),
        (utc(2027, 3, 5, 23), "the end of Friday 5 March 2027 (Europe/Berlin)"),
        (utc(2027, 7, 1, 22), "the end of Thursday 1 July 2027 (Europe/Berlin)"),
    ],
)
def test_a_deadline_at_midnight_is_the_end_of_the_day_before(when, said):
    assert deadline_in(BERLIN, when) == said


def test_a_day_is_the_readers_day():
    late = utc(2027, 3, 3, 2)

    assert date_in(NEW_YORK, late) == "Tuesday 2 March 2027"
    assert date_in(BERLIN, late) == "Wednesday 3 March 2027"
    assert date_in(NEW_YORK, date(2027, 3, 3)) == "Wednesday 3 March 2027"
    assert day_in(BERLIN, utc(2027, 3, 2, 23)) == "Tuesday 2 March"
    assert day_in(BERLIN, date(2027, 3, 3)) == "Wednesday 3 March"
    assert short_in(NEW_YORK, late) == "Tuesday 2 March, 21:00"
    assert moment_in(NEW_YORK, late) == "Tuesday 2 March 2027, 21:00 (America/New_York)"


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(BadInput, match="needs aware times"):
        moment_in(BERLIN, datetime(2027, 3, 2, 9))  # noqa: DTZ001


def test_the_partners_clock():
    meeting = Meeting(starts_at=utc(2027, 3, 2, 9), minutes=45)
    partner = Partner(name="A B", given_name="A", role=Role.MENTOR, zone=NEW_YORK)

    assert theirs(partner, meeting, BERLIN) == (
        "Tuesday 2 March 2027, 04:00–04:45 (America/New_York)"
    )
    assert theirs(partner, meeting, NEW_YORK) == ""


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (89, "1 hour"),
        (90, "1½ hours"),
        (210, "3½ hours"),
        (240, "4 hours"),
    ],
)
def test_hours_are_rounded_down_to_the_half(minutes, said):
    assert hours(minutes) == said


def test_lists_and_counts():
    assert [listed(parts) for parts in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert titles(("a", "b")) == "“a” and “b”"
    assert (counted(1, "case"), counted(0, "case")) == ("1 case", "0 cases")
    assert job(Partner(name="A", given_name="A", role=Role.MENTOR, site="Rome")) == "Rome"


def test_other_peoples_words_end_as_sentences():
    assert [sentence(text) for text in ("Yes", "Yes.", " Why? ", "a\nb")] == [
        "Yes.",
        "Yes.",
        "Why?",
        "a b.",
    ]
    assert quoted("Others come to me") == "“Others come to me.”"


def test_names_of_the_world_are_left_as_they_are():
    for name in ("Zoë O’Neill-Ångström", "محمد الأحمد", "दीपा", "さくら", "Ana‌bel", "नर‍मदा"):
        assert plain(name) == name


@given(st.text(st.characters(exclude_categories=())))
def test_no_text_can_break_a_line_or_turn_its_direction(text):
    done = plain(text)

    assert not set("\r\n\x00\x1b\x85\u2028\u2029\u202e\u2066\u200f") & set(done)
    assert "://" not in done
    done.encode()
    assert plain(done) == done


@pytest.mark.parametrize("value", [None, True, 1.5, utc(2027, 1, 1), ["a"], b"a"])
def test_what_is_neither_word_nor_number_is_not_printed(value):
    with pytest.raises(BadInput, match=f"not a {type(value).__name__}"):
        printed(value)


def test_words_numbers_and_links_are_printed():
    assert [printed(each) for each in ("a\nb", 3, Markup("<p>"), url("https://a.example/"))] == [
        "a b",
        3,
        "<p>",
        "https://a.example/",
    ]


def test_only_a_whole_url_is_a_link():
    assert is_link(place("https://a.example/x"))
    assert not is_link(place("at https://a.example/x"))
    with pytest.raises(BadInput, match="absolute"):
        url("javascript:alert(1)")


PROSE = st.lists(
    st.lists(st.text("abcdefghij", min_size=1, max_size=90), min_size=1, max_size=30).map(" ".join),
    min_size=1,
    max_size=6,
)


@given(PROSE, st.sampled_from(["", "- ", "| "]))
def test_wrapping_loses_no_word_and_no_line_is_long(paragraphs, marker):
    text = "\n\n".join(marker + paragraph for paragraph in paragraphs)

    done = wrapped(text)

    shown = text.replace("| ", "")
    assert done.split() == shown.split()
    assert all(len(line) <= COLUMNS or len(line.split()) <= 2 for line in done.split("\n"))
    assert wrapped(done).split() == done.split()


def test_the_shapes_of_plain_text():
    text = (
        "Some\nwords.\n\n\n\n## A heading\n\n- one\n  more\n- two\n\n> said\n> so\n"
        "See this:\nhttps://a.example/b\n\n| Name\n| Title\n\n-- \n\nEnd\n"
    )

    assert wrapped(text) == (
        "Some words.\n\nA heading\n---------\n\n- one more\n- two\n\n> said so See this:\n"
        "https://a.example/b\n\nName\nTitle\n\n-- \nEnd\n"
    )
