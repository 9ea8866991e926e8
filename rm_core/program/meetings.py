"""Meetings: when both can, and what became of each (M34, M38, M44)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from rm_core.program.agenda import working_day
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

    `number` 0 is the trial meeting, -1 a second one after "unsure", 1 to n those of the term.
    `starts_at` is UTC. `sequence` counts the changes that calendars have been told of (RFC 5545,
    SEQUENCE).
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


def latest_trial(meetings: Iterable[Meeting]) -> Meeting | None:
    """The trial meeting, or the second one where there was one; None if none was ever fixed."""
    trials = [each for each in meetings if each.number <= 0]
    return min(trials, key=lambda each: each.number, default=None)


def common_slots(
    mentor: Profile, mentee: Profile, after: datetime, minutes: int
) -> Iterator[datetime]:
    """Starts (UTC, in order) at which both have office hours for that long.

    They come every 30 minutes from the moment at which both are free. Each window is read in its
    owner's zone on that very day, so daylight saving is right on either side; windows that touch
    are one. Looks 60 days ahead.
    """
    length = timedelta(minutes=minutes)
    for opens, closes in _overlaps(_windows(mentor, after), _windows(mentee, after)):
        yield from (start for start in _starts(opens, closes, length) if start > after)


def tomorrow(now: datetime) -> datetime:
    """From when on times are shown to choose from: the same ones all day long (in UTC)."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


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

    Where the two have no office hours in common (any more), the wall-clock time of the one before
    is kept, in the mentor's zone and never on a weekend; the first is an hour after `after`.
    """
    zone = ZoneInfo(mentor.time_zone)
    plan: list[Meeting] = []
    earliest, wanted = after, after + timedelta(hours=1)
    for number in range(1, count + 1):
        found = next(common_slots(mentor, mentee, earliest, minutes), None)
        starts_at = found or _on_day(wanted, working_day(wanted.astimezone(zone).date()), zone)
        plan.append(meeting(pairing, number, starts_at, minutes))
        day = starts_at.astimezone(zone).date() + timedelta(days=every)
        wanted = _on_day(starts_at, day, zone)
        earliest = wanted - timedelta(hours=12)
    return tuple(plan)


def _on_day(moment: datetime, day: date, zone: ZoneInfo) -> datetime:
    """The same wall-clock time of the zone on another day, UTC."""
    local = moment.astimezone(zone)
    return datetime.combine(day, local.time(), zone).astimezone(UTC)


Window = tuple[datetime, datetime]


def _windows(profile: Profile, after: datetime) -> Iterator[Window]:
    """Their office hours from the day before a moment on, those that touch joined; UTC, ordered."""
    zone = ZoneInfo(profile.time_zone)
    first = after.astimezone(zone).date() - timedelta(days=1)
    joined: Window | None = None
    for offset in range(HORIZON.days + 2):
        for opens, closes in _of_day(profile, first + timedelta(days=offset), zone):
            if joined and opens <= joined[1]:
                joined = joined[0], max(joined[1], closes)
                continue
            if joined:
                yield joined
            joined = opens, closes
    if joined:
        yield joined


def _of_day(profile: Profile, day: date, zone: ZoneInfo) -> Iterator[Window]:
    for hours in sorted(profile.hours):
        if hours.weekday == day.weekday():
            yield _at(day, hours.start, zone), _at(day, hours.end, zone)


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return (midnight + timedelta(minutes=minute)).astimezone(UTC)


def _overlaps(ours: Iterator[Window], theirs: Iterator[Window]) -> Iterator[Window]:
    """The stretches in which both are free, in order."""
    one, other = next(ours, None), next(theirs, None)
    while one and other:
        opens, closes = max(one[0], other[0]), min(one[1], other[1])
        if opens < closes:
            yield opens, closes
        if one[1] <= other[1]:
            one = next(ours, None)
        else:
            other = next(theirs, None)


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
