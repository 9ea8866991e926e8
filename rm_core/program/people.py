"""People, and what they tell us of themselves when they take part."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from rm_core.errors import NotAllowed
from rm_core.program.ids import CohortId, ParticipantId, PersonId


class Role(StrEnum):
    """Who teaches and who learns; direction comes from need and offer, never age (practice 26)."""

    MENTOR = "mentor"
    MENTEE = "mentee"

    @property
    def other(self) -> "Role":
        return Role.MENTEE if self is Role.MENTOR else Role.MENTOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A human, across cohorts, as the HR export knows them.

    `manager` is the external id of the line manager, `level` the seniority band (1 is the entry),
    `time_zone` an IANA name, `languages` BCP 47 codes, the best first; the first is written in.
    """

    id: PersonId
    external_id: str
    name: str
    given_name: str
    email: str
    manager: str | None = None
    department: str = ""
    site: str = ""
    level: int | None = None
    time_zone: str = "UTC"
    languages: tuple[str, ...] = ("en",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A topic a mentee seeks: `level` 1-4 is what they want to reach, `priority` 1-3, 3 highest."""

    topic: str
    level: int
    priority: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A topic a mentor can give, at `level` 1 (can explain) to 4 (others come to me)."""

    topic: str
    level: int


@dataclass(frozen=True, slots=True, order=True)
class OfficeHours:
    """One weekly window in the person's own zone (practice 9).

    `weekday` 0 is Monday; `start` and `end` are minutes after midnight, in steps of 30.
    """

    weekday: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a participant answered at intake.

    `style` maps a trait to 1..5. `capacity` is how many pairings they will take, 0..n.
    `gap` is the gap statement: only matching sees it (practice 43). `wishes` (best first, up to 5)
    and `vetoes` are people. `generation` is given only where the program declares it and the
    person chose to. `openness` is the pledge (practice 87).
    """

    needs: tuple[Need, ...] = ()
    offers: tuple[Offer, ...] = ()
    interests: frozenset[str] = frozenset()
    style: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    hours: tuple[OfficeHours, ...] = ()
    time_zone: str = "UTC"
    languages: tuple[str, ...] = ("en",)
    capacity: int = 1
    cadence: str = "monthly"
    hopes: str = ""
    gap: str = ""
    gives_back: str = ""
    generation: str | None = None
    wishes: tuple[PersonId, ...] = ()
    vetoes: tuple[PersonId, ...] = ()
    openness: bool = False


class State(StrEnum):
    """How far a participant has come in one cohort."""

    INVITED = "invited"
    ENROLLED = "enrolled"
    READY = "ready"
    WAITLISTED = "waitlisted"
    PAIRED = "paired"
    FINISHED = "finished"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LEFT = "left"


class Step(StrEnum):
    """What can happen to a participant."""

    ENROL = "enrol"
    CONFIRM = "confirm"
    WAIT = "wait"
    PAIR = "pair"
    RETURN = "return"
    FINISH = "finish"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    LEAVE = "leave"


CLOSED = frozenset({State.FINISHED, State.DECLINED, State.WITHDRAWN, State.LEFT})
"""States with nothing left to do; every other state has a next due date."""

TRANSITIONS: Mapping[tuple[State, Step], State] = MappingProxyType(
    {
        (State.INVITED, Step.ENROL): State.ENROLLED,
        (State.INVITED, Step.PAIR): State.PAIRED,
        (State.INVITED, Step.DECLINE): State.DECLINED,
        (State.INVITED, Step.WITHDRAW): State.WITHDRAWN,
        (State.INVITED, Step.LEAVE): State.LEFT,
        (State.ENROLLED, Step.ENROL): State.ENROLLED,
        (State.ENROLLED, Step.CONFIRM): State.READY,
        (State.ENROLLED, Step.PAIR): State.PAIRED,
        (State.ENROLLED, Step.DECLINE): State.DECLINED,
        (State.ENROLLED, Step.WITHDRAW): State.WITHDRAWN,
        (State.ENROLLED, Step.LEAVE): State.LEFT,
        (State.READY, Step.ENROL): State.READY,
        (State.READY, Step.PAIR): State.PAIRED,
        (State.READY, Step.WAIT): State.WAITLISTED,
        (State.READY, Step.FINISH): State.FINISHED,
        (State.READY, Step.WITHDRAW): State.WITHDRAWN,
        (State.READY, Step.LEAVE): State.LEFT,
        (State.WAITLISTED, Step.PAIR): State.PAIRED,
        (State.WAITLISTED, Step.WAIT): State.WAITLISTED,
        (State.WAITLISTED, Step.FINISH): State.FINISHED,
        (State.WAITLISTED, Step.WITHDRAW): State.WITHDRAWN,
        (State.WAITLISTED, Step.LEAVE): State.LEFT,
        (State.PAIRED, Step.PAIR): State.PAIRED,
        (State.PAIRED, Step.RETURN): State.WAITLISTED,
        (State.PAIRED, Step.FINISH): State.FINISHED,
        (State.PAIRED, Step.WITHDRAW): State.WITHDRAWN,
        (State.PAIRED, Step.LEAVE): State.LEFT,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A person in one cohort, in one role; times are UTC, `due_at` is None only when closed.

    `reminders` counts those sent in this state, `rematches` how often they came back for another
    pairing, `reason` why they are waitlisted or finished early (a code), `priority` is higher for
    those who waited. `seen` is up to when the agenda has been attended. `quiet` people have stopped
    the emails that may be stopped.
    """

    id: ParticipantId
    cohort: CohortId
    person: PersonId
    role: Role
    state: State
    since: datetime
    seen: datetime
    due_at: datetime | None
    reminders: int = 0
    rematches: int = 0
    priority: int = 0
    reason: str = ""
    quiet: bool = False

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED


def after(state: State, step: Step) -> State:
    """The state that a step leads to.

    Raises:
        NotAllowed: the step does not follow from the state.
    """
    try:
        return TRANSITIONS[state, step]
    except KeyError:
        message = f"a participant who is {state} cannot {step}"
        raise NotAllowed(message) from None
