"""What falls due between the introduction and the verdict, and when."""

from dataclasses import replace
from datetime import timedelta

from rm_core.program.agenda import (
    Due,
    Item,
    asking,
    days_after,
    last_reminder,
    next_due,
    working_days_after,
)
from rm_core.program.effects import Outcome
from rm_core.program.meetings import Meeting
from rm_core.program.pairing import TRIAL_STAGE, Pairing, State
from rm_core.program.policy import Program

MINUTE = timedelta(minutes=1)


def agenda(pairing: Pairing, trial: Meeting | None, program: Program) -> tuple[Due, ...]:
    """What falls due while the two decide, in the state they are in. `trial` is the meeting."""
    zone, rules = program.zone, program.trial
    match pairing.state:
        case State.INTRODUCED:
            deadline = days_after(pairing.since, rules.answer_within, zone)
            return (
                *asking(pairing.since, deadline, program.reminders, zone),
                Due(deadline, Item.LAPSE),
            )
        case State.TRIAL:
            return (
                Due(working_days_after(pairing.since, rules.contact_within, zone), Item.NUDGE),
                Due(days_after(pairing.since, rules.opening_line_after, zone), Item.OPENING_LINE),
                Due(days_after(pairing.since, rules.coordinator_after, zone), Item.COORDINATOR),
                Due(days_after(pairing.since, rules.meet_within, zone), Item.OVERDUE),
            )
        case State.SCHEDULED if trial is not None:
            guide = max(last_reminder(trial.starts_at, zone), pairing.since + MINUTE)
            asks = trial.ends_at + timedelta(hours=program.cadence.ask_after_hours)
            return (Due(guide, Item.GUIDE), Due(max(asks, guide + MINUTE), Item.ASK))
        case State.HELD:
            deadline = days_after(pairing.since, rules.verdict_within, zone)
            return (
                *asking(pairing.since, deadline, program.reminders, zone),
                Due(deadline, Item.DECIDE),
            )
        case _:
            return ()


def settle(outcome: Outcome, trial: Meeting | None, program: Program) -> Outcome:
    """The outcome with the next due date of the pairing it leads to."""
    pairing = outcome.pairing
    if pairing.state not in TRIAL_STAGE:
        return outcome
    due_at = next_due(agenda(pairing, trial, program), pairing.seen)
    return replace(outcome, pairing=replace(pairing, due_at=due_at))
