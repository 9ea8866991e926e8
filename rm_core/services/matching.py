"""A match run from its proposal to the introductions, with an admin's decision between (M29)."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from rm_core.clock import Clock
from rm_core.errors import NotAllowed, NotFound
from rm_core.program import cohort as cohorts
from rm_core.program import pairing
from rm_core.program.agenda import days_after
from rm_core.program.cohort import Cohort
from rm_core.program.cohort import State as CohortState
from rm_core.program.cohort import Step as CohortStep
from rm_core.program.effects import to_coordinator
from rm_core.program.emails import EmailKind
from rm_core.program.ids import MatchRunId, derive
from rm_core.program.pairing import State, Step
from rm_core.program.people import State as PersonState
from rm_core.program.topics import Catalogue
from rm_core.services.approving import Decision, Verdict, bar, edited, introduce, let_wait
from rm_core.services.cohorts import announce
from rm_core.services.enacting import owe
from rm_core.services.proposing import Proposal, problem, propose, refuse_impossible_pins
from rm_core.store.deeds import Deed
from rm_core.store.matching import MatchRun, RunState
from rm_core.store.unit import Begin, Work

log = logging.getLogger(__name__)


def open_run(work: Work, cohort: Cohort) -> MatchRun | None:
    """The run that waits for a decision, None if none does."""
    runs = work.match_runs.of(cohort.id)
    return next((run for run in reversed(runs) if run.state is RunState.PROPOSED), None)


def make_proposal(begin: Begin, clock: Clock, key: str, catalogue: Catalogue) -> MatchRun | None:
    """Propose pairings for everyone in a cohort who has none; nobody is told yet.

    The proposal that a cohort already has is returned as it is. None: there is nobody to pair, or
    nothing to propose; those without a partner hear when the next round is.

    Raises:
        NotAllowed: the cohort is not in a state in which pairings can be made.
    """
    now = clock()
    with begin() as work:
        cohort = work.cohorts.get(key)
        waiting = open_run(work, cohort)
        if waiting is not None:
            return waiting
        if cohort.state is CohortState.ENROLLING:
            cohort = _take(work, cohort, CohortStep.MATCH, now)
        if cohort.state not in {CohortState.MATCHING, CohortState.TRIAL, CohortState.RUNNING}:
            message = f"cohort {key} is {cohort.state}: nobody can be matched now"
            raise NotAllowed(message)
        round_ = len(work.match_runs.of(cohort.id)) + 1
        id_ = MatchRunId(derive("match run", cohort.id, round_))
        found = propose(problem(work, cohort, catalogue, round_), cohort, id_, now)
        run = MatchRun(
            id=id_,
            cohort=cohort.id,
            round=round_,
            state=RunState.PROPOSED if found.pairings else RunState.EMPTY,
            proposed_at=now,
            figures=_kept(found),
        )
        work.match_runs.add(run)
        work.pairings.add(found.pairings)
        if not found.pairings:
            let_wait(work, cohort, run, now, {PersonState.READY})
        if cohort.state is CohortState.MATCHING and found.pairings:
            _take(work, cohort, CohortStep.PROPOSE, now)
    log.info("cohort %s round %d: %d pairs proposed", key, round_, len(found.pairings))
    return run if found.pairings else None


def wanted(look: Begin, clock: Clock, patience: timedelta) -> dict[str, int]:
    """Cohorts in which people wait for a match run, and the number of the round that is due.

    A cohort counts when nothing waits for a decision, and somebody's round came up `patience` ago
    or earlier since the last run. Events start a run within seconds; this finds what they missed.
    """
    before = clock() - patience
    with look() as work:
        return {
            cohort.key: len(work.match_runs.of(cohort.id)) + 1
            for cohort in work.cohorts.all()
            if cohort.is_open and open_run(work, cohort) is None and _waits(work, cohort, before)
        }


def _waits(work: Work, cohort: Cohort, before: datetime) -> bool:
    """Whether a round is due: the cohort's first, one to be made again, or that of the waitlist.

    After a no, the coordinator asks for the next proposal; one that came to nothing is tried again
    when the cohort is looked at next.
    """
    runs = work.match_runs.of(cohort.id)
    last = runs[-1].proposed_at if runs else None
    word = _last_word(work, cohort)
    if runs and runs[-1].state is RunState.REJECTED and word is not None:
        if word.what == Verdict.RERUN:
            return word.at <= before
        if cohort.state is CohortState.MATCHING:
            return False
    if cohort.state is CohortState.MATCHING:
        return cohort.seen <= before and (last is None or last < cohort.seen)
    if cohort.state not in {CohortState.TRIAL, CohortState.RUNNING}:
        return False
    waiting = work.participants.of(cohort.id, [PersonState.WAITLISTED])
    known = last or cohort.since
    return any(known < each.seen <= before and each.seen > each.since for each in waiting)


def _last_word(work: Work, cohort: Cohort) -> Deed | None:
    """What was decided last on a proposal of the cohort."""
    words = [deed for deed in work.deeds.of(cohort.id) if deed.what in set(Verdict)]
    return words[-1] if words else None


def _kept(found: Proposal) -> dict[str, object]:
    reasons = {str(id_): reason for id_, reason in found.reasons.items()}
    emails = {EmailKind.INTRODUCTION.value: 2 * len(found.pairings)}
    return {**found.figures, "reasons": reasons, "emails": emails}


def _take(work: Work, cohort: Cohort, step: CohortStep, now: datetime) -> Cohort:
    after = cohorts.take(cohort, step, now=now)
    work.cohorts.move(cohort, after)
    announce(work, after, now)
    return after


def decide(begin: Begin, clock: Clock, key: str, decision: Decision, catalogue: Catalogue) -> int:
    """Make an admin's decision so; says how many pairs were introduced. Deciding twice is refused.

    Raises:
        NotFound: no proposal waits.
        NotAllowed: the cohort is over.
        BadInput: an edit does not fit, or a pin cannot be had.
    """
    now = clock()
    with begin() as work:
        cohort = work.cohorts.get(key)
        if not cohort.is_open:
            message = f"cohort {key} is {cohort.state}: there is nothing to decide any more"
            raise NotAllowed(message)
        run = open_run(work, cohort)
        if run is None:
            message = f"cohort {key} has no proposal that waits for a decision"
            raise NotFound(message)
        approved = decision.verdict in {Verdict.APPROVE, Verdict.APPROVE_WITH_EDITS}
        _note(work, cohort, run, decision, approved=approved, now=now)
        if decision.verdict is not Verdict.APPROVE:
            bar(work, cohort, decision, now)
        proposed = [each for each in work.pairings.of_run(run.id) if each.state is State.PROPOSED]
        if not approved:
            for each in proposed:
                work.pairings.move(each, pairing.take(each, Step.DROP, now=now))
            if decision.pin:
                refuse_impossible_pins(problem(work, cohort, catalogue, 0), decision.pin)
            _reopen(work, cohort, decision.verdict, now)
            return 0
        if decision.verdict is Verdict.APPROVE_WITH_EDITS:
            proposed = edited(work, cohort, catalogue, proposed, decision, now)
        introduced = introduce(work, cohort, proposed, now)
        let_wait(work, cohort, run, now)
        if cohort.state is CohortState.AWAITING_APPROVAL:
            _take(work, cohort, CohortStep.APPROVE, now)
    log.info("cohort %s round %d: %d pairs introduced", key, run.round, introduced)
    return introduced


def _note(
    work: Work, cohort: Cohort, run: MatchRun, decision: Decision, *, approved: bool, now: datetime
) -> None:
    after = replace(
        run,
        state=RunState.APPROVED if approved else RunState.REJECTED,
        decided_at=now,
        decided_by=decision.by,
        reason=decision.reason,
    )
    work.match_runs.move(run, after)
    deed = Deed(
        cohort=cohort.id,
        at=now,
        by=decision.by,
        what=decision.verdict,
        about=f"round {run.round}",
        why=decision.reason,
    )
    work.deeds.note(deed)


def _reopen(work: Work, cohort: Cohort, verdict: Verdict, now: datetime) -> None:
    """Back to matching; only a proposal to be made again is announced, a no waits for a person."""
    if cohort.state is not CohortState.AWAITING_APPROVAL:
        return
    after = cohorts.take(cohort, CohortStep.REJECT, now=now)
    work.cohorts.move(cohort, after)
    if verdict is Verdict.RERUN:
        announce(work, after, now)


def attend(begin: Begin, clock: Clock, key: str, catalogue: Catalogue) -> int:
    """Proposals whose deadline has passed: approved by default, or the coordinator is reminded."""
    now = clock()
    with begin() as work:
        cohort = work.cohorts.get(key)
        due = work.pairings.due(cohort.id, {State.PROPOSED}, now, 1)
        rules = cohort.program.matching
        if due and rules.approve_default == "remind":
            run = open_run(work, cohort)
            reminded = days_after(now, rules.approve_within, cohort.program.zone)
            for each in work.pairings.of_run(run.id) if run else []:
                if each.state is State.PROPOSED:
                    later = replace(each, seen=now, due_at=reminded)
                    work.pairings.move(each, later)
            letter = to_coordinator(due[0], "approval_overdue", now, f"{now:%Y%m%d}")
            owe(work, [replace(letter, pairing=None)], cohort.program, now)
            return len(due)
    if due:
        word = Decision(verdict=Verdict.APPROVE, by="the program", reason="deadline passed")
        return decide(begin, clock, key, word, catalogue)
    return 0
