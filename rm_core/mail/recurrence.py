"""The rule behind a list of dates, so that calendars show one series instead of many meetings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAYS_OF_A_MONTH = 30.44


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule (parts of an RRULE) and the times it gives; some meetings may differ from those."""

    rule: dict[str, str | int]
    planned: tuple[datetime, ...]


def recurrence(starts: tuple[datetime, ...]) -> Recurrence:
    """The simplest rule that most of the starts follow: weeks, a day of the month, a weekday of it.

    Starts are times of day in one zone, without it, in order, two at least. The rule begins with
    the first of them and gives as many as there are.
    """
    gap = median((later - sooner).total_seconds() for sooner, later in pairwise(starts)) / 86_400
    return min(_candidates(starts[0], gap, len(starts)), key=lambda each: _strays(each, starts))


def _strays(found: Recurrence, starts: tuple[datetime, ...]) -> int:
    return sum(planned != start for planned, start in zip(found.planned, starts, strict=True))


def _candidates(first: datetime, gap: float, count: int) -> Iterator[Recurrence]:
    days = max(1, round(gap))
    weeks = max(1, round(gap / 7))
    months = max(1, round(gap / DAYS_OF_A_MONTH))
    yield _every("WEEKLY", weeks, count, lambda number: first + timedelta(weeks=weeks * number))
    if first.day <= 28:
        same_day: dict[str, str | int] = {"bymonthday": first.day}
        yield _every(
            "MONTHLY", months, count, lambda number: _months_on(first, months * number), same_day
        )
    ordinal = (first.day - 1) // 7 + 1
    if ordinal <= 4:
        weekday: dict[str, str | int] = {"byday": f"{ordinal}{WEEKDAYS[first.weekday()]}"}
        yield _every(
            "MONTHLY", months, count, lambda number: _same_weekday(first, months * number), weekday
        )
    yield _every("DAILY", days, count, lambda number: first + timedelta(days=days * number))


def _every(
    frequency: str,
    interval: int,
    count: int,
    at: Callable[[int], datetime],
    more: dict[str, str | int] | None = None,
) -> Recurrence:
    rule = {"freq": frequency, "interval": interval, "count": count, **(more or {})}
    return Recurrence(rule, tuple(at(number) for number in range(count)))


def _months_on(start: datetime, months: int) -> datetime:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1)


def _same_weekday(start: datetime, months: int) -> datetime:
    """The same weekday of the month, such as the second Wednesday, some months on."""
    first = _months_on(start.replace(day=1), months)
    days = (start.weekday() - first.weekday()) % 7 + (start.day - 1) // 7 * 7
    return first + timedelta(days=days)
