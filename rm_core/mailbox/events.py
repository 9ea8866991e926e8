"""Calendar parts as cards that a person can read."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar, Event

from rm_core.mailbox.headers import clean, one_line
from rm_core.mailbox.records import Party

MOST_EVENTS = 24
MOST_BYTES = 200_000
_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_DAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
_WHICH = {"": "", "1": "first ", "2": "second ", "3": "third ", "4": "fourth ", "-1": "last "}
_BY_DAY = re.compile(r"([+-]?\d*)([A-Z]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One event.

    `start` and `end` are in the event's zone: aware, or naive for a time that floats, or dates for
    whole days (the end is then the last day). `zone` is its name or empty. `repeats` says in words
    how often. `answers` beside an attendee is the PARTSTAT in lower case.
    """

    summary: str
    description: str
    location: str
    start: date
    end: date
    zone: str
    repeats: str
    cancelled: bool
    organizer: Party | None
    attendees: tuple[tuple[Party, str], ...]
    uid: str
    sequence: int


def cards(calendar: bytes) -> tuple[Card, ...]:
    """The events of a calendar, at most 24; none where it cannot be read."""
    try:
        parsed = Calendar.from_ical(calendar[:MOST_BYTES])
        events = [part for part in parsed.walk("VEVENT") if isinstance(part, Event)]
        return tuple(_card(event, parsed) for event in events[:MOST_EVENTS])
    except Exception:  # a stranger's calendar breaks the library in ways that it does not list
        return ()


def utc(moment: date) -> datetime | None:
    """The moment in UTC; None for whole days, for times that float and past the year 9999."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return None
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None


def _card(event: Event, calendar: Any) -> Card:
    start, end = event.start, event.end
    home = _zone(str(calendar.get("X-WR-TIMEZONE", "")))
    if home is not None and isinstance(start, datetime) and isinstance(end, datetime):
        start, end = _at_home(start, home), _at_home(end, home)
    method = _said(calendar, "METHOD").upper()
    return Card(
        summary=_said(event, "SUMMARY") or "Untitled event",
        description=clean(str(event.get("DESCRIPTION", ""))),
        location=_said(event, "LOCATION"),
        start=start,
        end=end if isinstance(end, datetime) else end - date.resolution,
        zone=_zone_name(event, start),
        repeats=_repeats(event.get("RRULE")),
        cancelled=method == "CANCEL" or _said(event, "STATUS").upper() == "CANCELLED",
        organizer=_party(event["ORGANIZER"]) if "ORGANIZER" in event else None,
        attendees=tuple(
            (_party(who), str(who.params.get("PARTSTAT", "")).lower().replace("-", " "))
            for who in event.attendees[:50]
        ),
        uid=_said(event, "UID"),
        sequence=int(event.get("SEQUENCE", 0)),
    )


def _said(component: Any, name: str) -> str:
    return one_line(clean(str(component.get(name, ""))))


def _party(value: Any) -> Party:
    address = re.sub("^mailto:", "", str(value), flags=re.IGNORECASE)
    return Party(one_line(clean(str(value.params.get("CN", "")))), one_line(clean(address)))


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _at_home(moment: datetime, home: ZoneInfo) -> datetime:
    """A moment given in UTC, in the zone that the calendar calls its own."""
    in_utc = moment.tzinfo is not None and str(moment.tzinfo) == "UTC"
    return moment.astimezone(home) if in_utc else moment


def _zone_name(event: Event, start: date) -> str:
    """The zone as the event names it: its TZID, or the name of the zone it was moved to."""
    if not isinstance(start, datetime) or start.tzinfo is None:
        return ""
    key = getattr(start.tzinfo, "key", "")
    named = key or str(event["DTSTART"].params.get("TZID", "")) or str(start.tzname())
    return one_line(clean(named))


def _repeats(rule: Any) -> str:
    """A recurrence rule in words; empty for what happens once (RFC 5545, 3.3.10)."""
    if not isinstance(rule, dict):
        return ""
    unit = _UNITS.get(str(rule.get("FREQ", [""])[0]).upper())
    if unit is None:
        return "repeats by a rule of its own"
    step = int(rule.get("INTERVAL", [1])[0])
    often = f"every {unit}" if step == 1 else f"every {step} {unit}s"
    days = [_day(str(day)) for day in rule.get("BYDAY", [])]
    on = f" on the {' and '.join(days)}" if unit != "week" else f" on {' and '.join(days)}"
    count = rule.get("COUNT")
    until = rule.get("UNTIL")
    return "".join(
        (
            often,
            on if days else "",
            f", {count[0]} times" if count else "",
            f", until {until[0]:%-d %B %Y}" if until else "",
        )
    )


def _day(rule: str) -> str:
    found = _BY_DAY.fullmatch(rule.upper())
    if found is None:
        return clean(rule)
    which, day = found.groups()
    return _WHICH.get(which.lstrip("+"), f"{which}. ") + _DAYS.get(day, day)
