"""Common times are those at which both have office hours, minute by minute and in every season."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rm_core.program.ids import PairingId, derive
from rm_core.program.meetings import State, choices, common_slots, hours_text, meeting, series
from rm_core.program.people import OfficeHours, Profile
from tests.support.program import moments

PAIRING = PairingId(derive("pairing", "bo", "ada"))
MARCH = datetime(2027, 3, 24, 7, 13, tzinfo=UTC)
OCTOBER = datetime(2027, 10, 27, 16, 40, tzinfo=UTC)
AMERICAN_MARCH = datetime(2027, 3, 11, 22, 5, tzinfo=UTC)
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Honolulu",
)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def free(*windows: tuple[int, int, int], zone: str = "Europe/Berlin") -> Profile:
    """Office hours as (weekday, hour, hour)."""
    hours = tuple(OfficeHours(day, start * 60, end * 60) for day, start, end in windows)
    return Profile(hours=hours, time_zone=zone)


def workdays(start: int, end: int, zone: str = "Europe/Berlin") -> Profile:
    return free(*((day, start, end) for day in range(5)), zone=zone)


def busy_or_free(profile: Profile, minutes: Iterable[datetime]) -> list[bool]:
    """The oracle: for each minute, whether its owner's clock stands within their office hours."""
    zone = ZoneInfo(profile.time_zone)
    open_ = {(each.weekday, minute) for each in profile.hours for minute in _of(each)}
    local = (minute.astimezone(zone) for minute in minutes)
    return [(each.weekday(), each.hour * 60 + each.minute) in open_ for each in local]


def _of(hours: OfficeHours) -> range:
    return range(hours.start, hours.end)


def slots_by_the_minute(
    mentor: Profile, mentee: Profile, after: datetime, length: int, days: int
) -> list[datetime]:
    """Every half hour from the start of each stretch of minutes in which both are free."""
    start = after.replace(hour=0, minute=0) - 2 * DAY
    minutes = [start + count * MINUTE for count in range((days + 6) * 24 * 60)]
    both = zip(busy_or_free(mentor, minutes), busy_or_free(mentee, minutes), strict=True)
    found: list[datetime] = []
    began = None
    for index, (one, other) in enumerate([*both, (False, False)]):
        if one and other and began is None:
            began = index
        elif not (one and other) and began is not None:
            found += minutes[began : max(began, index - length + 1) : 30]
            began = None
    return [slot for slot in found if after < slot < after + days * DAY]


hours = st.builds(
    lambda day, start, length: OfficeHours(day, start * 30, min(start + length, 48) * 30),
    st.integers(0, 6),
    st.integers(8, 46),
    st.integers(1, 10),
)
"""From four in the morning on: clocks change at night."""
profiles = st.builds(
    Profile, hours=st.lists(hours, max_size=5).map(tuple), time_zone=st.sampled_from(ZONES)
)
around_changes = st.one_of(
    moments(MARCH - 3 * DAY, MARCH + 3 * DAY),
    moments(OCTOBER - 3 * DAY, OCTOBER + 3 * DAY),
    moments(AMERICAN_MARCH - 3 * DAY, AMERICAN_MARCH + 3 * DAY),
)


@settings(max_examples=40, deadline=None)
@given(profiles, profiles, around_changes, st.sampled_from([30, 45, 60, 90, 150]))
@example(workdays(9, 11), workdays(3, 6, "America/New_York"), AMERICAN_MARCH, 45)
@example(workdays(9, 17), workdays(9, 17, "Asia/Kathmandu"), MARCH, 45)
@example(free((0, 8, 10), (0, 10, 12)), free((0, 8, 12)), MARCH, 150)
@example(free((3, 8, 12), (3, 9, 10)), free((3, 8, 12)), MARCH, 45)
@example(free((6, 22, 24), (0, 0, 3)), free((6, 20, 24), (0, 0, 2)), MARCH, 150)
def test_common_slots_are_those_of_a_clock_that_is_read_every_minute(
    mentor: Profile, mentee: Profile, after: datetime, length: int
) -> None:
    until = after + 5 * DAY

    found = list(takewhile(lambda s: s < until, common_slots(mentor, mentee, after, length)))

    assert found == slots_by_the_minute(mentor, mentee, after, length, 5)


def test_slots_reach_sixty_days_ahead_and_no_further() -> None:
    daily = free(*((day, 9, 10) for day in range(7)))

    slots = list(common_slots(daily, daily, MARCH, 60))

    assert MARCH + 59 * DAY < slots[-1] < MARCH + 61 * DAY


def test_nobody_meets_where_one_has_no_office_hours() -> None:
    assert list(common_slots(workdays(9, 17), Profile(), MARCH, 30)) == []


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (datetime(2027, 3, 25, 12, tzinfo=UTC), ["26 08:00", "29 07:00"]),
        (datetime(2027, 10, 28, 12, tzinfo=UTC), ["29 07:00", "01 08:00"]),
    ],
)
def test_berlin_meets_an_hour_earlier_in_summer_by_the_clock_of_the_world(
    after: datetime, expected: list[str]
) -> None:
    found = choices(workdays(9, 10), workdays(9, 10), after, 60, 2)

    assert [f"{slot:%d %H:%M}" for slot in found] == expected


def test_berlin_and_new_york_have_an_hour_less_while_only_one_has_changed_its_clocks() -> None:
    berlin, new_york = workdays(9, 16), workdays(9, 12, "America/New_York")
    before = choices(berlin, new_york, datetime(2027, 3, 11, tzinfo=UTC), 60, 1)
    between = choices(berlin, new_york, datetime(2027, 3, 15, tzinfo=UTC), 60, 1)

    assert before == (datetime(2027, 3, 11, 14, tzinfo=UTC),)
    assert between == (datetime(2027, 3, 15, 13, tzinfo=UTC),)


@settings(max_examples=40, deadline=None)
@given(profiles, profiles, around_changes, st.integers(1, 6))
def test_choices_are_the_first_slots_of_as_many_days(
    mentor: Profile, mentee: Profile, after: datetime, count: int
) -> None:
    slots = list(common_slots(mentor, mentee, after, 45))

    firsts = {slot.date(): slot for slot in reversed(slots)}
    assert choices(mentor, mentee, after, 45, count) == tuple(sorted(firsts.values()))[:count]


def wall(moment: datetime, zone: str = "Europe/Berlin") -> tuple[int, time]:
    local = moment.astimezone(ZoneInfo(zone))
    return local.weekday(), local.time()


def test_a_series_keeps_weekday_and_wall_clock_through_both_changes_of_the_clocks() -> None:
    tuesdays = free((1, 15, 17))

    planned = series(
        PAIRING, tuesdays, tuesdays, after=MARCH - 30 * DAY, count=12, every=28, minutes=50
    )

    assert [wall(each.starts_at) for each in planned] == [(1, time(15))] * 12
    assert [each.number for each in planned] == list(range(1, 13))
    days = [each.starts_at.astimezone(ZoneInfo("Europe/Berlin")).date() for each in planned]
    assert {(later - day).days for day, later in pairwise(days)} == {28}


def test_a_series_without_common_office_hours_keeps_the_wall_clock_of_its_first_meeting() -> None:
    nothing = Profile(time_zone="Europe/Berlin")
    morning = datetime(2027, 3, 2, 8, tzinfo=UTC)

    planned = series(PAIRING, nothing, nothing, after=morning, count=9, every=28, minutes=50)

    assert [wall(each.starts_at) for each in planned] == [(1, time(10))] * 9


def test_a_series_without_common_office_hours_never_meets_on_a_weekend() -> None:
    nothing = Profile(time_zone="Europe/Berlin")
    morning = datetime(2027, 3, 2, 8, tzinfo=UTC)

    planned = series(PAIRING, nothing, nothing, after=morning, count=12, every=25, minutes=50)

    assert all(wall(each.starts_at)[0] < 5 for each in planned)
    assert {wall(each.starts_at)[1] for each in planned} == {time(10)}


@settings(max_examples=25, deadline=None)
@given(profiles, profiles, around_changes, st.integers(7, 60), st.integers(1, 8))
def test_a_series_goes_forward_at_its_rhythm_and_never_meets_too_soon(
    mentor: Profile, mentee: Profile, after: datetime, every: int, count: int
) -> None:
    planned = series(PAIRING, mentor, mentee, after=after, count=count, every=every, minutes=45)

    starts = [each.starts_at for each in planned]
    gaps = [later - start for start, later in pairwise(starts)]
    assert len({each.id for each in planned}) == count
    assert starts[0] > after
    assert all(gap >= timedelta(days=every) - timedelta(hours=13) for gap in gaps)


def test_a_meeting_is_the_same_one_wherever_it_moves_and_calendars_count_its_moves() -> None:
    first = meeting(PAIRING, 3, MARCH, 50)

    moved = first.moved(MARCH + DAY).moved(MARCH + 2 * DAY)

    assert (moved.id, moved.sequence, moved.starts_at) == (first.id, 2, MARCH + 2 * DAY)
    assert (moved.state, moved.ends_at) == (State.PLANNED, MARCH + 2 * DAY + 50 * MINUTE)
    assert meeting(PAIRING, 3, MARCH + 9 * DAY, 30).id == first.id


def test_office_hours_read_as_people_write_them() -> None:
    hours = (OfficeHours(4, 840, 930), OfficeHours(0, 540, 630))

    assert hours_text(hours) == "Mon 09:00-10:30, Fri 14:00-15:30"
