from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rm_core.errors import BadInput
from rm_core.matching.hours import utc_offset, week_slots, zone_distance
from rm_core.program.people import OfficeHours

WINTER, SUMMER = date(2027, 1, 13), date(2027, 7, 14)
MONDAY_NINE_TO_TEN = (OfficeHours(0, 9 * 60, 10 * 60),)


def slots(windows: tuple[OfficeHours, ...], zone: str, on: date) -> list[int]:
    return np.flatnonzero(week_slots(windows, zone, on)).tolist()


@pytest.mark.parametrize(
    ("zone", "on", "expected"),
    [
        ("UTC", WINTER, [18, 19]),
        ("Europe/Berlin", WINTER, [16, 17]),
        ("Europe/Berlin", SUMMER, [14, 15]),
        ("America/New_York", WINTER, [28, 29]),
        ("Asia/Kolkata", WINTER, [7, 8]),
        ("Asia/Kathmandu", WINTER, [6, 7]),
        ("Pacific/Auckland", SUMMER, [330, 331]),
    ],
)
def test_local_windows_become_half_hours_of_the_utc_week(
    zone: str, on: date, expected: list[int]
) -> None:
    assert slots(MONDAY_NINE_TO_TEN, zone, on) == expected


def test_each_day_has_its_own_offset_in_the_week_when_clocks_change() -> None:
    changing = date(2027, 3, 27)
    saturday_and_sunday = (OfficeHours(5, 540, 570), OfficeHours(6, 540, 570))

    found = slots(saturday_and_sunday, "Europe/Berlin", changing)

    assert found == [5 * 48 + 16, 6 * 48 + 14]


@pytest.mark.parametrize(
    "window",
    [
        OfficeHours(7, 540, 600),
        OfficeHours(-1, 540, 600),
        OfficeHours(0, 600, 600),
        OfficeHours(0, 600, 540),
        OfficeHours(0, -30, 60),
        OfficeHours(0, 1410, 1470),
        OfficeHours(0, 545, 600),
    ],
)
def test_windows_that_are_none_are_refused(window: OfficeHours) -> None:
    with pytest.raises(BadInput, match="steps of 30"):
        week_slots((window,), "UTC", WINTER)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "Europe/Berlin\0"])
def test_zones_that_are_none_are_refused(name: str) -> None:
    with pytest.raises(BadInput, match="IANA"):
        utc_offset(name, WINTER)


@given(
    window=st.builds(
        lambda day, start, length: OfficeHours(day, start * 30, min(48, start + length) * 30),
        st.integers(0, 6),
        st.integers(0, 46),
        st.integers(1, 20),
    ),
    zone=st.sampled_from(
        ["UTC", "Europe/London", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Chatham"]
    ),
    on=st.dates(date(2026, 1, 1), date(2028, 1, 1)),
)
def test_a_window_is_as_long_in_utc_as_it_is_at_home(
    window: OfficeHours, zone: str, on: date
) -> None:
    found = week_slots((window,), zone, on)

    assert found.sum() * 30 == window.end - window.start


def test_clocks_are_at_most_twelve_hours_apart() -> None:
    samoa, auckland, berlin = (
        utc_offset(name, WINTER)
        for name in ("Pacific/Pago_Pago", "Pacific/Auckland", "Europe/Berlin")
    )

    apart = zone_distance(np.array([samoa, berlin]), np.array([auckland, berlin]))

    assert apart.tolist() == [[0, 720], [720, 0]]
