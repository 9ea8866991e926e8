"""Who is invited, who enrols, and how long the program waits for the others (M07-M12)."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rm_core.clock import Clock
from rm_core.errors import NotAllowed
from rm_core.program import intake as stage
from rm_core.program.agenda import morning
from rm_core.program.cohort import Cohort
from rm_core.program.cohort import State as CohortState
from rm_core.program.eligibility import is_eligible
from rm_core.program.emails import EmailKind, Owed
from rm_core.program.ids import ParticipantId, derive
from rm_core.program.intake import Change, settle
from rm_core.program.people import Participant, Person, Profile, Role, State, Step
from rm_core.services.enacting import enact_change, owe, until_done
from rm_core.store.unit import Begin, Work

log = logging.getLogger(__name__)

CHUNK = 200
"""Due people attended in one transaction: few enough that a click never waits long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enlisted:
    """What an import came to: people known by now, and new participants by role."""

    people: int
    mentors: int
    mentees: int


def enlist(
    begin: Begin,
    clock: Clock,
    key: str,
    persons: Sequence[Person],
    wanted: Mapping[str, frozenset[Role]],
) -> Enlisted:
    """Keep people, and make participants of those whom the program invites.

    `wanted` maps external ids to the roles that the export names; people it does not mention may
    take every role they are eligible for. Importing again doubles nobody and invites nobody twice.

    Raises:
        NotAllowed: enrolment has closed.
    """
    now = clock()
    with begin() as work:
        cohort = work.cohorts.get(key)
        if cohort.state not in {CohortState.DRAFT, CohortState.ENROLLING}:
            message = f"cohort {key} is {cohort.state}: enrolment is over"
            raise NotAllowed(message)
        work.people.put(persons)
        opens = max(now, _opens(cohort))
        known = work.people.by_external_id([person.external_id for person in persons])
        new = [
            _participant(cohort, known[person.external_id], role, opens)
            for person in persons
            for role in Role
            if role in wanted.get(person.external_id, frozenset(Role))
            and is_eligible(person, role, cohort.program.eligibility)
        ]
        before = {each.id for each in work.participants.of(cohort.id)}
        added = [each for each in new if each.id not in before]
        work.participants.add(added)
        if cohort.state is CohortState.ENROLLING:
            owe(work, [_invitation(each, opens) for each in added], cohort.program, now)
    log.info("cohort %s: %d people, %d new participants", key, len(persons), len(added))
    mentors = sum(each.role is Role.MENTOR for each in added)
    return Enlisted(people=len(persons), mentors=mentors, mentees=len(added) - mentors)


def _opens(cohort: Cohort) -> datetime:
    return morning(cohort.program.dates.enrolment_opens, cohort.program.zone)


def _participant(cohort: Cohort, person: Person, role: Role, opens: datetime) -> Participant:
    new = Participant(
        id=ParticipantId(derive("participant", cohort.id, person.id, role)),
        cohort=cohort.id,
        person=person.id,
        role=role,
        state=State.INVITED,
        since=opens,
        seen=opens,
        due_at=None,
    )
    return settle(new, cohort.program)


def _invitation(participant: Participant, opens: datetime) -> Owed:
    return Owed(
        kind=EmailKind.INVITATION,
        cohort=participant.cohort,
        to=participant.id,
        not_before=opens,
        subject=participant.id,
    )


def accept(begin: Begin, clock: Clock, participant: ParticipantId) -> Participant:
    """They said yes to the invitation: the form follows by email."""
    now = clock()
    with begin() as work:
        before = work.participants.get(participant)
        cohort = work.cohorts.by_id(before.cohort)
        if before.state is not State.INVITED:
            return before
        return enact_change(work, before, stage.accept(before, now), cohort.program, now)


def enrol(begin: Begin, clock: Clock, participant: ParticipantId, profile: Profile) -> Participant:
    """Keep what somebody answered at intake; the last answer wins until matching begins.

    Who waits for a partner after that may change it at any time.

    Raises:
        NotAllowed: they are past enrolment, or the cohort is.
    """
    now = clock()
    with begin() as work:
        before = work.participants.get(participant)
        cohort = work.cohorts.by_id(before.cohort)
        enrolling = cohort.state in {CohortState.DRAFT, CohortState.ENROLLING}
        if not enrolling and before.state is not State.WAITLISTED:
            message = f"enrolment in cohort {cohort.key} is over"
            raise NotAllowed(message)
        manager = work.people.get(before.person).manager
        known = work.people.by_external_id([manager]) if manager else {}
        change = stage.enrol(before, cohort.program, now, has_manager=bool(known))
        version = cohort.program.consent_version
        work.participants.keep_profiles([(participant, profile)], version, now)
        after = enact_change(work, before, change, cohort.program, now)
    log.info("participant %s: %s -> %s", participant, before.state, after.state)
    return after


def decline(begin: Begin, clock: Clock, participant: ParticipantId) -> Participant:
    """They would rather not take part: thanked on the page, and not written to again."""
    return _step(begin, clock, participant, Step.DECLINE)


def consent(begin: Begin, clock: Clock, participant: ParticipantId, *, granted: bool) -> None:
    """The line manager's word about somebody who enrolled (M12)."""
    now = clock()
    with begin() as work:
        before = work.participants.get(participant)
        cohort = work.cohorts.by_id(before.cohort)
        change = stage.consent(before, cohort.program, now, granted=granted)
        enact_change(work, before, change, cohort.program, now)


def _step(begin: Begin, clock: Clock, participant: ParticipantId, step: Step) -> Participant:
    now = clock()
    with begin() as work:
        before = work.participants.get(participant)
        cohort = work.cohorts.by_id(before.cohort)
        after = stage.move(before, step, cohort.program, now)
        enact_change(work, before, Change(participant=after), cohort.program, now)
    log.info("participant %s: %s -> %s", participant, before.state, after.state)
    return after


def attend(begin: Begin, clock: Clock, key: str) -> int:
    """Whatever fell due for participants of a cohort; says for how many. Restartable anywhere."""
    return until_done(lambda: _attend_some(begin, clock, key))


def _attend_some(begin: Begin, clock: Clock, key: str) -> int:
    now = clock()
    with begin() as work:
        cohort = work.cohorts.get(key)
        due = work.participants.due(cohort.id, now, CHUNK)
        for participant in due:
            _attend_one(work, cohort, participant, now)
    return len(due)


def _attend_one(work: Work, cohort: Cohort, participant: Participant, now: datetime) -> None:
    if cohort.state is CohortState.DRAFT:
        work.participants.move(participant, stage.begun(participant, cohort.program, now))
        return
    change = stage.attend(participant, cohort.program, now)
    after = enact_change(work, participant, change, cohort.program, now)
    if after.state is not participant.state:
        log.info("participant %s: %s -> %s", participant.id, participant.state, after.state)
