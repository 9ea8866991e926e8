"""From the introduction to the verdict: what people say, and what falls due meanwhile."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from rm_core.clock import Clock
from rm_core.errors import NotAllowed
from rm_core.program import trial as stage
from rm_core.program import trial_due
from rm_core.program.cohort import Cohort
from rm_core.program.effects import Outcome
from rm_core.program.emails import EmailKind
from rm_core.program.ids import PairingId, ParticipantId
from rm_core.program.meetings import Meeting, choices, latest_trial
from rm_core.program.pairing import TRIAL_STAGE, Pairing, State, Step
from rm_core.program.trial import Reply, Verdict
from rm_core.services.enacting import enact, until_done
from rm_core.store.unit import Begin, Work

log = logging.getLogger(__name__)

CHUNK = 100
NOTICE = timedelta(days=1)
"""No meeting is proposed, or fixed for anybody, at shorter notice."""


def answer(
    begin: Begin, clock: Clock, pairing: PairingId, by: ParticipantId, said: Reply
) -> Pairing:
    """Record what someone said of an introduction, and owe whatever follows from it."""
    now = clock()
    with begin() as work:
        before = work.pairings.get(pairing)
        program = work.cohorts.by_id(before.cohort).program
        outcome = stage.reply(before, before.role_of(by), said, program, now)
        after = enact(work, before, outcome, program, now)
    return _logged(before, after)


def slots(work: Work, pairing: Pairing, minutes: int, now: datetime) -> tuple[datetime, ...]:
    """A few times (UTC) at which both could meet, from their office hours; none too soon."""
    profiles = work.participants.profiles([pairing.mentor, pairing.mentee])
    if len(profiles) < 2:
        return ()
    return choices(profiles[pairing.mentor], profiles[pairing.mentee], now + NOTICE, minutes)


def trial_meeting(work: Work, pairing: PairingId) -> Meeting | None:
    """The latest trial meeting of a pairing, None while none was ever fixed."""
    return latest_trial(work.meetings.of(pairing))


def choose_time(begin: Begin, clock: Clock, pairing: PairingId, starts_at: datetime) -> Pairing:
    """Fix the trial meeting at a time that one of the two chose, or move it there.

    Raises:
        NotAllowed: the time is past, or the trial is over.
    """
    now = clock()
    with begin() as work:
        before = work.pairings.get(pairing)
        program = work.cohorts.by_id(before.cohort).program
        if starts_at <= now:
            message = f"a trial meeting can only be fixed for a time that lies ahead: {starts_at}"
            raise NotAllowed(message)
        fixed = trial_meeting(work, pairing)
        if fixed and fixed.starts_at == starts_at and before.state is State.SCHEDULED:
            return before
        outcome = stage.schedule(before, fixed, starts_at, program, now)
        after = enact(work, before, outcome, program, now)
    return _logged(before, after)


def judge(
    begin: Begin, clock: Clock, pairing: PairingId, by: ParticipantId, said: Verdict
) -> Pairing:
    """Record a private verdict; it takes effect when both have spoken (M35, B36)."""
    now = clock()
    with begin() as work:
        before = work.pairings.get(pairing)
        program = work.cohorts.by_id(before.cohort).program
        fixed = trial_meeting(work, pairing)
        if fixed is None:
            message = f"pairing {pairing} has had no trial meeting"
            raise NotAllowed(message)
        outcome = stage.judge(before, before.role_of(by), said, fixed, program, now)
        after = enact(work, before, outcome, program, now)
    return _logged(before, after)


def part(begin: Begin, clock: Clock, pairing: PairingId) -> Pairing:
    """One side ends it, at any time and without a reason; both get the same letter (M57, B36)."""
    now = clock()
    with begin() as work:
        before = work.pairings.get(pairing)
        if not before.is_open:
            return before
        program = work.cohorts.by_id(before.cohort).program
        after = enact(work, before, parting(before, now), program, now)
    return _logged(before, after)


def parting(pairing: Pairing, now: datetime) -> Outcome:
    """The end of an open pairing: the trial's letter before the agreement, the wrap-up after it."""
    early = pairing.state in TRIAL_STAGE
    letter = EmailKind.RELEASE if early else EmailKind.WRAP_UP
    return stage.part(pairing, Step.PART, letter, now)


def attend(begin: Begin, clock: Clock, key: str) -> int:
    """Whatever fell due in a cohort's trial stage; says for how many pairings."""
    return until_done(lambda: _attend_some(begin, clock, key))


def _attend_some(begin: Begin, clock: Clock, key: str) -> int:
    now = clock()
    with begin() as work:
        cohort = work.cohorts.get(key)
        due = work.pairings.due(cohort.id, TRIAL_STAGE, now, CHUNK)
        for pairing in due:
            _attend_one(work, cohort, pairing, now)
    return len(due)


def _attend_one(work: Work, cohort: Cohort, pairing: Pairing, now: datetime) -> None:
    open_slots: Sequence[datetime] = ()
    if pairing.state is State.TRIAL:
        open_slots = slots(work, pairing, cohort.program.trial.minutes, now)
    facts = trial_due.Trial(
        meeting=trial_meeting(work, pairing.id), slots=open_slots, program=cohort.program
    )
    outcome = trial_due.attend(pairing, facts, now)
    _logged(pairing, enact(work, pairing, outcome, cohort.program, now))


def _logged(before: Pairing, after: Pairing) -> Pairing:
    if after.state is not before.state:
        log.info("pairing %s: %s -> %s", after.id, before.state, after.state)
    return after
