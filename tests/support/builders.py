"""People, cohorts and pairings for tests: each says what the test is about and nothing else."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from rm_core.program import cohort as cohort_stage
from rm_core.program import pairing as pairing_stage
from rm_core.program import people as people_stage
from rm_core.program.cohort import Cohort
from rm_core.program.document import parse
from rm_core.program.effects import Event
from rm_core.program.emails import EmailKind, Owed
from rm_core.program.ids import CohortId, PairingId, ParticipantId, PersonId, derive
from rm_core.program.meetings import Meeting, meeting
from rm_core.program.pairing import Pairing
from rm_core.program.people import Participant, Person, Role
from rm_core.program.policy import Program
from rm_core.store.unit import Work
from tests.support.program_text import SOUND

NOW = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)
"""A Monday morning; tests count from here."""

LATER = NOW + timedelta(days=7)
_SOUND = parse(SOUND, "program.yaml")


def a_program(key: str = "spring-2027", **changed: Any) -> Program:
    return _SOUND.model_copy(update={"key": key, **changed})


def a_person(who: str = "ada", /, **changed: Any) -> Person:
    fields: dict[str, Any] = {
        "id": PersonId(derive("person", who)),
        "external_id": who,
        "name": f"{who.capitalize()} Example",
        "given_name": who.capitalize(),
        "email": f"{who}@example.org",
    }
    return Person(**fields | changed)


def a_cohort(key: str = "spring-2027", **changed: Any) -> Cohort:
    """A cohort in its trial stage, next due in a week."""
    state = changed.get("state", cohort_stage.State.TRIAL)
    fields: dict[str, Any] = {
        "id": CohortId(derive("cohort", key)),
        "key": key,
        "program": a_program(key),
        "state": state,
        "since": NOW,
        "seen": NOW,
        "due_at": None if state in cohort_stage.CLOSED else LATER,
    }
    return Cohort(**fields | changed)


def a_participant(
    name: str = "ada", role: Role = Role.MENTEE, cohort: str = "spring-2027", **changed: Any
) -> Participant:
    """Somebody invited to a cohort, next due in a week."""
    state = changed.get("state", people_stage.State.INVITED)
    fields: dict[str, Any] = {
        "id": ParticipantId(derive("participant", cohort, name, role)),
        "cohort": CohortId(derive("cohort", cohort)),
        "person": PersonId(derive("person", name)),
        "role": role,
        "state": state,
        "since": NOW,
        "seen": NOW,
        "due_at": None if state in people_stage.CLOSED else LATER,
    }
    return Participant(**fields | changed)


def a_pairing(
    mentor: str = "bo", mentee: str = "ada", cohort: str = "spring-2027", **changed: Any
) -> Pairing:
    """Two who have been introduced to each other, next due in a week."""
    state = changed.get("state", pairing_stage.State.INTRODUCED)
    fields: dict[str, Any] = {
        "id": PairingId(derive("pairing", cohort, mentor, mentee)),
        "cohort": CohortId(derive("cohort", cohort)),
        "mentor": a_participant(mentor, Role.MENTOR, cohort).id,
        "mentee": a_participant(mentee, Role.MENTEE, cohort).id,
        "state": state,
        "since": NOW,
        "seen": NOW,
        "due_at": None if state in pairing_stage.CLOSED else LATER,
    }
    return Pairing(**fields | changed)


def a_trial_meeting(pairing: Pairing) -> Meeting:
    """The trial meeting of a pairing, planned for tomorrow."""
    return meeting(pairing.id, 0, NOW + timedelta(days=1), 45)


def an_owed(
    kind: EmailKind = EmailKind.PULSE, occasion: str = "", cohort: str = "spring-2027", **more: Any
) -> Owed:
    """An email to the mentee Ada that may go out at once."""
    fields: dict[str, Any] = {
        "kind": kind,
        "cohort": CohortId(derive("cohort", cohort)),
        "to": a_participant(cohort=cohort).id,
        "not_before": NOW,
        "occasion": occasion,
    }
    return Owed(**fields | more)


def an_event(occasion: str = "", cohort: str = "spring-2027", **changed: Any) -> Event:
    """That the pairing of Bo and Ada was introduced."""
    fields: dict[str, Any] = {
        "name": "pairing.introduced",
        "cohort": CohortId(derive("cohort", cohort)),
        "about": str(a_pairing(cohort=cohort).id),
        "occasion": occasion,
    }
    return Event(**fields | changed)


def store_people(work: Work, participants: Iterable[Participant], names: Iterable[str]) -> None:
    """Keep participants and, before them, the people that these names make."""
    work.people.put([a_person(name) for name in names])
    work.participants.add(participants)


def store_pair(work: Work, pairing: Pairing | None = None, **changed: Any) -> Pairing:
    """Keep a cohort, Bo and Ada as paired people in it, and their pairing."""
    pairing = pairing or a_pairing(**changed)
    paired = people_stage.State.PAIRED
    work.cohorts.add(a_cohort())
    both = [
        a_participant("bo", Role.MENTOR, state=paired),
        a_participant("ada", Role.MENTEE, state=paired),
    ]
    store_people(work, both, ["bo", "ada"])
    work.pairings.add([(pairing, {"score": 0.5})])
    return pairing
