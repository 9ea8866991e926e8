"""The end of a term: the outcome survey, its reminders, the wrap-up (M62, M63)."""

from dataclasses import replace
from datetime import datetime

from rm_core.program.agenda import Due, Item, come_due, days_after, next_due, reminders
from rm_core.program.effects import Outcome, to_both, to_side, told
from rm_core.program.emails import EmailKind
from rm_core.program.pairing import Pairing, State, Step, take
from rm_core.program.people import Role
from rm_core.program.policy import Program

ANSWERED = "answered"


def agenda(pairing: Pairing, program: Program) -> tuple[Due, ...]:
    """Reminders after 7, 14 and 21 days, and the day on which the survey closes."""
    if pairing.state is not State.ASSESSING:
        return ()
    deadline = days_after(pairing.since, program.surveys.answer_within, program.zone)
    asked = reminders(pairing.since, deadline, program.surveys.reminders, program.zone)
    return (*asked, Due(deadline, Item.CLOSE))


def settle(outcome: Outcome, program: Program) -> Outcome:
    """The outcome with the next due date of the pairing it leads to."""
    pairing = outcome.pairing
    if pairing.state is not State.ASSESSING:
        return outcome
    due_at = next_due(agenda(pairing, program), pairing.seen)
    return replace(outcome, pairing=replace(pairing, due_at=due_at))


def hear(pairing: Pairing, role: Role, now: datetime) -> Outcome:
    """One side has answered the outcome survey; with both, the pairing is complete."""
    if pairing.state is not State.ASSESSING:
        return Outcome(pairing=pairing)
    heard = pairing.hear(role, ANSWERED)
    return complete(heard, now) if len(heard.said) == len(Role) else Outcome(pairing=heard)


def complete(pairing: Pairing, now: datetime) -> Outcome:
    """The pairing has come to its good end: the wrap-up goes to both, both are free."""
    completed = take(pairing, Step.COMPLETE, now=now)
    return Outcome(
        pairing=completed,
        emails=to_both(completed, EmailKind.WRAP_UP, now),
        events=(told(completed, "completed", now),),
        parted=True,
    )


def attend(pairing: Pairing, program: Program, now: datetime) -> Outcome:
    """Whatever fell due since the agenda was last attended, as one outcome."""
    outcome = Outcome(pairing=replace(pairing, seen=now))
    due = come_due(agenda(pairing, program), pairing.seen, now)
    if any(each.item is Item.CLOSE for each in due):
        return complete(outcome.pairing, now)
    if due:
        silent = [role for role in Role if role not in pairing.said]
        occasion = f"{due[-1].at:%Y%m%d}"
        kind = EmailKind.SURVEY_REMINDER
        emails = tuple(to_side(pairing, kind, role, now, occasion) for role in silent)
        outcome = replace(outcome, emails=emails)
    return settle(outcome, program)
