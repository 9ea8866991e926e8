from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event, Timezone

from rm_core.errors import BadInput
from rm_core.mail.addresses import Mailbox, display_name
from rm_core.mail.calendar import Appointment, cancellation, invitation, uid

BERLIN = ZoneInfo("Europe/Berlin")
MEETING = UUID("6f1c5a52-6c0e-5b56-9a57-0d5f6f2a7d11")
COORDINATOR = Mailbox("Cleo Coordinator", "mentoring@example.org")
ANNA = Mailbox('Anna "Ann" Berg; Ops, Süd', "anna@example.org")
BEN = Mailbox("", "ben@xn--mller-kva.de")
TRIAL = Appointment(
    uid=uid(MEETING, "mail.example.org"),
    sequence=0,
    stamp=datetime(2027, 3, 1, 9, tzinfo=UTC),
    starts=(datetime(2027, 3, 10, 10, tzinfo=BERLIN),),
    length=timedelta(minutes=45),
    summary="Trial meeting: Anna, Ben; first talk",
    organizer=COORDINATOR,
    attendees=(ANNA, BEN),
    description="Listen first.\nPhones away; nothing to prepare, bring a question \\ a story.",
    location="Café Süd",
    remind=timedelta(minutes=15),
)


def berlin(*walls: str) -> tuple[datetime, ...]:
    return tuple(datetime.fromisoformat(wall).replace(tzinfo=BERLIN) for wall in walls)


def a_series(starts: Sequence[datetime], zone: ZoneInfo = BERLIN) -> Appointment:
    return replace(TRIAL, starts=tuple(starts), zone=zone)


def parsed(content: bytes) -> tuple[Calendar, list[Event]]:
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    assert [each.errors for each in calendar.walk()] == [[] for _ in calendar.walk()]
    return calendar, calendar.events


def only(content: bytes) -> Event:
    (event,) = parsed(content)[1]
    return event


def meetings(content: bytes) -> list[datetime]:
    """When a calendar that reads this shows meetings, in UTC; dateutil is the judge of rules."""
    master, *moved = parsed(content)[1]
    start = master["DTSTART"].dt
    rule = rrulestr(master["RRULE"].to_ical().decode(), dtstart=start)
    instead = {event["RECURRENCE-ID"].dt: event["DTSTART"].dt for event in moved}
    shown = [instead.pop(planned, planned).astimezone(UTC) for planned in rule]
    assert instead == {}
    return sorted(shown)


def test_an_invitation_is_read_back_as_it_was_meant() -> None:
    content = invitation(TRIAL)
    calendar, _ = parsed(content)
    event = only(content)

    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "REQUEST")
    assert {
        "uid": str(event["UID"]),
        "sequence": event["SEQUENCE"],
        "stamp": event["DTSTAMP"].dt,
        "start": event["DTSTART"].dt,
        "end": event["DTEND"].dt,
        "summary": str(event["SUMMARY"]),
        "description": str(event["DESCRIPTION"]),
        "location": str(event["LOCATION"]),
        "status": str(event["STATUS"]),
    } == {
        "uid": f"{MEETING}@mail.example.org",
        "sequence": 0,
        "stamp": TRIAL.stamp,
        "start": datetime(2027, 3, 10, 9, tzinfo=UTC),
        "end": datetime(2027, 3, 10, 9, 45, tzinfo=UTC),
        "summary": TRIAL.summary,
        "description": TRIAL.description,
        "location": "Café Süd",
        "status": "CONFIRMED",
    }


def test_the_coordinator_invites_and_both_are_asked_to_reply() -> None:
    event = only(invitation(TRIAL))

    asked = {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    people = [event["ORGANIZER"], *event["ATTENDEE"]]
    assert [(str(person), dict(person.params)) for person in people] == [
        ("mailto:mentoring@example.org", {"CN": "Cleo Coordinator"}),
        ("mailto:anna@example.org", {"CN": "Anna 'Ann' Berg; Ops, Süd", **asked}),
        ("mailto:ben@xn--mller-kva.de", asked),
    ]


def test_a_single_meeting_is_written_in_utc_and_needs_no_zone() -> None:
    content = invitation(TRIAL)

    assert b"DTSTART:20270310T090000Z" in content
    assert b"VTIMEZONE" not in content


def test_a_meeting_rings_before_it_starts_if_asked_to() -> None:
    (alarm,) = only(invitation(TRIAL)).walk("VALARM")

    assert alarm["TRIGGER"].dt == timedelta(minutes=-15)
    assert only(invitation(replace(TRIAL, remind=None))).walk("VALARM") == []


def test_moving_keeps_the_uid_and_raises_the_sequence() -> None:
    later = (TRIAL.starts[0] + timedelta(days=1),)

    before, after = (
        only(invitation(TRIAL)),
        only(invitation(replace(TRIAL, sequence=1, starts=later))),
    )

    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].dt - before["DTSTART"].dt == timedelta(days=1)


def test_a_cancellation_names_the_same_meeting_and_rings_no_more() -> None:
    content = cancellation(replace(TRIAL, sequence=2))
    calendar, _ = parsed(content)
    event = only(content)

    assert calendar["METHOD"] == "CANCEL"
    assert (str(event["UID"]), event["SEQUENCE"]) == (TRIAL.uid, 2)
    assert str(event["STATUS"]) == "CANCELLED"
    assert event["DTSTART"].dt == TRIAL.starts[0]
    assert event.walk("VALARM") == []


def test_ten_in_berlin_stays_ten_when_the_clocks_change() -> None:
    starts = [datetime(2027, 3, 17, 10, tzinfo=BERLIN) + timedelta(weeks=week) for week in range(4)]

    content = invitation(a_series(starts))

    hours = [each.hour for each in meetings(content)]
    assert hours == [9, 9, 8, 8]
    assert only(content)["RRULE"].to_ical() == b"FREQ=WEEKLY;COUNT=4;INTERVAL=1"


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Sydney"])
def test_the_zone_in_the_file_agrees_with_the_zone_of_the_world(zone: str) -> None:
    where = ZoneInfo(zone)
    starts = [datetime(2027, month, 14, 10, tzinfo=where) for month in range(1, 13)]

    calendar, _ = parsed(invitation(a_series(starts, where)))

    (component,) = calendar.walk("VTIMEZONE")
    assert isinstance(component, Timezone)
    written = component.to_tz()
    assert [start.replace(tzinfo=written).utcoffset() for start in starts] == [
        start.utcoffset() for start in starts
    ]


@pytest.mark.parametrize(
    ("walls", "rule"),
    [
        (("2027-03-03T10:00", "2027-03-17T10:00", "2027-03-31T10:00"), "WEEKLY;COUNT=3;INTERVAL=2"),
        (
            ("2027-01-15T10:00", "2027-02-15T10:00", "2027-03-15T10:00"),
            "MONTHLY;COUNT=3;INTERVAL=1;BYMONTHDAY=15",
        ),
        (
            ("2027-11-10T10:00", "2027-12-08T10:00", "2028-01-12T10:00"),
            "MONTHLY;COUNT=3;INTERVAL=1;BYDAY=2WE",
        ),
        (("2027-03-01T10:00", "2027-03-11T10:00", "2027-03-21T10:00"), "DAILY;COUNT=3;INTERVAL=10"),
    ],
)
def test_a_regular_series_is_one_event_with_a_rule(walls: tuple[str, ...], rule: str) -> None:
    content = invitation(a_series(berlin(*walls)))

    assert only(content)["RRULE"].to_ical().decode() == f"FREQ={rule}"
    assert meetings(content) == [start.astimezone(UTC) for start in berlin(*walls)]


def test_one_meeting_that_leaves_the_rule_is_one_exception_to_it() -> None:
    starts = berlin("2027-03-03T10:00", "2027-03-11T14:00", "2027-03-17T10:00", "2027-03-24T10:00")

    content = invitation(a_series(starts))

    _, (master, moved) = parsed(content)
    assert moved["RECURRENCE-ID"].dt == berlin("2027-03-10T10:00")[0]
    assert moved["UID"] == master["UID"]
    assert meetings(content) == [start.astimezone(UTC) for start in starts]


@settings(max_examples=60, deadline=None)
@given(
    first=st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
    gaps=st.lists(st.integers(1, 24 * 70), min_size=1, max_size=8),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"]),
)
def test_whatever_the_dates_calendars_show_exactly_those(
    first: datetime, gaps: list[int], zone: str
) -> None:
    where = ZoneInfo(zone)
    starts = [first.replace(microsecond=0, tzinfo=where).astimezone(UTC)]
    for gap in gaps:
        starts.append(starts[-1] + timedelta(hours=gap))

    assert meetings(invitation(a_series(starts, where))) == starts


def test_cancelling_a_series_takes_all_of_it_back_at_once() -> None:
    starts = berlin("2027-03-03T10:00", "2027-03-11T14:00", "2027-03-17T10:00")

    event = only(cancellation(a_series(starts)))

    assert (str(event["UID"]), str(event["STATUS"])) == (TRIAL.uid, "CANCELLED")
    assert "RECURRENCE-ID" not in event


def test_a_meeting_across_a_change_of_clocks_lasts_as_long_as_it_should() -> None:
    starts = berlin("2027-03-28T01:30", "2027-04-04T01:30")

    event = only(invitation(a_series(starts)))

    start, end = (event[each].dt.astimezone(UTC) for each in ("DTSTART", "DTEND"))
    assert end - start == TRIAL.length


texts = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1),
    st.text(st.sampled_from("\\^'\"%2CnN;:,= a"), min_size=1, max_size=30),
)


@settings(max_examples=60, deadline=None)
@given(summary=texts, description=texts, location=texts, name=texts.map(display_name))
def test_any_text_is_read_back_and_adds_no_property(
    summary: str, description: str, location: str, name: str
) -> None:
    written = replace(
        TRIAL,
        summary=summary,
        description=description,
        location=location,
        organizer=Mailbox(name, "mentoring@example.org"),
    )

    event = only(invitation(written))

    assert [str(event[each]) for each in ("SUMMARY", "DESCRIPTION", "LOCATION")] == [
        text.replace("\\N", "/N") for text in (summary, description, location)
    ]
    assert event["ORGANIZER"].params.get("CN", "") == name.replace('"', "'").replace("\\", "/")
    assert set(event) == set(only(invitation(TRIAL)))


def test_lines_end_in_crlf_and_are_at_most_75_bytes() -> None:
    lines = invitation(replace(TRIAL, description="Süß " * 100)).split(b"\r\n")

    assert max(map(len, lines)) <= 75
    assert lines[-1] == b""
    assert all(b"\n" not in line for line in lines)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"starts": ()}, "at least one start"),
        ({"starts": berlin("2027-03-10T10:00", "2027-03-10T10:00")}, "each later"),
        ({"starts": (datetime(2027, 3, 10, 10),)}, "times with their zone"),  # noqa: DTZ001
        ({"stamp": datetime(2027, 3, 10, 10)}, "times with their zone"),  # noqa: DTZ001
        ({"starts": berlin("2027-03-10T10:00", "2027-03-17T10:00")}, "a zone for a series"),
        ({"length": timedelta(0)}, "length above zero"),
        ({"sequence": -1}, "sequence from 0"),
        ({"attendees": ()}, "somebody to invite"),
        ({"summary": "Hello\r\nATTENDEE:x"}, "without control characters"),
        ({"location": "a\nb"}, "without control characters"),
        ({"description": "a\x00b"}, "without control characters"),
        ({"uid": "a\nb"}, "without control characters"),
    ],
)
def test_what_makes_no_appointment_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        replace(TRIAL, **change)


def test_a_meeting_in_the_second_of_two_equal_hours_stays_where_it_is() -> None:
    new_york = ZoneInfo("America/New_York")
    starts = [
        datetime(2027, 9, 18, 6, tzinfo=UTC),
        datetime(2027, 9, 18, 7, tzinfo=UTC),
        datetime(2027, 11, 7, 6, tzinfo=UTC),
    ]

    assert meetings(invitation(a_series(starts, new_york))) == starts
