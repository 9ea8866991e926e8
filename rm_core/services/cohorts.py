"""A cohort's own life: created, launched, moved on by its calendar, cancelled."""

import logging
from dataclasses import replace
from datetime import datetime

from rm_core.clock import Clock
from rm_core.errors import NotAllowed
from rm_core.program import cohort as stage
from rm_core.program import intake
from rm_core.program import pairing as pairings
from rm_core.program.agenda import Item, come_due, morning
from rm_core.program.cohort import Cohort, State, Step
from rm_core.program.effects import Event
from rm_core.program.emails import Desk, EmailKind, Owed
from rm_core.program.ids import CohortId, derive
from rm_core.program.pairing import CLOSED as PAIRING_CLOSED
from rm_core.program.pairing import State as PairingState
from rm_core.program.pairing import Step as PairingStep
from rm_core.program.people import State as PersonState
from rm_core.program.people import Step as PersonStep
from rm_core.program.policy import Program
from rm_core.services.enacting import owe
from rm_core.store.deeds import Deed
from rm_core.store.unit import Begin, Work

log = logging.getLogger(__name__)


def create(begin: Begin, clock: Clock, program: Program) -> Cohort:
    """Keep a program as a draft cohort; creating it again while it is a draft updates it.

    Raises:
        NotAllowed: the cohort has been launched already.
    """
    now = clock()
    draft = stage.attended(
        Cohort(
            id=CohortId(derive("cohort", program.key)),
            key=program.key,
            program=program,
            state=State.DRAFT,
            since=now,
            seen=now,
            due_at=None,
        ),
        now,
    )
    with begin() as work:
        if not work.cohorts.add(draft):
            before = work.cohorts.get(program.key)
            if before.state is not State.DRAFT:
                message = f"cohort {program.key} is {before.state}: choose another key"
                raise NotAllowed(message)
            draft = stage.attended(replace(before, program=program), now)
            work.cohorts.move(before, draft)
    return draft


def launch(begin: Begin, clock: Clock, key: str, *, by: str) -> int:
    """Open enrolment: everybody invited gets the sponsor's letter (M03, M08).

    Returns: how many invitations are owed; they go out when enrolment opens.

    Raises:
        NotAllowed: the cohort is not a draft, or nobody has been imported.
    """
    now = clock()
    with begin() as work:
        before = work.cohorts.get(key)
        after = stage.take(before, Step.LAUNCH, now=now)
        invited = work.participants.of(before.id, [PersonState.INVITED])
        if not invited:
            message = f"cohort {key} has nobody to invite: import people first"
            raise NotAllowed(message)
        work.cohorts.move(before, after)
        opens = max(now, morning(after.program.dates.enrolment_opens, after.program.zone))
        for each in invited:
            work.participants.move(each, intake.begun(each, after.program, opens))
        letters = [
            Owed(
                kind=EmailKind.INVITATION,
                cohort=after.id,
                to=each.id,
                not_before=opens,
                subject=each.id,
            )
            for each in invited
        ]
        owe(work, letters, after.program, now)
        work.deeds.note(Deed(cohort=after.id, at=now, by=by, what="launch", about=key))
        announce(work, after, now)
    log.info("cohort %s: %s -> %s", key, before.state, after.state)
    return len(letters)


def attend(begin: Begin, clock: Clock, key: str) -> Cohort:
    """Move a cohort on by its calendar, if its next date has come."""
    now = clock()
    with begin() as work:
        before = work.cohorts.get(key)
        due = come_due(stage.agenda(before), before.seen, now)
        if not due:
            return before
        after = _moved(work, before, due[0].item, now)
        work.cohorts.move(before, after)
        if after.state is not before.state:
            announce(work, after, now)
            log.info("cohort %s: %s -> %s", key, before.state, after.state)
    return after


NEXT = {
    State.ENROLLING: Step.MATCH,
    State.TRIAL: Step.RUN,
    State.RUNNING: Step.ASSESS,
    State.ASSESSING: Step.CLOSE,
}
"""What a cohort's calendar does; the other steps are taken by people and match runs."""

REPORTS = {
    EmailKind.COORDINATOR_REPORT: Desk.COORDINATOR,
    EmailKind.SPONSOR_REPORT: Desk.SPONSOR,
}
REPORTED = {Step.ASSESS, Step.CLOSE, Step.RUN}


def _moved(work: Work, cohort: Cohort, item: Item, now: datetime) -> Cohort:
    step = NEXT.get(cohort.state)
    if item is not Item.ADVANCE or step is None:
        _ask_for_attention(work, cohort, now)
        return stage.attended(cohort, now)
    if step is Step.CLOSE and not _is_over(work, cohort):
        return stage.attended(cohort, now)
    if step in REPORTED:
        _owe_reports(work, cohort, step, now)
    return stage.take(cohort, step, now=now)


def _is_over(work: Work, cohort: Cohort) -> bool:
    """Nobody is left in an open pairing: extended and paused ones keep a cohort open."""
    going = [state for state in PairingState if state not in PAIRING_CLOSED]
    return not work.pairings.of(cohort.id, going)


def _owe_reports(work: Work, cohort: Cohort, step: Step, now: datetime) -> None:
    pairs = (
        (EmailKind.COORDINATOR_REPORT, Desk.COORDINATOR),
        (EmailKind.SPONSOR_REPORT, Desk.SPONSOR),
    )
    letters = [
        Owed(kind=kind, cohort=cohort.id, to=desk, not_before=now, occasion=step)
        for kind, desk in pairs
    ]
    owe(work, letters, cohort.program, now)


def _ask_for_attention(work: Work, cohort: Cohort, now: datetime) -> None:
    letter = Owed(
        kind=EmailKind.ATTENTION,
        cohort=cohort.id,
        to=Desk.COORDINATOR,
        not_before=now,
        occasion=f"cohort_{cohort.state.replace(' ', '_')}:{now:%Y%m%d}",
    )
    owe(work, [letter], cohort.program, now)


def announce(work: Work, cohort: Cohort, now: datetime) -> None:
    """Tell that a cohort is in a new state."""
    event = Event(
        name=f"cohort.{cohort.state.replace(' ', '_')}",
        cohort=cohort.id,
        about=cohort.key,
        occasion=cohort.since.isoformat(),
    )
    work.events.announce([event], now)


def cancel(begin: Begin, clock: Clock, key: str, *, by: str, why: str) -> Cohort:
    """Wind a cohort down: nothing more is sent, everyone is finished (M61)."""
    now = clock()
    with begin() as work:
        before = work.cohorts.get(key)
        after = stage.take(before, Step.CANCEL, now=now)
        work.cohorts.move(before, after)
        _wind_down(work, after, now)
        work.deeds.note(Deed(cohort=after.id, at=now, by=by, what="cancel", about=key, why=why))
        announce(work, after, now)
    log.info("cohort %s: %s -> %s", key, before.state, after.state)
    return after


def _wind_down(work: Work, cohort: Cohort, now: datetime) -> None:
    for pairing in work.pairings.of(cohort.id):
        if pairing.is_open:
            proposed = pairing.state is PairingState.PROPOSED
            step = PairingStep.DROP if proposed else PairingStep.PART
            work.pairings.move(pairing, pairings.take(pairing, step, now=now))
    for participant in work.participants.of(cohort.id):
        if participant.is_open:
            gone = intake.move(
                participant, PersonStep.WITHDRAW, cohort.program, now, intake.Reason.CANCELLED
            )
            work.participants.move(participant, gone)
    work.outbox.cancel("the cohort was cancelled", cohort=cohort.id)


def hold(begin: Begin, clock: Clock, key: str, *, on: bool, by: str) -> None:
    """Keep back every email of a cohort that is not on the wire yet, or let them go again."""
    now = clock()
    with begin() as work:
        cohort = work.cohorts.get(key)
        work.cohorts.hold(cohort.id, on=on)
        what = "hold" if on else "release hold"
        work.deeds.note(Deed(cohort=cohort.id, at=now, by=by, what=what, about=key))
