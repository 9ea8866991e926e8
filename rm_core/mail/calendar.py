"""Invitations that calendars understand: iCalendar (RFC 5545) as sent by email (RFC 5546, 6047)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCalAddress

from rm_core.errors import BadInput
from rm_core.mail.addresses import Mailbox, has_controls
from rm_core.mail.recurrence import recurrence

PRODUCT = "-//Reverse mentoring//Program engine//EN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A meeting, or a series of them that is planned at once.

    `uid` stays for good, `sequence` counts the changes from 0. `starts` are aware, in order: one
    is written in UTC; several are a series that keeps its time of day in `zone` when the clocks
    change. `stamp` is when this version was decided, aware. `organizer` gets the replies.
    `remind` is how long before the start a calendar rings; None leaves that to the calendar.

    Raises:
        BadInput: the times do not make an appointment, or a text has control characters.
    """

    uid: str
    sequence: int
    stamp: datetime
    starts: tuple[datetime, ...]
    length: timedelta
    summary: str
    organizer: Mailbox
    attendees: tuple[Mailbox, ...]
    zone: ZoneInfo | None = None
    description: str = ""
    location: str = ""
    remind: timedelta | None = None

    def __post_init__(self) -> None:
        for problem in _problems(self):
            message = f"appointment {self.uid!r}: {problem}"
            raise BadInput(message)


def uid(meeting: UUID, domain: str) -> str:
    """The UID of a meeting or a series: the same however often it is moved."""
    return f"{meeting}@{domain}"


def invitation(appointment: Appointment) -> bytes:
    """Invite, or tell of a change when `sequence` has grown (METHOD:REQUEST)."""
    calendar = _calendar("REQUEST")
    for event in _events(appointment):
        event.add("status", "CONFIRMED")
        if appointment.remind is not None:
            event.add_component(_alarm(appointment.summary, appointment.remind))
        calendar.add_component(event)
    return _written(calendar, appointment)


def cancellation(appointment: Appointment) -> bytes:
    """Take it out of the calendars again (METHOD:CANCEL); `sequence` has grown once more."""
    calendar = _calendar("CANCEL")
    event = next(_events(appointment))
    event.add("status", "CANCELLED")
    calendar.add_component(event)
    return _written(calendar, appointment)


def _problems(appointment: Appointment) -> Iterator[str]:
    starts = appointment.starts
    if any(start.tzinfo is None for start in (*starts, appointment.stamp)):
        yield "expected times with their zone"
    elif not starts or any(later <= sooner for sooner, later in pairwise(starts)):
        yield "expected at least one start, each later than the one before"
    if len(starts) > 1 and appointment.zone is None:
        yield "expected a zone for a series"
    if appointment.length <= timedelta(0):
        yield f"expected a length above zero, got {appointment.length}"
    if appointment.sequence < 0:
        yield f"expected a sequence from 0, got {appointment.sequence}"
    if not appointment.attendees:
        yield "expected somebody to invite"
    lines = (appointment.uid, appointment.summary, appointment.location)
    if any(map(has_controls, (*lines, appointment.description.replace("\n", "")))):
        yield "expected text without control characters"


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _events(appointment: Appointment) -> Iterator[Event]:
    """The meeting; for a series its rule, then each meeting that leaves the rule."""
    first = appointment.starts[0]
    if appointment.zone is None or len(appointment.starts) == 1:
        yield _event(appointment, first.astimezone(UTC))
        return
    zone = appointment.zone
    walls = tuple(start.astimezone(zone).replace(tzinfo=None) for start in appointment.starts)
    found = recurrence(walls)
    master = _event(appointment, walls[0].replace(tzinfo=zone))
    master.add("rrule", found.rule)
    yield master
    for planned, start in zip(found.planned, appointment.starts, strict=True):
        local = start.astimezone(zone)
        if planned != local.replace(tzinfo=None) or local.fold:
            # The second of two equal hours, when clocks go back, can be said in UTC only.
            moved = _event(appointment, start.astimezone(UTC) if local.fold else local)
            moved.add("recurrence-id", planned.replace(tzinfo=zone))
            yield moved


def _event(appointment: Appointment, start: datetime) -> Event:
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.stamp.astimezone(UTC))
    event.add("dtstart", start)
    event.add("dtend", _later(start, appointment.length))
    event.add("summary", _text(appointment.summary))
    if appointment.description:
        event.add("description", _text(appointment.description))
    if appointment.location:
        event.add("location", _text(appointment.location))
    event.add("organizer", _person(appointment.organizer))
    for attendee in appointment.attendees:
        person = _person(attendee)
        person.params["ROLE"] = "REQ-PARTICIPANT"
        person.params["PARTSTAT"] = "NEEDS-ACTION"
        person.params["RSVP"] = "TRUE"
        event.add("attendee", person)
    return event


def _later(start: datetime, length: timedelta) -> datetime:
    return (start.astimezone(UTC) + length).astimezone(start.tzinfo)


def _text(text: str) -> str:
    """The library writes a backslash before N as a new line; a slash reads the same."""
    return text.replace("\\N", "/N")


def _person(mailbox: Mailbox) -> vCalAddress:
    person = vCalAddress(f"mailto:{mailbox.address}")
    if mailbox.name:
        # A parameter cannot hold a double quote, few calendars know RFC 6868, and some that read
        # it take a backslash for an escape.
        person.params["CN"] = mailbox.name.translate({ord('"'): "'", ord("\\"): "/"})
    return person


def _alarm(summary: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _text(summary))
    alarm.add("trigger", -before)
    return alarm


def _written(calendar: Calendar, appointment: Appointment) -> bytes:
    """With the clock changes of the years it covers, one more for meetings moved later."""
    if appointment.zone is not None and len(appointment.starts) > 1:
        years = [start.year for start in appointment.starts]
        calendar.add_missing_timezones(
            first_date=date(min(years) - 1, 1, 1), last_date=date(max(years) + 2, 1, 1)
        )
    return bytes(calendar.to_ical())
