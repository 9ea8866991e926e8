"""Dated steps: what is due when, and how days are counted.

Everything open has an agenda, and a cursor (`seen`) up to which it has been attended. The next due
date is the first item after the cursor; attending moves the cursor. An outage therefore costs
time, never a step, and nothing happens twice (B54).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rm_core.program.policy import Reminders

MORNING = time(9, 0)
SATURDAY = 5


class Item(StrEnum):
    """What can fall due; each is attended by the stage it belongs to."""

    REMIND = "remind"
    CLOSE = "close"
    REMATCH = "rematch"
    LAPSE = "lapse"
    NUDGE = "nudge"
    OPENING_LINE = "opening_line"
    COORDINATOR = "coordinator"
    OVERDUE = "overdue"
    GUIDE = "guide"
    ASK = "ask"
    DECIDE = "decide"
    CARD = "card"
    ASK_AGAIN = "ask_again"
    MISSED = "missed"
    PULSE = "pulse"
    MIDTERM = "midterm"
    THANK = "thank"
    RESUME = "resume"
    ASSESS = "assess"
    ADVANCE = "advance"


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """One item of an agenda, when it falls due (UTC), and the number it is about, if any."""

    at: datetime
    item: Item
    number: int = 0


def next_due(agenda: Iterable[Due], seen: datetime) -> datetime | None:
    """When the first item after the cursor falls due, UTC; None when nothing is left."""
    return min((due.at for due in agenda if due.at > seen), default=None)


def come_due(agenda: Iterable[Due], seen: datetime, now: datetime) -> tuple[Due, ...]:
    """The items between the cursor and now, in order."""
    return tuple(sorted(due for due in agenda if seen < due.at <= now))


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= SATURDAY else 0)


def morning(day: date, zone: ZoneInfo) -> datetime:
    """09:00 of that day in the zone, as UTC; daylight saving is the zone's business."""
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


def days_after(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The morning that many calendar days later, moved to Monday from a weekend; UTC."""
    return morning(working_day(moment.astimezone(zone).date() + timedelta(days=days)), zone)


def working_days_after(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The morning that many working days (Monday to Friday) later; UTC."""
    day = moment.astimezone(zone).date()
    for _ in range(days):
        day = working_day(day + timedelta(days=1))
    return morning(day, zone)


def reminders(
    asked: datetime, deadline: datetime, after: Iterable[int], zone: ZoneInfo
) -> tuple[Due, ...]:
    """Reminders for one question: so many days after it was asked, and none on the deadline."""
    moments = {days_after(asked, days, zone) for days in after}
    return tuple(Due(at, Item.REMIND) for at in sorted(moments) if asked < at < deadline)


def asking(
    asked: datetime, deadline: datetime, rules: Reminders, zone: ZoneInfo
) -> tuple[Due, ...]:
    """All reminders for one question: days after it was asked, and the last day (M08)."""
    found = reminders(asked, deadline, rules.after, zone)
    last = Due(last_reminder(deadline, zone), Item.REMIND)
    is_new = last.at > asked and last not in found
    return (*found, last) if rules.last_day and is_new else found


def last_reminder(deadline: datetime, zone: ZoneInfo) -> datetime:
    """The morning of the last working day before a deadline or a meeting, UTC."""
    day = deadline.astimezone(zone).date() - timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
    return morning(day, zone)


def opening(
    now: datetime, zone: ZoneInfo, earliest: time, latest: time, *, working_days: bool = True
) -> datetime:
    """The first moment from now on at which this reader may be written to, UTC (M56).

    Between the two local times, from Monday to Friday unless weekends will do; a moment inside the
    window is itself.
    """
    local = now.astimezone(zone)
    will_do = local.weekday() < SATURDAY or not working_days
    if will_do and earliest <= local.time() < latest:
        return now
    day = local.date() if local.time() < earliest else local.date() + timedelta(days=1)
    first = working_day(day) if working_days else day
    return datetime.combine(first, earliest, zone).astimezone(UTC)
