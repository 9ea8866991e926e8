"""How a pairing is doing, by rules that anyone may read (M52)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rm_core.program.meetings import Meeting, State
from rm_core.program.pairing import Pairing
from rm_core.program.policy import Program

LOW_PULSE = 2
FAIR_PULSE = 3


class Health(StrEnum):
    """From good to bad."""

    ON_TRACK = "on track"
    WATCH = "watch"
    AT_RISK = "at risk"
    STALLED = "stalled"


@dataclass(frozen=True, slots=True)
class Finding:
    """The worst rule that applies, as a code that the page words."""

    health: Health
    reason: str


def health(
    pairing: Pairing,
    meetings: Sequence[Meeting],
    pulses: Sequence[int],
    program: Program,
    now: datetime,
) -> Finding:
    """The first rule that applies, worst first. `pulses` are both sides' answers 1-5, oldest first.

    | health | rule |
    |---|---|
    | stalled | nothing was held since a meeting that was planned `silent_after` days ago |
    | at risk | the mentee cancelled twice in a row, or the latest pulse is 1 or 2 |
    | watch | the last meeting was missed or cancelled, or the latest pulse is 3 |
    | on track | everything else |
    """
    past = sorted((m for m in meetings if m.starts_at <= now), key=lambda m: m.starts_at)
    last = past[-1] if past else None
    held = [each.starts_at for each in past if each.state is State.HELD]
    since = [each.starts_at for each in past if not held or each.starts_at > held[-1]]
    if since and now - since[0] > timedelta(days=program.checkins.silent_after):
        return Finding(Health.STALLED, "no_meeting")
    if pairing.cancelled >= program.checkins.cancellations:
        return Finding(Health.AT_RISK, "cancelled_in_a_row")
    latest = pulses[-1] if pulses else None
    if latest is not None and latest <= LOW_PULSE:
        return Finding(Health.AT_RISK, "low_pulse")
    if last and last.state in {State.MISSED, State.CANCELLED}:
        return Finding(Health.WATCH, "last_meeting_missed")
    if latest is not None and latest <= FAIR_PULSE:
        return Finding(Health.WATCH, "fair_pulse")
    return Finding(Health.ON_TRACK, "")
