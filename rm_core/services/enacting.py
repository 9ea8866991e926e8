"""Making a decision so: the state, the emails owed and the events, all in one transaction."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from rm_core.program import intake, people
from rm_core.program.agenda import opening
from rm_core.program.effects import Outcome
from rm_core.program.emails import LANES, Desk, EmailKind, Lane, Owed
from rm_core.program.ids import ParticipantId
from rm_core.program.pairing import CLOSED, Pairing
from rm_core.program.pairing import State as PairingState
from rm_core.program.people import Participant
from rm_core.program.policy import Program
from rm_core.store.links import Link
from rm_core.store.matching import Bar, BarKind
from rm_core.store.unit import Work

REMINDERS = (
    EmailKind.INTRODUCTION_REMINDER,
    EmailKind.FIRST_CONTACT_NUDGE,
    EmailKind.OPENING_LINE,
    EmailKind.CHOOSE_TIME,
    EmailKind.TRIAL_GUIDE,
    EmailKind.VERDICT_REMINDER,
    EmailKind.AGREEMENT_REMINDER,
    EmailKind.MEETING_CARD,
    EmailKind.DID_YOU_MEET,
    EmailKind.PULSE,
    EmailKind.NUDGE,
    EmailKind.MIDTERM,
    EmailKind.THANK_YOU,
    EmailKind.SURVEY_REMINDER,
)
"""They die when the pairing moves on to another state (M56)."""


def owe(work: Work, emails: Iterable[Owed], program: Program, now: datetime) -> None:
    """Owe emails; all but answers wait for the reader's own working hours (M56)."""
    letters = list(emails)
    if not letters:
        return
    readers = {each.to for each in letters if not isinstance(each.to, Desk)}
    zones = work.participants.zones(readers)
    timed = [
        replace(
            each,
            not_before=arrival(each.kind, each.not_before, _zone(each, zones, program), program),
        )
        for each in letters
    ]
    work.outbox.owe(timed, now)


def arrival(kind: EmailKind, not_before: datetime, zone: ZoneInfo, program: Program) -> datetime:
    """When an email of this kind may arrive where its reader lives, UTC; answers at any time."""
    if LANES.get(kind, Lane.REMINDER) is Lane.ANSWER:
        return not_before
    rules = program.mail
    return opening(
        not_before, zone, rules.earliest, rules.latest, working_days=rules.working_days_only
    )


def _zone(owed: Owed, zones: dict[ParticipantId, str], program: Program) -> ZoneInfo:
    if isinstance(owed.to, Desk):
        return program.zone
    return ZoneInfo(zones.get(owed.to, program.time_zone))


def enact(
    work: Work, before: Pairing, outcome: Outcome, program: Program, now: datetime
) -> Pairing:
    """Make an outcome of a pairing so.

    Raises:
        Stale: somebody else moved the pairing in between; nothing was written.
    """
    after = outcome.pairing
    work.pairings.move(before, after)
    work.meetings.put(outcome.meetings)
    if after.state is not before.state:
        work.outbox.cancel("the pairing has moved on", pairing=after.id, kinds=REMINDERS)
    owe(work, outcome.emails, program, now)
    work.events.announce(outcome.events, now)
    if before.state in BEGINNINGS:
        _open_pages(work, after, now)
    if outcome.parted:
        _part(work, after, program, now)
    return after


BEGINNINGS = frozenset({PairingState.PROPOSED, PairingState.AGREEING})
"""In these states a pairing may become known to its two people: introduced, or registered."""


def _open_pages(work: Work, pairing: Pairing, now: datetime) -> None:
    """Both sides' pages about the pairing open, even before the first email has gone out."""
    sides = (pairing.mentor, pairing.mentee)
    links = [Link(cohort=pairing.cohort, participant=side, pairing=pairing.id) for side in sides]
    work.links.make(links, now)


def _part(work: Work, pairing: Pairing, program: Program, now: datetime) -> None:
    """Both are free again: never proposed to each other again, back with priority (B36, M58)."""
    both = work.participants.some([pairing.mentor, pairing.mentee])
    mentor, mentee = both[pairing.mentor], both[pairing.mentee]
    past = Bar(
        cohort=pairing.cohort,
        mentor=mentor.person,
        mentee=mentee.person,
        kind=BarKind.PAST,
        at=now,
    )
    work.match_runs.bar([past])
    for participant in (mentor, mentee):
        if participant.state is not people.State.PAIRED or has_open_pairing(work, participant):
            continue
        if pairing.state is PairingState.COMPLETED:
            done = intake.move(
                participant, people.Step.FINISH, program, now, intake.Reason.COMPLETED
            )
            change = intake.Change(participant=done)
        else:
            change = intake.come_back(participant, program, now)
        enact_change(work, participant, change, program, now)


def has_open_pairing(work: Work, participant: Participant) -> bool:
    """Whether they are in a pairing that people know of and that is not over."""
    theirs = work.pairings.of_participant(participant.id)
    return any(
        each.state not in CLOSED and each.state is not PairingState.PROPOSED for each in theirs
    )


def enact_change(
    work: Work, before: Participant, change: intake.Change, program: Program, now: datetime
) -> Participant:
    """Make a change of a participant so.

    Raises:
        Stale: somebody else moved them in between; nothing was written.
    """
    after = change.participant
    work.participants.move(before, after)
    if after.state is not before.state:
        dead = (EmailKind.INTAKE_REMINDER, EmailKind.INVITATION)
        work.outbox.cancel("it was answered", participant=after.id, kinds=dead)
    owe(work, change.emails, program, now)
    work.events.announce(change.events, now)
    return after


def until_done(attend_some: Callable[[], int]) -> int:
    """Attend what is due chunk by chunk, each in a transaction of its own; says how much it was."""
    attended = 0
    while count := attend_some():
        attended += count
    return attended
