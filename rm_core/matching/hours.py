"""Office hours and time zones, as half hours of one UTC week (practice 9)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from rm_core.errors import BadInput
from rm_core.program.people import OfficeHours

SLOT_MINUTES = 30
WEEK_SLOTS = 7 * 24 * 60 // SLOT_MINUTES


def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name.

    Raises:
        BadInput: there is none.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        message = f"time zone {name!r} is not an IANA name; write it like 'Europe/Berlin'"
        raise BadInput(message) from error


def utc_offset(name: str, on: date) -> int:
    """Minutes ahead of UTC at noon of that day, in that zone."""
    offset = datetime.combine(on, time(12), zone(name)).utcoffset()
    return round(offset.total_seconds()) // 60 if offset is not None else 0


def zone_distance(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """Minutes between clocks, (first, second), 0..720: +13 and -11 hours read the same time."""
    apart = np.abs(first[:, None] - second[None, :]) % (24 * 60)
    nearest: NDArray[np.int64] = np.minimum(apart, 24 * 60 - apart)
    return nearest


def week_slots(windows: Sequence[OfficeHours], zone_name: str, on: date) -> NDArray[np.bool_]:
    """Which half hours of the UTC week around that day are office hours: (336,) bool.

    Slot 0 begins on Monday, 00:00 UTC; what passes the end of the week comes in at its start.
    Zones off the half hour are taken down to it, all windows of a zone alike.

    Raises:
        BadInput: a window has no weekday 0-6, ends before it starts, or is off the half hour.
    """
    monday = on - timedelta(days=on.weekday())
    origin = datetime.combine(monday, time(0), UTC)
    place = zone(zone_name)
    slots = np.zeros(WEEK_SLOTS, dtype=np.bool_)
    for window in windows:
        _check(window)
        midnight = datetime.combine(monday + timedelta(days=window.weekday), time(0), place)
        # Wall-clock arithmetic: adding to an aware time keeps the zone, and so the wall.
        opens = (midnight + timedelta(minutes=window.start)).astimezone(UTC)
        first = (opens - origin) // timedelta(minutes=SLOT_MINUTES)
        length = (window.end - window.start) // SLOT_MINUTES
        slots[np.arange(first, first + length) % WEEK_SLOTS] = True
    return slots


def _check(window: OfficeHours) -> None:
    in_day = 0 <= window.start < window.end <= 24 * 60
    on_slot = window.start % SLOT_MINUTES == 0 and window.end % SLOT_MINUTES == 0
    if not (0 <= window.weekday <= 6 and in_day and on_slot):
        message = (
            f"office hours {window.weekday}, {window.start}-{window.end} do not fit: expected a "
            "weekday 0-6 and start < end in minutes of one day, in steps of 30"
        )
        raise BadInput(message)
