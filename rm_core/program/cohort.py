"""One dated run of a program, from draft to closed (M04)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from rm_core.errors import NotAllowed
from rm_core.program.agenda import Due, Item, days_after, morning, next_due
from rm_core.program.ids import CohortId
from rm_core.program.policy import Program

PATIENCE = timedelta(days=2)
"""How long a cohort waits for its matching run before somebody is told."""


class State(StrEnum):
    """How far a cohort has come."""

    DRAFT = "draft"
    ENROLLING = "enrolling"
    MATCHING = "matching"
    AWAITING_APPROVAL = "awaiting approval"
    TRIAL = "trial"
    RUNNING = "running"
    ASSESSING = "assessing"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What can happen to a cohort."""

    LAUNCH = "launch"
    MATCH = "match"
    PROPOSE = "propose"
    REJECT = "reject"
    APPROVE = "approve"
    RUN = "run"
    ASSESS = "assess"
    CLOSE = "close"
    CANCEL = "cancel"


CLOSED = frozenset({State.CLOSED, State.CANCELLED})

TRANSITIONS: Mapping[tuple[State, Step], State] = MappingProxyType(
    {
        (State.DRAFT, Step.LAUNCH): State.ENROLLING,
        (State.ENROLLING, Step.MATCH): State.MATCHING,
        (State.MATCHING, Step.PROPOSE): State.AWAITING_APPROVAL,
        (State.AWAITING_APPROVAL, Step.REJECT): State.MATCHING,
        (State.AWAITING_APPROVAL, Step.APPROVE): State.TRIAL,
        (State.TRIAL, Step.RUN): State.RUNNING,
        (State.RUNNING, Step.ASSESS): State.ASSESSING,
        (State.ASSESSING, Step.CLOSE): State.CLOSED,
        **{
            (state, Step.CANCEL): State.CANCELLED
            for state in State
            if state not in {State.CLOSED, State.CANCELLED}
        },
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """A cohort and its program; times are UTC, `due_at` is None only when it is closed."""

    id: CohortId
    key: str
    program: Program
    state: State
    since: datetime
    seen: datetime
    due_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED


def agenda(cohort: Cohort) -> tuple[Due, ...]:
    """What happens to the cohort by its calendar, in the state it is in."""
    program, zone = cohort.program, cohort.program.zone
    dates = program.dates
    match cohort.state:
        case State.DRAFT:
            moment = max(morning(dates.enrolment_opens, zone), cohort.seen + PATIENCE)
            return (Due(moment, Item.COORDINATOR),)
        case State.ENROLLING:
            return (Due(_from(cohort, morning(dates.matching, zone)), Item.ADVANCE),)
        case State.MATCHING:
            return (Due(cohort.seen + PATIENCE, Item.COORDINATOR),)
        case State.AWAITING_APPROVAL:
            deadline = days_after(cohort.seen, program.matching.approve_within, zone)
            return (Due(deadline, Item.DECIDE),)
        case State.TRIAL:
            return (Due(_from(cohort, morning(dates.trial_ends, zone)), Item.ADVANCE),)
        case State.RUNNING:
            ends = morning(dates.ends + timedelta(days=1), zone)
            return (Due(_from(cohort, ends), Item.ADVANCE),)
        case State.ASSESSING:
            answered = days_after(cohort.since, program.surveys.answer_within + 1, zone)
            return (Due(_from(cohort, answered), Item.ADVANCE),)
        case _:
            return ()


def _from(cohort: Cohort, moment: datetime) -> datetime:
    """The moment, or the next morning if it has been attended already."""
    return max(moment, days_after(cohort.seen, 1, cohort.program.zone))


def take(cohort: Cohort, step: Step, *, now: datetime) -> Cohort:
    """Take one step; the agenda of the new state begins now.

    Raises:
        NotAllowed: the step does not follow from the state the cohort is in.
    """
    try:
        state = TRANSITIONS[cohort.state, step]
    except KeyError:
        message = f"cohort {cohort.key} is {cohort.state} and cannot {step}"
        raise NotAllowed(message) from None
    return attended(replace(cohort, state=state, since=now), now)


def attended(cohort: Cohort, now: datetime) -> Cohort:
    """The cohort with its cursor at now and its next due date after it."""
    moved = replace(cohort, seen=now)
    return replace(moved, due_at=next_due(agenda(moved), now))
