"""Everything that emails and pages talk about, read in a handful of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from rm_core.mail.facts import Case, Figure
from rm_core.program.agreements import Agreement
from rm_core.program.cohort import Cohort
from rm_core.program.emails import EmailKind
from rm_core.program.ids import PairingId, ParticipantId
from rm_core.program.meetings import Meeting, latest_trial
from rm_core.program.meetings import State as MeetingState
from rm_core.program.pairing import Pairing
from rm_core.program.people import Participant, Person, Profile
from rm_core.services.standing import cases, figures
from rm_core.store.links import Link
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
class Matter:
    """What an email or a page is about; `me` is None for the coordinator's and sponsor's desks."""

    cohort: Cohort
    me: Side | None
    partner: Side | None
    manager: Person | None
    pairing: Pairing | None
    meetings: Sequence[Meeting]
    agreements: Sequence[Agreement]
    evidence: Evidence

    @property
    def trial(self) -> Meeting | None:
        return latest_trial(self.meetings)

    def numbered(self, number: int) -> Meeting | None:
        return next((each for each in self.meetings if each.number == number), None)

    @property
    def held(self) -> int:
        """How many meetings of the term took place."""
        return sum(each.state is MeetingState.HELD for each in self.meetings if each.number > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(Matter):
    """What one email is about."""

    email: Email
    figures: tuple[Figure, ...] = ()
    cases: tuple[Case, ...] = ()

    @property
    def meeting(self) -> Meeting | None:
        """The meeting that the occasion names by its number, else the trial meeting."""
        number = self.email.occasion.rsplit(":", 1)[-1].split(".")[0]
        return self.numbered(int(number) if number.isdigit() else 0)


def contexts(work: Work, emails: Sequence[Email]) -> list[Context]:
    """The context of each email, in their order."""
    cohorts = {id_: work.cohorts.by_id(id_) for id_ in {email.cohort for email in emails}}
    abouts = [(email.pairing, _about(email)) for email in emails]
    reading = _Reading(work, abouts)
    return [
        Context(
            email=email,
            cohort=cohorts[email.cohort],
            **_standing(work, email, cohorts[email.cohort]),
            **reading.of(*about),
        )
        for email, about in zip(emails, abouts, strict=True)
    ]


def _standing(work: Work, email: Email, cohort: Cohort) -> dict[str, Any]:
    """The figures of a report, and for the coordinator the cases to look at."""
    match email.kind:
        case EmailKind.SPONSOR_REPORT:
            return {"figures": figures(work, cohort, for_sponsor=True)}
        case EmailKind.COORDINATOR_REPORT:
            return {
                "figures": figures(work, cohort, for_sponsor=False),
                "cases": cases(work, cohort),
            }
        case _:
            return {}


def matter(work: Work, link: Link) -> Matter:
    """What the page behind a link is about."""
    about = (link.pairing, link.participant)
    cohort = work.cohorts.by_id(link.cohort)
    return Matter(cohort=cohort, **_Reading(work, [about]).of(*about))


def _about(email: Email) -> ParticipantId | None:
    """The participant that an email to them, or to their line manager, is about."""
    if email.participant or not email.subject:
        return email.participant
    return ParticipantId(email.subject)


def read_sides(work: Work, ids: set[ParticipantId]) -> dict[ParticipantId, Side]:
    """These participants with their people and profiles."""
    participants = work.participants.some(ids)
    persons = work.people.some({each.person for each in participants.values()})
    profiles = work.participants.profiles(ids)
    return {
        id_: Side(participant=each, person=persons[each.person], profile=profiles.get(id_))
        for id_, each in participants.items()
    }


class _Reading:
    """What belongs to some pairings and participants, read once for all of them."""

    def __init__(
        self, work: Work, abouts: Sequence[tuple[PairingId | None, ParticipantId | None]]
    ) -> None:
        ids = {pairing for pairing, _ in abouts if pairing}
        self.pairings = work.pairings.some(ids)
        people = {participant for _, participant in abouts if participant}
        people |= {id_ for each in self.pairings.values() for id_ in (each.mentor, each.mentee)}
        self.sides = read_sides(work, people)
        self.meetings = work.meetings.of_some(ids)
        self.agreements = work.agreements.of_some(ids)
        self.evidence = work.pairings.evidence(ids)
        managers = {side.person.manager for side in self.sides.values() if side.person.manager}
        self.managers = work.people.by_external_id(managers)

    def of(self, pairing: PairingId | None, participant: ParticipantId | None) -> dict[str, Any]:
        """The parts of one matter."""
        found = self.pairings.get(pairing) if pairing else None
        me = self.sides.get(participant) if participant else None
        other = found.side(me.participant.role.other) if found and me else None
        key = found.id if found else None
        return {
            "me": me,
            "partner": self.sides.get(other) if other else None,
            "manager": self.managers.get(me.person.manager or "") if me else None,
            "pairing": found,
            "meetings": self.meetings.get(key, []) if key else [],
            "agreements": self.agreements.get(key, []) if key else [],
            "evidence": self.evidence.get(key, {}) if key else {},
        }
