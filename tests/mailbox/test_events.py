from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.mailbox.events import Card, cards, utc
from rm_core.mailbox.records import Party
from tests.mailbox.given import INVITATION

BERLIN = ZoneInfo("Europe/Berlin")


def calendar(*lines: str, head: str = "METHOD:REQUEST") -> bytes:
    event = "\r\n".join(("UID:u", *lines))
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}\r\nBEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    ).encode()


def test_an_invitation_becomes_a_card_in_its_own_zone_and_utc() -> None:
    (card,) = cards(INVITATION.replace("\n", "\r\n").encode())

    assert card == Card(
        summary="Trial meeting",
        description="Bring one question",
        location="https://example.org/room",
        start=datetime(2027, 3, 15, 15, 0, tzinfo=BERLIN),
        end=datetime(2027, 3, 15, 15, 45, tzinfo=BERLIN),
        zone="Europe/Berlin",
        repeats="",
        cancelled=False,
        organizer=Party("Reverse Mentoring", "program@example.org"),
        attendees=((Party("Anna Lindqvist", "anna@example.org"), "needs action"),),
        uid="pairing-7@example.org",
        sequence=2,
    )
    assert utc(card.start) == datetime(2027, 3, 15, 14, 0, tzinfo=UTC)


def test_a_cancelled_event_says_so() -> None:
    start = "DTSTART:20270315T150000Z"

    assert [card.cancelled for card in cards(calendar(start, head="METHOD:CANCEL"))] == [True]
    assert [card.cancelled for card in cards(calendar(start, "STATUS:CANCELLED"))] == [True]
    assert [card.cancelled for card in cards(calendar(start))] == [False]


def test_utc_is_shown_in_the_zone_that_the_calendar_names() -> None:
    (card,) = cards(calendar("DTSTART:20270315T140000Z", "DURATION:PT45M",
                             head="X-WR-TIMEZONE:Europe/Berlin"))  # fmt: skip

    assert (card.start.isoformat(), card.zone) == ("2027-03-15T15:00:00+01:00", "Europe/Berlin")
    assert (card.end.isoformat()) == "2027-03-15T15:45:00+01:00"


def test_whole_days_end_on_their_last_day_and_have_no_zone() -> None:
    (card,) = cards(calendar("DTSTART;VALUE=DATE:20270315", "DTEND;VALUE=DATE:20270317"))

    assert (card.start, card.end, card.zone) == (date(2027, 3, 15), date(2027, 3, 16), "")
    assert utc(card.start) is None


def test_a_time_that_floats_has_no_utc() -> None:
    (card,) = cards(calendar("DTSTART:20270315T150000"))

    assert (card.zone, utc(card.start)) == ("", None)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY", "every week"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "every 2 weeks on Monday and Thursday"),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=6", "every month on the second Tuesday, 6 times"),
        ("FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270930T000000Z",
         "every month on the last Friday, until 30 September 2027"),
        ("FREQ=SECONDLY", "repeats by a rule of its own"),
    ],
)  # fmt: skip
def test_a_series_is_told_in_words(rule: str, words: str) -> None:
    (card,) = cards(calendar("DTSTART:20270315T150000Z", f"RRULE:{rule}"))

    assert card.repeats == words


LINES = st.sampled_from(
    [
        "DTSTART:nonsense", "DTSTART;TZID=Nowhere/Land:20270315T150000",
        "DTSTART:99991231T235959Z",
        "DTSTART;VALUE=DATE:00010101", "DURATION:-P99999D", "DTEND:20270315",
        "DURATION:P999999999D", "DTSTART;TZID=America/New_York:99991231T235959",
        "SEQUENCE:many", "RRULE:FREQ=NEVER", "RRULE:FREQ=DAILY;INTERVAL=x", "ORGANIZER:",
        "ATTENDEE;CN=\x00:mailto:", "SUMMARY:\\", "END:VEVENT", "BEGIN:VEVENT", "LOCATION;X=",
        "DTSTART:20270315T150000Z", "DTSTART:00010101T000000Z", "RRULE:UNTIL=20270101;FREQ=DAILY",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(LINES, max_size=5),
    st.sampled_from(["X-WR-TIMEZONE:Pacific/Apia", "X-WR-TIMEZONE:../../etc", "METHOD:"]),
)
def test_a_strangers_calendar_gives_cards_or_none(lines: list[str], head: str) -> None:
    for card in cards(calendar(*lines, head=head)):
        utc(card.start)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_calendar_give_no_cards(content: bytes) -> None:
    assert cards(content) == ()
