"""Agreement, meetings, pulses: the term of a pairing from 'we go on' to its last day.

The mentee drives (practice 28), silence climbs a ladder from a nudge to the coordinator (M53), and
two cancellations by the mentee in a row are heard at once: that is how pairings die.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from rm_core.errors import NotAllowed
from rm_core.program.agenda import Due, Item, asking, days_after, last_reminder, next_due
from rm_core.program.effects import Outcome, to_both, to_coordinator, told
from rm_core.program.emails import EmailKind, Owed
from rm_core.program.meetings import Meeting
from rm_core.program.meetings import State as MeetingState
from rm_core.program.pairing import Pairing, State, Step, take
from rm_core.program.policy import Program

QUIET_END = timedelta(days=14)
"""No pulse so shortly before the outcome survey."""

ASK_AGAIN_AFTER = 3


class Met(StrEnum):
    """What one side says of a planned meeting (M46)."""

    YES = "yes"
    MOVED = "moved"
    CANCELLED = "cancelled"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What a decision about a running pairing needs to know: its meetings 1..n, and the rules."""

    meetings: Sequence[Meeting]
    program: Program

    def number(self, number: int) -> Meeting:
        return next(each for each in self.meetings if each.number == number)

    def after(self, changed: Iterable[Meeting]) -> "Term":
        """The same term with these meetings new or changed."""
        known = {each.number: each for each in (*self.meetings, *changed)}
        return replace(self, meetings=tuple(known[number] for number in sorted(known)))


def agenda(pairing: Pairing, term: Term) -> tuple[Due, ...]:
    """What falls due during the term, in the state the pairing is in."""
    program, zone = term.program, term.program.zone
    match pairing.state:
        case State.AGREEING:
            deadline = days_after(pairing.since, program.cadence.agree_within, zone)
            asked = asking(pairing.since, deadline, program.reminders, zone)
            return (*asked, Due(deadline, Item.DECIDE))
        case State.ACTIVE:
            meetings = [due for each in term.meetings for due in _around(each, term)]
            return (*meetings, *_pulses(pairing, program), *_milestones(pairing, program))
        case State.PAUSED if pairing.paused_until is not None:
            return (Due(pairing.paused_until, Item.RESUME),)
        case _:
            return ()


def _around(meeting: Meeting, term: Term) -> Iterable[Due]:
    """The card before a planned meeting, the questions after it, the ladder if it was missed."""
    rules, zone, number = term.program.checkins, term.program.zone, meeting.number
    missed = days_after(meeting.starts_at, rules.silent_after, zone)
    if meeting.state is MeetingState.PLANNED:
        asked = meeting.ends_at + timedelta(hours=term.program.cadence.ask_after_hours)
        yield Due(last_reminder(meeting.starts_at, zone), Item.CARD, number)
        yield Due(asked, Item.ASK, number)
        yield Due(days_after(asked, ASK_AGAIN_AFTER, zone), Item.ASK_AGAIN, number)
        yield Due(missed, Item.MISSED, number)
    later = [each for each in term.meetings if each.number > number]
    met_since = any(each.state is MeetingState.HELD for each in later)
    if meeting.state is MeetingState.MISSED and not met_since:
        yield Due(days_after(missed, rules.ladder_days, zone), Item.COORDINATOR, number)


def _pulses(pairing: Pairing, program: Program) -> Iterable[Due]:
    started, ends = bounds(pairing)
    rules, count = program.checkins, 1
    at = days_after(started, rules.first_pulse, program.zone)
    while at < ends - QUIET_END:
        yield Due(at, Item.PULSE, count)
        at, count = days_after(at, rules.pulse_every, program.zone), count + 1


def _milestones(pairing: Pairing, program: Program) -> Iterable[Due]:
    started, ends = bounds(pairing)
    middle = days_after(started, (ends - started).days // 2, program.zone)
    if program.surveys.midterm and started < middle < ends:
        yield Due(middle, Item.MIDTERM)
    yield Due(days_after(middle, 7, program.zone), Item.THANK)
    yield Due(ends, Item.ASSESS)


def bounds(pairing: Pairing) -> tuple[datetime, datetime]:
    """When the term began and when it ends, UTC.

    Raises:
        NotAllowed: the pairing has no term.
    """
    if pairing.started_at is None or pairing.ends_at is None:
        message = f"pairing {pairing.id} is {pairing.state} without a term"
        raise NotAllowed(message)
    return pairing.started_at, pairing.ends_at


def settle(outcome: Outcome, term: Term) -> Outcome:
    """The outcome with the next due date of the pairing it leads to."""
    pairing = outcome.pairing
    if pairing.state not in {State.AGREEING, State.ACTIVE, State.PAUSED}:
        return outcome
    due_at = next_due(agenda(pairing, term.after(outcome.meetings)), pairing.seen)
    return replace(outcome, pairing=replace(pairing, due_at=due_at))


def confirm(
    pairing: Pairing, meetings: Sequence[Meeting], ends_at: datetime, term: Term, now: datetime
) -> Outcome:
    """The terms hold: the term begins, the series is mailed (M39, M44). `ends_at` is UTC."""
    active = take(pairing, Step.CONFIRM, now=now)
    active = replace(active, started_at=now, ends_at=max(ends_at, now + timedelta(days=1)))
    planned = tuple(each for each in meetings if each.starts_at < active.ends_at)  # type: ignore[operator]
    outcome = Outcome(
        pairing=active,
        emails=to_both(active, EmailKind.MEETING_SERIES, now, occasion="1"),
        events=(told(active, "started", now),),
        meetings=planned,
    )
    return settle(outcome, term)


def met(
    pairing: Pairing,
    meeting: Meeting,
    said: Met,
    term: Term,
    now: datetime,
    *,
    by_mentee: bool = False,
    moved_to: datetime | None = None,
) -> Outcome:
    """What one side says became of a meeting; 'yes' from either side holds.

    `by_mentee` says who cancelled, `moved_to` (UTC) the new time of a moved meeting.

    Raises:
        NotAllowed: the pairing has no running term, or a moved meeting has no new time.
    """
    if pairing.state is not State.ACTIVE:
        message = f"pairing {pairing.id} is {pairing.state}: its meetings are closed"
        raise NotAllowed(message)
    if meeting.state is MeetingState.HELD and said is not Met.YES:
        return Outcome(pairing=pairing)
    match said:
        case Met.YES:
            held = replace(meeting, state=MeetingState.HELD)
            outcome = Outcome(pairing=replace(pairing, cancelled=0), meetings=(held,))
        case Met.MOVED:
            outcome = _move(pairing, meeting, moved_to, now)
        case Met.CANCELLED:
            outcome = _cancel(pairing, meeting, term.program, now, by_mentee=by_mentee)
        case Met.NO:
            outcome = Outcome(
                pairing=pairing,
                meetings=(replace(meeting, state=MeetingState.MISSED),),
                emails=to_both(pairing, EmailKind.NUDGE, now, occasion=f"no:{meeting.number}"),
            )
    return settle(outcome, term)


def _move(pairing: Pairing, meeting: Meeting, to: datetime | None, now: datetime) -> Outcome:
    if to is None or to <= now:
        message = f"meeting {meeting.id} can only be moved to a time that lies ahead"
        raise NotAllowed(message)
    moved = meeting.moved(to)
    occasion = f"{meeting.number}.{moved.sequence}"
    letters = to_both(pairing, EmailKind.MEETING_SERIES, now, occasion)
    return Outcome(pairing=pairing, meetings=(moved,), emails=letters)


def _cancel(
    pairing: Pairing, meeting: Meeting, program: Program, now: datetime, *, by_mentee: bool
) -> Outcome:
    """Told twice it counts once; told ahead of time it leaves both calendars."""
    if meeting.state is MeetingState.CANCELLED:
        return Outcome(pairing=pairing)
    counted = pairing.cancelled + 1 if by_mentee else pairing.cancelled
    cancelled = replace(pairing, cancelled=counted)
    gone = replace(meeting, state=MeetingState.CANCELLED, sequence=meeting.sequence + 1)
    emails: tuple[Owed, ...] = ()
    if meeting.starts_at > now:
        changed = f"{meeting.number}.{gone.sequence}"
        emails = to_both(pairing, EmailKind.MEETING_SERIES, now, changed)
    if counted >= program.checkins.cancellations:
        occasion = str(meeting.number)
        emails += (to_coordinator(pairing, "mentee_cancelled_twice", now, occasion),)
    return Outcome(pairing=cancelled, meetings=(gone,), emails=emails)
