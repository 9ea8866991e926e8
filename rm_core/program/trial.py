"""Introduction, trial meeting, verdict: from two names to two people who want to go on.

Practices 29 to 31 and 47: an easy way out for both, the mentee takes the first step, and parting
is blameless. Nobody is told who said no, and both get the same letter (B36): a no to an
introduction frees both at once, a verdict takes effect only when both have answered or the
question closes.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from rm_core.errors import NotAllowed
from rm_core.program import checkins
from rm_core.program.effects import Outcome, to_both, told
from rm_core.program.emails import EmailKind
from rm_core.program.meetings import Meeting, meeting
from rm_core.program.meetings import State as MeetingState
from rm_core.program.pairing import Pairing, State, Step, take
from rm_core.program.people import Role
from rm_core.program.policy import Program
from rm_core.program.trial_agenda import settle


class Reply(StrEnum):
    """What one side says to an introduction."""

    ACCEPT = "accept"
    DECLINE = "decline"


class Verdict(StrEnum):
    """What one side privately says after the trial meeting (M35)."""

    CONTINUE = "continue"
    UNSURE = "unsure"
    STOP = "stop"
    NOT_MET = "not_met"


def introduce(pairing: Pairing, program: Program, now: datetime) -> Outcome:
    """Tell the two of each other (M32)."""
    introduced = take(pairing, Step.INTRODUCE, now=now)
    emails = to_both(introduced, EmailKind.INTRODUCTION, now)
    happened = (told(introduced, "introduced", now),)
    return settle(Outcome(pairing=introduced, emails=emails, events=happened), None, program)


def reply(pairing: Pairing, role: Role, said: Reply, program: Program, now: datetime) -> Outcome:
    """One side's answer to the introduction.

    Raises:
        NotAllowed: the introduction is not open any more.
    """
    if pairing.state is not State.INTRODUCED:
        message = f"pairing {pairing.id} is {pairing.state}: its introduction is closed"
        raise NotAllowed(message)
    heard = pairing.hear(role, said)
    if said is Reply.DECLINE:
        return part(heard, Step.DECLINE, EmailKind.PARTNER_DECLINED, now)
    if heard.said.get(role.other) != Reply.ACCEPT:
        return Outcome(pairing=heard)
    trial = take(heard, Step.ACCEPT, now=now)
    emails = to_both(trial, EmailKind.CHOOSE_TIME, now, occasion=str(trial.trials))
    outcome = Outcome(pairing=trial, emails=emails, events=(told(trial, "accepted", now),))
    return settle(outcome, None, program)


def part(pairing: Pairing, step: Step, letter: EmailKind, now: datetime) -> Outcome:
    """End it without blame: both get the same letter, both are free again (B36)."""
    released = take(pairing, step, now=now)
    emails = to_both(released, letter, now)
    if pairing.state is State.SCHEDULED:
        emails += to_both(released, EmailKind.TRIAL_CANCELLED, now, occasion="parted")
    return Outcome(
        pairing=released,
        emails=emails,
        events=(told(released, "released", now),),
        parted=True,
    )


def schedule(
    pairing: Pairing, trial: Meeting | None, starts_at: datetime, program: Program, now: datetime
) -> Outcome:
    """Fix the trial meeting, or move it; both get the calendar invitation (M34)."""
    fixed = take(pairing, Step.SCHEDULE, now=now)
    moving = pairing.state is State.SCHEDULED
    if trial is None:
        trial = meeting(pairing.id, 0, starts_at, program.trial.minutes)
    elif trial.state is MeetingState.HELD:
        trial = meeting(pairing.id, trial.number - 1, starts_at, program.trial.minutes)
    else:
        trial = trial.moved(starts_at)
    fixed = replace(fixed, trials=fixed.trials + (0 if moving else 1))
    kind = EmailKind.TRIAL_MOVED if trial.sequence else EmailKind.TRIAL_INVITATION
    return settle(
        Outcome(
            pairing=fixed,
            emails=to_both(fixed, kind, now, occasion=str(trial.sequence)),
            events=(told(fixed, "scheduled", now),),
            meetings=(trial,),
        ),
        trial,
        program,
    )


def judge(
    pairing: Pairing, role: Role, said: Verdict, trial: Meeting, program: Program, now: datetime
) -> Outcome:
    """One side's private verdict; it takes effect when both have spoken.

    Raises:
        NotAllowed: no verdict is being asked for.
    """
    if pairing.state is not State.HELD:
        message = f"pairing {pairing.id} is {pairing.state}: no verdict is open"
        raise NotAllowed(message)
    heard = pairing.hear(role, said)
    if len(heard.said) < len(Role):
        return Outcome(pairing=heard)
    return decide(heard, trial, program, now)


def decide(pairing: Pairing, trial: Meeting, program: Program, now: datetime) -> Outcome:
    """What follows from the verdicts there are, once the question closes (B36, M37)."""
    verdicts = set(pairing.said.values())
    one_sided = len(pairing.said) == 1 and program.trial.one_sided_silence == "stop"
    if Verdict.STOP in verdicts or not verdicts or one_sided:
        return part(pairing, Step.PART, EmailKind.RELEASE, now)
    if Verdict.NOT_MET in verdicts:
        return miss(pairing, trial, program, now)
    if Verdict.UNSURE in verdicts:
        return again(pairing, trial, program, now)
    agreeing = take(pairing, Step.GO_ON, now=now)
    emails = to_both(agreeing, EmailKind.AGREEMENT, now)
    outcome = Outcome(pairing=agreeing, emails=emails, events=(told(agreeing, "confirmed", now),))
    return checkins.settle(outcome, checkins.Term(meetings=(), program=program))


def again(pairing: Pairing, trial: Meeting, program: Program, now: datetime) -> Outcome:
    """Unsure means one more meeting and one more question; then it is a stop (M37)."""
    if pairing.trials > 1:
        return part(pairing, Step.PART, EmailKind.RELEASE, now)
    held = replace(trial, state=MeetingState.HELD)
    outcome = _choose_again(take(pairing, Step.AGAIN, now=now), held, program, now)
    return replace(outcome, meetings=(held,))


def miss(pairing: Pairing, trial: Meeting, program: Program, now: datetime) -> Outcome:
    """The trial meeting did not happen: once more, then released (M38)."""
    if pairing.misses:
        return part(pairing, Step.PART, EmailKind.RELEASE, now)
    missed = take(pairing, Step.MISS, now=now)
    missed = replace(missed, trials=pairing.trials - 1, misses=pairing.misses + 1)
    return _choose_again(missed, trial, program, now)


def _choose_again(pairing: Pairing, trial: Meeting, program: Program, now: datetime) -> Outcome:
    occasion = f"{pairing.trials}.{pairing.misses}"
    return settle(
        Outcome(
            pairing=pairing,
            emails=to_both(pairing, EmailKind.CHOOSE_TIME, now, occasion=occasion),
            events=(told(pairing, "again", now),),
        ),
        trial,
        program,
    )
