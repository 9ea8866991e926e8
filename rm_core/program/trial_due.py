"""Attending what fell due between the introduction and the verdict."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rm_core.errors import NotAllowed
from rm_core.program.agenda import Item, come_due
from rm_core.program.effects import Outcome, to_both, to_coordinator, to_side, told
from rm_core.program.emails import EmailKind, Owed
from rm_core.program.meetings import Meeting
from rm_core.program.pairing import Pairing, State, Step, take
from rm_core.program.people import Role
from rm_core.program.policy import Program
from rm_core.program.trial import decide, part, schedule
from rm_core.program.trial_agenda import agenda, settle


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a decision about a trial needs to know.

    `meeting` is the trial meeting, None while none was ever fixed; `slots` are times at which both
    could meet (UTC, earliest first), used if the program has to fix one itself.
    """

    meeting: Meeting | None
    slots: Sequence[datetime]
    program: Program


def attend(pairing: Pairing, trial: Trial, now: datetime) -> Outcome:
    """Whatever fell due since the agenda was last attended, as one outcome."""
    outcome = Outcome(pairing=replace(pairing, seen=now))
    due = come_due(agenda(pairing, trial.meeting, trial.program), pairing.seen, now)
    for item in {each.item: None for each in due}:
        if outcome.pairing.state is pairing.state:
            outcome = outcome.then(_attend_one(outcome.pairing, item, trial, now))
    fixed = outcome.meetings[-1] if outcome.meetings else trial.meeting
    return settle(outcome.without_backlog(), fixed, trial.program)


def _attend_one(pairing: Pairing, item: Item, trial: Trial, now: datetime) -> Outcome:
    match item:
        case Item.OVERDUE if pairing.misses or not trial.slots:
            return part(pairing, Step.PART, EmailKind.RELEASE, now)
        case Item.OVERDUE:
            overdue = replace(pairing, misses=pairing.misses + 1)
            return schedule(overdue, trial.meeting, trial.slots[0], trial.program, now)
        case Item.ASK:
            held = take(pairing, Step.HOLD, now=now)
            letters = to_both(held, EmailKind.VERDICT, now, f"{held.trials}.{held.misses}")
            return Outcome(pairing=held, emails=letters, events=(told(held, "met", now),))
        case Item.LAPSE:
            return part(pairing, Step.PART, EmailKind.RELEASE, now)
        case Item.DECIDE if trial.meeting is not None:
            return decide(pairing, trial.meeting, trial.program, now)
        case _:
            return _write(pairing, item, now)


def _write(pairing: Pairing, item: Item, now: datetime) -> Outcome:
    """The items that only write to somebody."""
    occasion = f"{pairing.since:%Y%m%d%H%M}.{now:%Y%m%d}"
    match item:
        case Item.REMIND:
            emails = _remind(pairing, now, occasion)
        case Item.NUDGE:
            kind = EmailKind.FIRST_CONTACT_NUDGE
            emails = (to_side(pairing, kind, Role.MENTEE, now, occasion),)
        case Item.OPENING_LINE:
            emails = (to_side(pairing, EmailKind.OPENING_LINE, Role.MENTOR, now, occasion),)
        case Item.COORDINATOR:
            emails = (to_coordinator(pairing, "no_first_contact", now, occasion),)
        case Item.GUIDE:
            emails = to_both(pairing, EmailKind.TRIAL_GUIDE, now, occasion)
        case _:
            message = f"pairing {pairing.id} is {pairing.state}: {item} is not on its agenda"
            raise NotAllowed(message)
    return Outcome(pairing=pairing, emails=emails)


def _remind(pairing: Pairing, now: datetime, occasion: str) -> tuple[Owed, ...]:
    """Remind the sides that have not answered; a reminder dies with the answer (M56)."""
    introduced = pairing.state is State.INTRODUCED
    kind = EmailKind.INTRODUCTION_REMINDER if introduced else EmailKind.VERDICT_REMINDER
    silent = [role for role in Role if role not in pairing.said]
    return tuple(to_side(pairing, kind, role, now, occasion) for role in silent)
