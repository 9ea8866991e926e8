"""Attending what fell due during the term of a pairing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rm_core.errors import NotAllowed
from rm_core.program import assessment
from rm_core.program.agenda import Due, Item, come_due
from rm_core.program.checkins import Term, agenda, confirm, settle
from rm_core.program.effects import Outcome, to_both, to_coordinator, to_side, told
from rm_core.program.emails import EmailKind
from rm_core.program.meetings import Meeting
from rm_core.program.meetings import State as MeetingState
from rm_core.program.pairing import Pairing, Step, take
from rm_core.program.pauses import resume
from rm_core.program.people import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """The program's standard terms, for two who agreed on nothing else in time; `ends_at` UTC."""

    meetings: Sequence[Meeting]
    ends_at: datetime


def attend(pairing: Pairing, term: Term, standard: Standard, now: datetime) -> Outcome:
    """Whatever fell due since the agenda was last attended, as one outcome.

    Moment by moment, as if somebody had looked at each: what one item changes may bring the next.
    After a long outage no step is missing, nobody gets two emails of a kind, and a card for a
    meeting that has passed is not sent any more.
    """
    outcome, cursor = Outcome(pairing=replace(pairing, seen=now)), pairing.seen
    while outcome.pairing.state is pairing.state:
        known = term.after(outcome.meetings)
        due = come_due(agenda(outcome.pairing, known), cursor, now)
        if not due:
            break
        cursor = due[0].at
        for item in (each for each in due if each.at == cursor):
            if outcome.pairing.state is pairing.state:
                outcome = outcome.then(_attend_one(outcome.pairing, item, known, standard, now))
    return _settled(outcome.without_backlog(), term)


def _settled(outcome: Outcome, term: Term) -> Outcome:
    return assessment.settle(settle(outcome, term), term.program)


def _attend_one(
    pairing: Pairing, due: Due, term: Term, standard: Standard, now: datetime
) -> Outcome:
    match due.item:
        case Item.DECIDE:
            hear = to_coordinator(pairing, "standard_terms", now)
            begun = confirm(pairing, standard.meetings, standard.ends_at, term, now)
            return Outcome(pairing=pairing, emails=(hear,)).then(begun)
        case Item.RESUME:
            return resume(pairing, term, now)
        case Item.MISSED:
            return _missed(pairing, term.number(due.number), now)
        case Item.ASSESS:
            assessing = take(pairing, Step.ASSESS, now=now)
            letters = to_both(assessing, EmailKind.OUTCOME_SURVEY, now)
            return Outcome(
                pairing=assessing, emails=letters, events=(told(assessing, "ended", now),)
            )
        case _:
            return _write(pairing, due, term, now)


def _missed(pairing: Pairing, meeting: Meeting, now: datetime) -> Outcome:
    """Nobody said whether they met: both are nudged; the coordinator hears a week later (M53)."""
    missed = replace(meeting, state=MeetingState.MISSED)
    letters = to_both(pairing, EmailKind.NUDGE, now, occasion=f"missed:{meeting.number}")
    return Outcome(pairing=pairing, meetings=(missed,), emails=letters)


def _write(pairing: Pairing, due: Due, term: Term, now: datetime) -> Outcome:
    """The items that only write to somebody."""
    number = str(due.number)
    match due.item:
        case Item.REMIND:
            silent = [role for role in Role if role not in pairing.said]
            emails = tuple(
                to_side(pairing, EmailKind.AGREEMENT_REMINDER, role, now, f"{due.at:%Y%m%d}")
                for role in silent
            )
        case Item.CARD if term.number(due.number).starts_at <= now:
            emails = ()
        case Item.CARD:
            moved = term.number(due.number).sequence
            emails = to_both(pairing, EmailKind.MEETING_CARD, now, f"{number}.{moved}")
        case Item.ASK:
            moved = term.number(due.number).sequence
            emails = to_both(pairing, EmailKind.DID_YOU_MEET, now, f"{number}.{moved}")
        case Item.ASK_AGAIN:
            emails = (to_side(pairing, EmailKind.NUDGE, Role.MENTEE, now, f"asked:{number}"),)
        case Item.COORDINATOR:
            emails = (to_coordinator(pairing, "meeting_missed", now, number),)
        case Item.PULSE:
            emails = to_both(pairing, EmailKind.PULSE, now, number)
        case Item.MIDTERM:
            emails = to_both(pairing, EmailKind.MIDTERM, now)
        case Item.THANK:
            emails = (to_side(pairing, EmailKind.THANK_YOU, Role.MENTEE, now),)
        case _:
            message = f"pairing {pairing.id} is {pairing.state}: {due.item} is not on its agenda"
            raise NotAllowed(message)
    return Outcome(pairing=pairing, emails=emails)
