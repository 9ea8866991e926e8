"""Meetings: when both can, and what became of each (M34, M38, M44)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from rm_core.program.ids import MeetingId, PairingId, derive
from rm_core.program.people import OfficeHours, Profile

HORIZON = timedelta(days=60)
"""How far ahead a common slot is looked for."""

STEP_MINUTES = 30


class State(StrEnum):
    """What became of a meeting."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting of a pairing.

    `number` 0 is the trial meeting, 1 to n those of the term. `starts_at` is UTC. `sequence`
    counts the changes that calendars have been told of (RFC 5545, SEQUENCE).
    """

    id: MeetingId
    pairing: PairingId
    number: int
    starts_at: datetime
    minutes: int
    sequence: int = 0
    state: State = State.PLANNED

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    def moved(self, starts_at: datetime) -> "Meeting":
        """The same meeting at another time; calendars see the next SEQUENCE."""
        return replace(self, starts_at=starts_at, sequence=self.sequence + 1, state=State.PLANNED)


def meeting(pairing: PairingId, number: int, starts_at: datetime, minutes: int) -> Meeting:
    """A new meeting; its id, and so its iCalendar UID, is made of the pairing and the number."""
    id_ = MeetingId(derive("meeting", pairing, number))
    return Meeting(id=id_, pairing=pairing, number=number, starts_at=starts_at, minutes=minutes)


def common_slots(
    mentor: Profile, mentee: Profile, after: datetime, minutes: int
) -> Iterator[datetime]:
    """Starts (UTC, in order, every 30 minutes) at which both have office hours for that long.

    Each window is read in its owner's zone on that very day, so daylight saving is right on either
    side. Looks 60 days ahead.
    """
    length = timedelta(minutes=minutes)
    first = after.date() - timedelta(days=1)
    for offset in range(HORIZON.days + 2):
        day = first + timedelta(days=offset)
        theirs = list(_windows(mentee, day))
        starts = {
            start
            for ours in _windows(mentor, day, spread=1)
            for window in theirs
            for start in _starts(max(ours[0], window[0]), min(ours[1], window[1]), length)
        }
        yield from (start for start in sorted(starts) if start > after)


def choices(
    mentor: Profile, mentee: Profile, after: datetime, minutes: int, count: int = 5
) -> tuple[datetime, ...]:
    """A few slots to choose from, at most one a day (in UTC), the earliest first."""
    seen: set[date] = set()
    chosen = (
        start
        for start in common_slots(mentor, mentee, after, minutes)
        if start.date() not in seen and not seen.add(start.date())  # type: ignore[func-returns-value]
    )
    return tuple(islice(chosen, count))


def series(
    pairing: PairingId,
    mentor: Profile,
    mentee: Profile,
    *,
    after: datetime,
    count: int,
    every: int,
    minutes: int,
) -> tuple[Meeting, ...]:
    """The term's meetings: the first common slot, then the first one from every so many days on.

    Where the two have no office hours in common any more, the wall-clock time of the first is kept.
    """
    plan: list[Meeting] = []
    earliest = after
    for number in range(1, count + 1):
        found = next(common_slots(mentor, mentee, earliest, minutes), None)
        starts_at = found or earliest + timedelta(hours=1)
        plan.append(meeting(pairing, number, starts_at, minutes))
        earliest = max(starts_at + timedelta(days=every), earliest) - timedelta(hours=12)
    return tuple(plan)


def _windows(
    profile: Profile, day: date, *, spread: int = 0
) -> Iterator[tuple[datetime, datetime]]:
    zone = ZoneInfo(profile.time_zone)
    for offset in range(-spread, spread + 1):
        that = day + timedelta(days=offset)
        for hours in profile.hours:
            if hours.weekday == that.weekday():
                yield _at(that, hours.start, zone), _at(that, hours.end, zone)


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return (midnight + timedelta(minutes=minute)).astimezone(UTC)


def _starts(opens: datetime, closes: datetime, length: timedelta) -> Iterator[datetime]:
    start = opens
    while start + length <= closes:
        yield start
        start += timedelta(minutes=STEP_MINUTES)


def hours_text(hours: Sequence[OfficeHours]) -> str:
    """Office hours in words, such as `Mon 09:00-10:30`, in the owner's zone."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return ", ".join(
        f"{names[each.weekday]} {each.start // 60:02}:{each.start % 60:02}"
        f"-{each.end // 60:02}:{each.end % 60:02}"
        for each in sorted(hours)
    )
