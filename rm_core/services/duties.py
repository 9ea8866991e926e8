"""What has fallen due, by cohort and stage: the sweep's question (B54)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rm_core.clock import Clock
from rm_core.program.pairing import CHECKIN_STAGE, TRIAL_STAGE, State
from rm_core.store.unit import Begin


class Stage(StrEnum):
    """The columns of the house; each has a flow of this name."""

    COHORT = "cohort"
    INTAKE = "intake"
    MATCHING = "matching"
    TRIAL = "trial"
    CHECKINS = "checkins"
    OUTCOMES = "outcomes"


STAGES = {
    **dict.fromkeys(TRIAL_STAGE, Stage.TRIAL),
    **dict.fromkeys(CHECKIN_STAGE, Stage.CHECKINS),
    State.PROPOSED: Stage.MATCHING,
    State.ASSESSING: Stage.OUTCOMES,
}
"""Which stage attends a pairing in each open state."""


@dataclass(frozen=True, slots=True, order=True)
class Duty:
    """One stage of one cohort in which something has fallen due."""

    cohort: str
    stage: Stage


def duties(look: Begin, clock: Clock) -> list[Duty]:
    """The stages in which something is due now, in the order in which to attend them."""
    now = clock()
    with look() as work:
        found = {Duty(key, Stage.COHORT) for key in work.due.cohorts(now)}
        found |= {Duty(key, Stage.INTAKE) for key in work.due.participants(now)}
        found |= {Duty(key, STAGES[state]) for key, state in work.due.pairings(now)}
    return sorted(found, key=lambda duty: (duty.cohort, list(Stage).index(duty.stage)))


def next_due(look: Begin) -> datetime | None:
    """When the next thing falls due or the next email may go out, UTC; None when all is done."""
    with look() as work:
        moments = [work.due.first(), work.outbox.next_due()]
    return min((moment for moment in moments if moment is not None), default=None)
