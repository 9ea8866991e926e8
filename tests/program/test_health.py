"""How a pairing is doing: the first rule that applies, the worst first."""

from datetime import timedelta

import pytest

from rm_core.program.health import Finding, Health, health
from rm_core.program.meetings import Meeting, State, meeting
from tests.support.builders import NOW, a_pairing
from tests.support.program import BERLIN

HELD, MISSED, CANCELLED, PLANNED = State.HELD, State.MISSED, State.CANCELLED, State.PLANNED
STALLED = Finding(Health.STALLED, "no_meeting")
AT_RISK = Finding(Health.AT_RISK, "cancelled_in_a_row")
LOW = Finding(Health.AT_RISK, "low_pulse")
LAST_MISSED = Finding(Health.WATCH, "last_meeting_missed")
FAIR = Finding(Health.WATCH, "fair_pulse")
GOOD = Finding(Health.ON_TRACK, "")


def met(*days_and_states: tuple[int, State]) -> list[Meeting]:
    """Meetings so many days from now."""
    pairing = a_pairing()
    made = [
        (meeting(pairing.id, number, NOW + timedelta(days=days), 50), state)
        for number, (days, state) in enumerate(days_and_states, 1)
    ]
    return [
        Meeting(
            id=each.id,
            pairing=each.pairing,
            number=each.number,
            starts_at=each.starts_at,
            minutes=50,
            state=state,
        )
        for each, state in made
    ]


@pytest.mark.parametrize(
    ("meetings", "cancelled", "pulses", "expected"),
    [
        (met(), 0, [], GOOD),
        (met((7, PLANNED)), 0, [5], GOOD),
        (met((-40, HELD), (-2, HELD)), 0, [4], GOOD),
        (met((-1, PLANNED)), 0, [], GOOD),
        (met((-14, PLANNED)), 0, [], GOOD),
        (met((-15, PLANNED)), 0, [], STALLED),
        (met((-15, MISSED)), 0, [5], STALLED),
        (met((-15, MISSED), (-1, HELD)), 0, [5], GOOD),
        (met((-30, MISSED), (-2, PLANNED)), 0, [5], STALLED),
        (met((-30, HELD), (-16, MISSED), (-2, MISSED)), 0, [], STALLED),
        (met((-2, HELD), (-20, MISSED)), 0, [], GOOD),
        (met((-2, CANCELLED)), 2, [5], AT_RISK),
        (met((-15, CANCELLED)), 2, [1], STALLED),
        (met((-2, HELD)), 0, [5, 2], LOW),
        (met((-2, HELD)), 0, [1, 4], GOOD),
        (met((-2, MISSED)), 0, [2], LOW),
        (met((-2, MISSED)), 0, [5], LAST_MISSED),
        (met((-2, CANCELLED)), 1, [], LAST_MISSED),
        (met((-2, HELD)), 0, [3], FAIR),
        (met((-2, MISSED)), 0, [3], LAST_MISSED),
    ],
)
def test_the_first_rule_that_applies_counts_and_the_worst_comes_first(
    meetings: list[Meeting], cancelled: int, pulses: list[int], expected: Finding
) -> None:
    pairing = a_pairing(cancelled=cancelled)

    assert health(pairing, meetings, pulses, BERLIN, NOW) == expected
