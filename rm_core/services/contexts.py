"""Everything that a batch of emails talks about, read in a handful of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from rm_core.program.agreements import Agreement
from rm_core.program.cohort import Cohort
from rm_core.program.ids import PairingId, ParticipantId
from rm_core.program.meetings import Meeting
from rm_core.program.pairing import Pairing
from rm_core.program.people import Participant, Person, Profile, Role
from rm_core.store.outbox import Email
from rm_core.store.pairings import Evidence
from rm_core.store.unit import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One participant with the person behind them, and their profile if they have answered."""

    participant: Participant
    person: Person
    profile: Profile | None

    @property
    def zone(self) -> ZoneInfo:
        """Where they live: what they said at intake, else what the HR export says."""
        return ZoneInfo(self.profile.time_zone if self.profile else self.person.time_zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What one email talks about; `me` is None for the coordinator's and the sponsor's desk."""

    email: Email
    cohort: Cohort
    me: Side | None
    partner: Side | None
    manager: Person | None
    pairing: Pairing | None
    meetings: Sequence[Meeting]
    agreements: Sequence[Agreement]
    evidence: Evidence

    @property
    def meeting(self) -> Meeting | None:
        """The meeting that the occasion names by its number, else the trial meeting."""
        number = self.email.occasion.rsplit(":", 1)[-1].split(".")[0]
        wanted = int(number) if number.isdigit() else 0
        return next((each for each in self.meetings if each.number == wanted), None)

    @property
    def trial(self) -> Meeting | None:
        return next((each for each in self.meetings if each.number == 0), None)


def contexts(work: Work, emails: Sequence[Email]) -> list[Context]:
    """The context of each email, in their order."""
    cohorts = {id_: work.cohorts.by_id(id_) for id_ in {email.cohort for email in emails}}
    pairings = work.pairings.some({email.pairing for email in emails if email.pairing})
    ids = {email.participant for email in emails if email.participant}
    ids |= {ParticipantId(email.subject) for email in emails if email.subject and email.desk}
    ids |= {each for pairing in pairings.values() for each in (pairing.mentor, pairing.mentee)}
    sides = read_sides(work, ids)
    shelf = _Shelf(work, list(pairings))
    managers = _managers(work, [side.person for side in sides.values()])
    return [
        _context(email, cohorts[email.cohort], pairings, sides, shelf, managers) for email in emails
    ]


def read_sides(work: Work, ids: set[ParticipantId]) -> dict[ParticipantId, Side]:
    """These participants with their people and profiles."""
    participants = work.participants.some(ids)
    persons = work.people.some({each.person for each in participants.values()})
    profiles = work.participants.profiles(ids)
    return {
        id_: Side(participant=each, person=persons[each.person], profile=profiles.get(id_))
        for id_, each in participants.items()
    }


class _Shelf:
    """What belongs to pairings, read once for the batch."""

    def __init__(self, work: Work, ids: Sequence[PairingId]) -> None:
        self.meetings = work.meetings.of_some(ids)
        self.agreements = work.agreements.of_some(ids)
        self.evidence = work.pairings.evidence(ids)


def _managers(work: Work, persons: Sequence[Person]) -> dict[str, Person]:
    return work.people.by_external_id({each.manager for each in persons if each.manager})


def _context(
    email: Email,
    cohort: Cohort,
    pairings: dict[PairingId, Pairing],
    sides: dict[ParticipantId, Side],
    shelf: _Shelf,
    managers: dict[str, Person],
) -> Context:
    pairing = pairings.get(email.pairing) if email.pairing else None
    about = email.participant or (ParticipantId(email.subject) if email.subject else None)
    me = sides.get(about) if about else None
    partner = None
    if pairing and me:
        role = Role(me.participant.role)
        partner = sides[pairing.side(role.other)]
    manager = managers.get(me.person.manager) if me and me.person.manager else None
    return Context(
        email=email,
        cohort=cohort,
        me=me,
        partner=partner,
        manager=manager,
        pairing=pairing,
        meetings=shelf.meetings.get(pairing.id, []) if pairing else [],
        agreements=shelf.agreements.get(pairing.id, []) if pairing else [],
        evidence=shelf.evidence.get(pairing.id, {}) if pairing else {},
    )
