"""A mentor and a mentee, and how far they have come."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from rm_core.errors import NotAllowed
from rm_core.program.ids import CohortId, MatchRunId, PairingId, ParticipantId
from rm_core.program.people import Role

NOTHING_SAID: Mapping[Role, str] = MappingProxyType({})


class State(StrEnum):
    """How far a pairing has come."""

    PROPOSED = "proposed"
    INTRODUCED = "introduced"
    TRIAL = "trial"
    SCHEDULED = "scheduled"
    HELD = "held"
    AGREEING = "agreeing"
    ACTIVE = "active"
    PAUSED = "paused"
    ASSESSING = "assessing"
    COMPLETED = "completed"
    RELEASED = "released"
    DROPPED = "dropped"


class Step(StrEnum):
    """What can happen to a pairing."""

    INTRODUCE = "introduce"
    DROP = "drop"
    ACCEPT = "accept"
    DECLINE = "decline"
    SCHEDULE = "schedule"
    MISS = "miss"
    HOLD = "hold"
    AGAIN = "again"
    GO_ON = "go on"
    CONFIRM = "confirm"
    PAUSE = "pause"
    RESUME = "resume"
    ASSESS = "assess"
    COMPLETE = "complete"
    PART = "part"


TRANSITIONS: Mapping[tuple[State, Step], State] = MappingProxyType(
    {
        (State.PROPOSED, Step.INTRODUCE): State.INTRODUCED,
        (State.PROPOSED, Step.DROP): State.DROPPED,
        (State.INTRODUCED, Step.ACCEPT): State.TRIAL,
        (State.INTRODUCED, Step.DECLINE): State.RELEASED,
        (State.INTRODUCED, Step.PART): State.RELEASED,
        (State.TRIAL, Step.SCHEDULE): State.SCHEDULED,
        (State.TRIAL, Step.PART): State.RELEASED,
        (State.SCHEDULED, Step.SCHEDULE): State.SCHEDULED,
        (State.SCHEDULED, Step.HOLD): State.HELD,
        (State.SCHEDULED, Step.MISS): State.TRIAL,
        (State.SCHEDULED, Step.PART): State.RELEASED,
        (State.HELD, Step.GO_ON): State.AGREEING,
        (State.HELD, Step.AGAIN): State.TRIAL,
        (State.HELD, Step.MISS): State.TRIAL,
        (State.HELD, Step.PART): State.RELEASED,
        (State.AGREEING, Step.CONFIRM): State.ACTIVE,
        (State.AGREEING, Step.PART): State.RELEASED,
        (State.ACTIVE, Step.PAUSE): State.PAUSED,
        (State.ACTIVE, Step.ASSESS): State.ASSESSING,
        (State.ACTIVE, Step.PART): State.RELEASED,
        (State.PAUSED, Step.RESUME): State.ACTIVE,
        (State.PAUSED, Step.PART): State.RELEASED,
        (State.ASSESSING, Step.COMPLETE): State.COMPLETED,
        (State.ASSESSING, Step.PART): State.RELEASED,
    }
)

CLOSED = frozenset({State.COMPLETED, State.RELEASED, State.DROPPED})
"""States with nothing left to do; every other state has a next due date."""

TRIAL_STAGE = frozenset({State.INTRODUCED, State.TRIAL, State.SCHEDULED, State.HELD})
CHECKIN_STAGE = frozenset({State.AGREEING, State.ACTIVE, State.PAUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """One pairing; times are UTC, `due_at` is None only when it is closed.

    `said` holds what each side answered to the question of the present state; it is emptied by
    every change of state and never shown to the other side. `seen` is the agenda's cursor.
    `trials` counts trial meetings fixed, without those that did not happen; `misses` how often it
    came to none. `cancelled` counts the mentee's cancellations in a row.
    `started_at` and `ends_at` bound the term, `paused_until` a pause in it.
    """

    id: PairingId
    cohort: CohortId
    mentor: ParticipantId
    mentee: ParticipantId
    state: State
    since: datetime
    seen: datetime
    due_at: datetime | None
    match_run: MatchRunId | None = None
    said: Mapping[Role, str] = field(default_factory=lambda: NOTHING_SAID)
    trials: int = 0
    misses: int = 0
    cancelled: int = 0
    started_at: datetime | None = None
    ends_at: datetime | None = None
    paused_until: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED

    def side(self, role: Role) -> ParticipantId:
        return self.mentor if role is Role.MENTOR else self.mentee

    def role_of(self, participant: ParticipantId) -> Role:
        return Role.MENTOR if participant == self.mentor else Role.MENTEE

    def hear(self, role: Role, answer: str) -> "Pairing":
        """The same pairing with this side's answer noted; the last answer wins."""
        return replace(self, said=MappingProxyType({**self.said, role: answer}))


def take(pairing: Pairing, step: Step, *, now: datetime) -> Pairing:
    """Take one step: the new state begins now, with nothing said and nothing attended yet.

    `due_at` is left to whoever knows the agenda of the new state; a closed pairing has none.

    Raises:
        NotAllowed: the step does not follow from the state the pairing is in.
    """
    try:
        state = TRANSITIONS[pairing.state, step]
    except KeyError:
        message = f"pairing {pairing.id} is {pairing.state} and cannot {step}"
        raise NotAllowed(message) from None
    due_at = None if state in CLOSED else pairing.due_at
    return replace(pairing, state=state, since=now, seen=now, said=NOTHING_SAID, due_at=due_at)
