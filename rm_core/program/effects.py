"""What should happen: the value that a decision returns and a service makes so."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from rm_core.program.emails import WANTED, Desk, EmailKind, Owed
from rm_core.program.ids import CohortId, EventId, ParticipantId, derive
from rm_core.program.meetings import Meeting
from rm_core.program.pairing import Pairing
from rm_core.program.people import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, to be told to Prefect; ids and codes only, never a name.

    `name` is `<thing>.<past tense>`; `about` is the id of the thing. The same thing at the same
    `occasion` is the same event, however often it is told.
    """

    name: str
    cohort: CohortId
    about: str
    occasion: str
    payload: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def id(self) -> EventId:
        return EventId(derive("event", self.name, self.about, self.occasion))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A pairing after a step, and whatever follows from it.

    `meetings` are those that are new or changed; `parted` says that both people are free again.
    """

    pairing: Pairing
    emails: tuple[Owed, ...] = ()
    events: tuple[Event, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    parted: bool = False

    def without_backlog(self) -> "Outcome":
        """Only emails that time has not passed by: of each kind the last one to each reader.

        Those that make no sense in the state that the pairing has come to are gone, too. To a
        desk, the reason belongs to the kind.
        """
        state = self.pairing.state
        timely = [owed for owed in self.emails if state in WANTED.get(owed.kind, {state})]
        last = {_alike(owed): owed for owed in timely}
        return replace(self, emails=tuple(owed for owed in timely if last[_alike(owed)] is owed))

    def then(self, later: "Outcome") -> "Outcome":
        """Both, one after the other, in one transaction."""
        return replace(
            later,
            emails=self.emails + later.emails,
            events=self.events + later.events,
            meetings=self.meetings + later.meetings,
            parted=self.parted or later.parted,
        )


def _alike(owed: Owed) -> tuple[EmailKind, ParticipantId | Desk, str]:
    reason = owed.occasion.partition(":")[0] if isinstance(owed.to, Desk) else ""
    return owed.kind, owed.to, reason


def to_side(
    pairing: Pairing, kind: EmailKind, role: Role, now: datetime, occasion: str = ""
) -> Owed:
    """One email to one side of a pairing."""
    return Owed(
        kind=kind,
        cohort=pairing.cohort,
        to=pairing.side(role),
        not_before=now,
        occasion=occasion,
        pairing=pairing.id,
    )


def to_both(
    pairing: Pairing, kind: EmailKind, now: datetime, occasion: str = ""
) -> tuple[Owed, ...]:
    """The same email to both sides of a pairing."""
    return tuple(to_side(pairing, kind, role, now, occasion) for role in Role)


def to_coordinator(pairing: Pairing, reason: str, now: datetime, occasion: str = "") -> Owed:
    """An 'attention needed' to the coordinator; the reason is a code that the template words."""
    return Owed(
        kind=EmailKind.ATTENTION,
        cohort=pairing.cohort,
        to=Desk.COORDINATOR,
        not_before=now,
        occasion=f"{reason}:{occasion}",
        pairing=pairing.id,
    )


def told(pairing: Pairing, happened: str, now: datetime, occasion: str = "") -> Event:
    """An event about a pairing; `happened` is a past tense such as `introduced`."""
    return Event(
        name=f"pairing.{happened}",
        cohort=pairing.cohort,
        about=str(pairing.id),
        occasion=occasion or now.isoformat(),
    )
