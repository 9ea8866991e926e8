"""From an invitation to a partner: what each participant waits for, and what they hear (M08)."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from rm_core.program.agenda import (
    Due,
    Item,
    asking,
    come_due,
    days_after,
    morning,
    next_due,
    working_day,
)
from rm_core.program.effects import Event
from rm_core.program.emails import Desk, EmailKind, Owed
from rm_core.program.people import Participant, State, Step, after
from rm_core.program.policy import Program

SOON = timedelta(hours=1)
MERCY = timedelta(days=7)
"""Who is ready for longer than that after the coordinator heard, and after the last round, goes."""


class Reason(StrEnum):
    """Why somebody has no partner, or is finished; worded by templates."""

    NO_ANSWER = "no_answer"
    NO_CONSENT = "no_consent"
    UNMATCHED = "unmatched"
    RELEASED = "released"
    NO_MORE_ROUNDS = "no_more_rounds"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A participant after a step, and whatever follows from it."""

    participant: Participant
    emails: tuple[Owed, ...] = ()
    events: tuple[Event, ...] = ()


def may_change_form(participant: Participant) -> bool:
    """Whether their intake form is open: until they are paired, or finished."""
    return participant.state in {State.INVITED, State.ENROLLED, State.READY, State.WAITLISTED}


def closes_at(program: Program) -> datetime:
    """The end of the last day of enrolment in the program's zone, UTC."""
    day = program.dates.enrolment_closes + timedelta(days=1)
    return datetime.combine(day, time(0), program.zone).astimezone(UTC)


def last_round(program: Program) -> datetime:
    """After this moment (UTC) nobody is paired any more: too little of the term would be left."""
    return morning(program.dates.trial_ends, program.zone)


def next_round(after: datetime, program: Program) -> datetime:
    """The morning (UTC) of the next matching round after a moment; the last one is `last_round`.

    Everybody who waits is matched on the same day: more people, better pairings.
    """
    every, day = timedelta(days=program.matching.rematch_every), program.dates.matching
    while (at := morning(working_day(day), program.zone)) <= after:
        day += every
    return min(at, max(last_round(program), after))


def agenda(participant: Participant, program: Program) -> tuple[Due, ...]:
    """What falls due for a participant, in the state they are in."""
    zone, since = program.zone, participant.since
    match participant.state:
        case State.INVITED:
            closes = max(closes_at(program), since + timedelta(days=1))
            asked = asking(since, closes, program.reminders, zone)
            return (*asked, Due(closes, Item.CLOSE))
        case State.ENROLLED:
            within = days_after(since, program.eligibility.consent_within, zone)
            return (Due(max(within, since + SOON), Item.DECIDE),)
        case State.READY:
            matched = morning(program.dates.matching, zone)
            expected = days_after(max(matched, since), program.matching.approve_within + 2, zone)
            over = max(last_round(program), expected + MERCY, since + SOON)
            return (
                Due(_next(expected, participant, program), Item.COORDINATOR),
                Due(over, Item.CLOSE),
            )
        case State.WAITLISTED:
            again = next_round(participant.seen, program)
            return (Due(max(again, participant.seen + SOON), Item.REMATCH),)
        case State.PAIRED:
            over = morning(_over(program), zone)
            return (Due(_next(over, participant, program), Item.CLOSE),)
        case _:
            return ()


def _next(moment: datetime, participant: Participant, program: Program) -> datetime:
    """The moment, or a week after the last look if it has been attended already."""
    return max(moment, days_after(participant.seen, 7, program.zone))


def _over(program: Program) -> date:
    return program.dates.ends + timedelta(days=program.surveys.answer_within + 14)


def settle(participant: Participant, program: Program) -> Participant:
    """The participant with the next due date of the state they are in."""
    if not participant.is_open:
        return replace(participant, due_at=None)
    return replace(participant, due_at=next_due(agenda(participant, program), participant.seen))


def move(
    participant: Participant, step: Step, program: Program, now: datetime, reason: str = ""
) -> Participant:
    """Take one step; the agenda of the new state begins now.

    Raises:
        NotAllowed: the step does not follow from the state the participant is in.
    """
    state = after(participant.state, step)
    moved = replace(participant, state=state, since=now, seen=now, reminders=0, reason=reason or "")
    return settle(moved, program)


def begun(participant: Participant, program: Program, at: datetime) -> Participant:
    """The same state, counted from this moment on (UTC): invitations wait for the launch."""
    return settle(replace(participant, since=at, seen=at), program)


def accept(participant: Participant, now: datetime) -> Change:
    """They said yes to the invitation: the form follows by email, to be filled in any time."""
    return Change(participant=participant, emails=(_to(participant, EmailKind.INTAKE, now),))


def enrol(
    participant: Participant, program: Program, now: datetime, *, has_manager: bool = True
) -> Change:
    """They filled in the form; ready at once, unless their line manager is asked first (M12).

    Who waits for another partner may change the form and keeps their place.
    """
    if participant.state is State.WAITLISTED:
        return Change(participant=participant)
    enrolled = move(participant, Step.ENROL, program, now)
    if enrolled.state is State.READY:
        return Change(participant=enrolled)
    if program.eligibility.ask_line_manager and has_manager:
        ask = replace(_to(enrolled, EmailKind.MANAGER_CONSENT, now), to=Desk.MANAGER)
        ask = replace(ask, occasion=str(enrolled.id))
        return Change(participant=enrolled, emails=(ask,))
    return Change(participant=move(enrolled, Step.CONFIRM, program, now))


def consent(participant: Participant, program: Program, now: datetime, *, granted: bool) -> Change:
    """The line manager's word, or its default; a participant who already went on is unchanged."""
    if participant.state is not State.ENROLLED:
        return Change(participant=participant)
    if granted:
        return Change(participant=move(participant, Step.CONFIRM, program, now))
    gone = move(participant, Step.DECLINE, program, now, Reason.NO_CONSENT)
    return Change(participant=gone, emails=(_to(gone, EmailKind.INTAKE_CLOSED, now),))


def come_back(participant: Participant, program: Program, now: datetime) -> Change:
    """After a release: back to the waitlist with priority, if another pairing can follow (M58)."""
    used_up = participant.rematches >= program.matching.rematches
    if used_up or now >= last_round(program):
        gone = move(participant, Step.FINISH, program, now, Reason.NO_MORE_ROUNDS)
        return Change(participant=gone)
    back = move(participant, Step.RETURN, program, now, Reason.RELEASED)
    back = replace(back, rematches=back.rematches + 1, priority=back.priority + 1)
    return Change(participant=back, events=(_told(back, "returned", now),))


def wait(participant: Participant, program: Program, now: datetime, reason: str) -> Change:
    """Nobody fitted: they hear why and when the next round is (M23)."""
    waiting = move(participant, Step.WAIT, program, now, reason)
    waiting = replace(waiting, priority=waiting.priority + 1)
    first = participant.state is not State.WAITLISTED
    emails = (_to(waiting, EmailKind.WAITLIST, now, f"{now:%Y%m%d}"),) if first else ()
    return Change(participant=waiting, emails=emails)


def attend(participant: Participant, program: Program, now: datetime) -> Change:
    """Whatever fell due for a participant since their agenda was last attended."""
    due = come_due(agenda(participant, program), participant.seen, now)
    seen = replace(participant, seen=now)
    if not due:
        return Change(participant=settle(seen, program))
    match Item.CLOSE if any(each.item is Item.CLOSE for each in due) else due[-1].item:
        case Item.REMIND:
            reminded = replace(seen, reminders=seen.reminders + 1)
            letter = _to(seen, EmailKind.INTAKE_REMINDER, now, str(reminded.reminders))
            return Change(participant=settle(reminded, program), emails=(letter,))
        case Item.DECIDE:
            granted = program.eligibility.consent_default == "granted"
            return consent(seen, program, now, granted=granted)
        case Item.COORDINATOR:
            letter = replace(_to(seen, EmailKind.ATTENTION, now), to=Desk.COORDINATOR)
            letter = replace(letter, occasion=f"matching_late:{now:%G%V}")
            return Change(participant=settle(seen, program), emails=(letter,))
        case Item.REMATCH if now < last_round(program):
            return Change(participant=settle(seen, program), events=(_told(seen, "waiting", now),))
        case _:
            return _close(seen, program, now)


def _close(participant: Participant, program: Program, now: datetime) -> Change:
    if participant.state is State.PAIRED:
        return Change(participant=settle(participant, program))
    if participant.state is State.INVITED:
        gone = move(participant, Step.DECLINE, program, now, Reason.NO_ANSWER)
    else:
        gone = move(participant, Step.FINISH, program, now, Reason.NO_MORE_ROUNDS)
    return Change(participant=gone, emails=(_to(gone, EmailKind.INTAKE_CLOSED, now),))


def _to(participant: Participant, kind: EmailKind, now: datetime, occasion: str = "") -> Owed:
    return Owed(
        kind=kind,
        cohort=participant.cohort,
        to=participant.id,
        not_before=now,
        occasion=occasion,
        subject=participant.id,
    )


def _told(participant: Participant, happened: str, now: datetime) -> Event:
    return Event(
        name=f"participant.{happened}",
        cohort=participant.cohort,
        about=str(participant.id),
        occasion=now.isoformat(),
    )
