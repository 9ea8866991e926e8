"""Days are counted as people count them, in any zone, and nothing on an agenda is ever skipped."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rm_core.program.agenda import (
    Due,
    Item,
    asking,
    come_due,
    days_after,
    last_reminder,
    morning,
    next_due,
    opening,
    reminders,
    working_day,
    working_days_after,
)
from rm_core.program.policy import Reminders
from tests.support.program import moments as minutes_between

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "Pacific/Honolulu",
    )
]
FRIDAY, MONDAY = date(2027, 3, 26), date(2027, 3, 29)

zones = st.sampled_from(ZONES)
days = st.dates(date(2026, 12, 1), date(2028, 1, 31))
moments = minutes_between(datetime(2026, 12, 1, tzinfo=UTC), datetime(2028, 1, 31, tzinfo=UTC))


def dues(hours: list[int]) -> list[Due]:
    start = datetime(2027, 3, 1, tzinfo=UTC)
    return [Due(start + timedelta(hours=hour), Item.REMIND, hour) for hour in hours]


@given(st.lists(st.integers(0, 50)), st.integers(0, 50), st.integers(0, 50))
def test_what_is_after_the_cursor_has_come_due_or_is_next_and_nothing_is_both(
    hours: list[int], cursor: int, passed: int
) -> None:
    agenda = dues(hours)
    seen = datetime(2027, 3, 1, tzinfo=UTC) + timedelta(hours=cursor)
    now = seen + timedelta(hours=passed)

    attended, later = come_due(agenda, seen, now), next_due(agenda, now)

    ahead = sorted(due for due in agenda if due.at > seen)
    assert list(attended) == [due for due in ahead if due.at <= now]
    assert later == min((due.at for due in ahead if due.at > now), default=None)


@given(days)
def test_a_working_day_is_the_same_day_or_the_monday_after_the_weekend(day: date) -> None:
    found = working_day(day)

    assert found.weekday() < 5
    assert (
        found == day
        if day.weekday() < 5
        else (found.weekday(), (found - day).days)
        in {
            (0, 1),
            (0, 2),
        }
    )


@given(days, zones)
def test_a_morning_is_nine_on_the_wall_of_every_zone(day: date, zone: ZoneInfo) -> None:
    local = morning(day, zone).astimezone(zone)

    assert (local.date(), local.time()) == (day, time(9))


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        (date(2027, 3, 26), BERLIN, datetime(2027, 3, 26, 8, tzinfo=UTC)),
        (date(2027, 3, 29), BERLIN, datetime(2027, 3, 29, 7, tzinfo=UTC)),
        (date(2027, 10, 29), BERLIN, datetime(2027, 10, 29, 7, tzinfo=UTC)),
        (date(2027, 11, 1), BERLIN, datetime(2027, 11, 1, 8, tzinfo=UTC)),
        (date(2027, 3, 12), NEW_YORK, datetime(2027, 3, 12, 14, tzinfo=UTC)),
        (date(2027, 3, 15), NEW_YORK, datetime(2027, 3, 15, 13, tzinfo=UTC)),
    ],
)
def test_mornings_move_with_daylight_saving(day: date, zone: ZoneInfo, expected: datetime) -> None:
    assert morning(day, zone) == expected


@given(moments, st.integers(0, 60), zones)
def test_so_many_days_later_is_a_working_morning_not_too_early_and_at_most_a_weekend_late(
    moment: datetime, count: int, zone: ZoneInfo
) -> None:
    local = days_after(moment, count, zone).astimezone(zone)
    wanted = moment.astimezone(zone).date() + timedelta(days=count)

    assert local.time() == time(9)
    assert local.weekday() < 5
    assert timedelta(0) <= local.date() - wanted <= timedelta(days=2)


@given(moments, st.integers(1, 20), zones)
def test_working_days_are_counted_without_weekends(
    moment: datetime, count: int, zone: ZoneInfo
) -> None:
    first = moment.astimezone(zone).date()
    last = working_days_after(moment, count, zone).astimezone(zone).date()

    between = [first + timedelta(days=gone) for gone in range(1, (last - first).days + 1)]
    assert sum(day.weekday() < 5 for day in between) == count
    assert last.weekday() < 5


def test_three_working_days_after_a_thursday_is_the_tuesday() -> None:
    thursday = datetime(2027, 3, 25, 15, tzinfo=UTC)

    assert working_days_after(thursday, 3, BERLIN) == datetime(2027, 3, 30, 7, tzinfo=UTC)


@given(moments, st.integers(2, 60), st.lists(st.integers(1, 60), max_size=3), zones)
def test_reminders_are_distinct_mornings_between_the_question_and_its_deadline(
    asked: datetime, within: int, after: list[int], zone: ZoneInfo
) -> None:
    deadline = days_after(asked, within, zone)

    found = [due.at for due in reminders(asked, deadline, after, zone)]

    wanted = {days_after(asked, count, zone) for count in after}
    assert found == sorted(at for at in wanted if at < deadline)
    assert all(at > asked for at in found)


@given(moments, zones)
def test_the_last_reminder_comes_on_the_working_day_before_the_deadline(
    deadline: datetime, zone: ZoneInfo
) -> None:
    local = last_reminder(deadline, zone).astimezone(zone)
    closes = deadline.astimezone(zone).date()

    assert local.time() == time(9)
    assert working_day(local.date()) == local.date()
    between = [local.date() + timedelta(days=n) for n in range(1, (closes - local.date()).days)]
    assert all(day.weekday() >= 5 for day in between)


def may_be_written_to(moment: datetime, zone: ZoneInfo, working_days: bool) -> bool:
    """The rule, minute by minute: 08:00 to 18:00, on working days if only those will do."""
    local = moment.astimezone(zone)
    return time(8) <= local.time() < time(18) and (not working_days or local.weekday() < 5)


@given(moments, zones, st.booleans())
def test_the_quiet_hours_end_at_the_first_minute_at_which_somebody_may_be_written_to(
    now: datetime, zone: ZoneInfo, working_days: bool
) -> None:
    opens = opening(now, zone, time(8), time(18), working_days=working_days)

    minute = now
    while not may_be_written_to(minute, zone, working_days):
        minute += timedelta(minutes=1)
    assert opens == minute


def test_a_friday_evening_in_march_waits_for_monday_and_its_new_clock() -> None:
    evening = datetime(2027, 3, 26, 18, tzinfo=UTC)

    assert opening(evening, BERLIN, time(8), time(18)) == datetime(2027, 3, 29, 6, tzinfo=UTC)


def test_quiet_hours_hold_on_weekends_too_where_weekends_will_do() -> None:
    saturday_night = datetime(2027, 3, 27, 22, tzinfo=UTC)

    opens = opening(saturday_night, BERLIN, time(8), time(18), working_days=False)

    assert opens == datetime(2027, 3, 28, 6, tzinfo=UTC)


@given(
    moments,
    st.integers(2, 60),
    st.lists(st.integers(1, 60), max_size=2).map(tuple),
    st.booleans(),
    zones,
)
@example(datetime(2027, 3, 1, 10, tzinfo=UTC), 4, (3,), True, BERLIN)
@example(datetime(2027, 3, 5, 10, tzinfo=UTC), 2, (), True, BERLIN)
def test_no_question_is_ever_reminded_of_more_than_three_times(
    asked: datetime, within: int, after: tuple[int, ...], last_day: bool, zone: ZoneInfo
) -> None:
    deadline = days_after(asked, within, zone)

    found = asking(asked, deadline, Reminders(after=after, last_day=last_day), zone)

    moments = [due.at for due in found]
    last = last_reminder(deadline, zone)
    early = {due.at for due in reminders(asked, deadline, after, zone)}
    assert len(moments) == len(set(moments)) <= 3
    assert all(asked < at < deadline for at in moments)
    assert set(moments) - early == ({last} - early if last_day and last > asked else set())
