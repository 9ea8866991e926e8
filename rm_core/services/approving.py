"""What an admin's decision does to a proposal: edits, introductions, the waitlist (M22, M23)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from rm_core.errors import BadInput
from rm_core.program import intake, pairing, trial
from rm_core.program.cohort import Cohort
from rm_core.program.ids import PairingId, ParticipantId, derive
from rm_core.program.pairing import Pairing, Step
from rm_core.program.people import Participant, Role
from rm_core.program.people import State as PersonState
from rm_core.program.people import Step as PersonStep
from rm_core.program.topics import Catalogue
from rm_core.services.enacting import enact, enact_change
from rm_core.services.proposing import SEEKING, problem, speaks_for
from rm_core.store.matching import Bar, BarKind, MatchRun
from rm_core.store.unit import Work


class Verdict(StrEnum):
    """What an admin decides on a proposal."""

    APPROVE = "approve"
    APPROVE_WITH_EDITS = "approve_with_edits"
    REJECT = "reject"
    RERUN = "rerun"


Two = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An admin's word on a proposal, with ids as the run's tables show them.

    `drop` are pairings; `swap` are two pairings whose mentees change places; `pin` and `forbid`
    are a mentor and a mentee.
    """

    verdict: Verdict
    by: str
    reason: str = ""
    drop: Sequence[str] = ()
    swap: Sequence[Two] = ()
    pin: Sequence[Two] = ()
    forbid: Sequence[Two] = ()


def bar(work: Work, cohort: Cohort, decision: Decision, now: datetime) -> None:
    """Keep pins and bans, between people, for this and every later run."""
    wanted = [(BarKind.PIN, two) for two in decision.pin]
    wanted += [(BarKind.BAN, two) for two in decision.forbid]
    for kind, (mentor, mentee) in wanted:
        sides = _participants(work, mentor, mentee)
        bar = Bar(
            cohort=cohort.id,
            mentor=sides[Role.MENTOR].person,
            mentee=sides[Role.MENTEE].person,
            kind=kind,
            at=now,
        )
        work.match_runs.bar([bar])


def _participants(work: Work, mentor: str, mentee: str) -> dict[Role, Participant]:
    ids = [ParticipantId(_uuid(each)) for each in (mentor, mentee)]
    found = {each.role: each for each in work.participants.some(ids).values()}
    if set(found) != set(Role):
        message = f"{mentor} and {mentee}: expected a mentor's and a mentee's id from the table"
        raise BadInput(message)
    return found


def _uuid(text: str) -> ParticipantId:
    try:
        return ParticipantId(UUID(text))
    except ValueError:
        message = f"{text[:60]!r} is no id; copy ids from the proposal's table"
        raise BadInput(message) from None


def edited(
    work: Work,
    cohort: Cohort,
    catalogue: Catalogue,
    proposed: Sequence[Pairing],
    decision: Decision,
    now: datetime,
) -> list[Pairing]:
    """The proposal with its drops and swaps; what was pinned comes with the next run.

    Raises:
        BadInput: an id is not among the proposals, or a swapped pair would break a rule.
    """
    by_id = {str(each.id): each for each in proposed}
    for id_ in decision.drop:
        _drop(work, by_id, id_, now)
    for first, second in decision.swap:
        one, other = _drop(work, by_id, first, now), _drop(work, by_id, second, now)
        if one.mentor == other.mentor:
            message = f"{first} and {second} are of the same mentor: there is nothing to swap"
            raise BadInput(message)
        posed = problem(work, cohort, catalogue, round_=0)
        for mentor_of, mentee in ((one, other.mentee), (other, one.mentee)):
            new = swapped(mentor_of, mentee, now)
            work.pairings.add([(new, speaks_for(posed, new.mentor, mentee))])
            by_id[str(new.id)] = new
    return list(by_id.values())


def swapped(old: Pairing, mentee: ParticipantId, now: datetime) -> Pairing:
    """The same proposal with another mentee."""
    id_ = PairingId(derive("pairing", old.match_run, old.mentor, mentee))
    return replace(old, id=id_, mentee=mentee, since=now, seen=now)


def _drop(work: Work, by_id: dict[str, Pairing], id_: str, now: datetime) -> Pairing:
    gone = _named(by_id, id_)
    work.pairings.move(gone, pairing.take(gone, Step.DROP, now=now))
    return by_id.pop(id_)


def _named(by_id: dict[str, Pairing], id_: str) -> Pairing:
    if id_ not in by_id:
        message = f"{id_[:60]!r} is not among the proposed pairings"
        raise BadInput(message)
    return by_id[id_]


def introduce(work: Work, cohort: Cohort, proposed: Sequence[Pairing], now: datetime) -> int:
    """Tell everyone of their partner; who left, or found a mentor, meanwhile is not introduced."""
    people = work.participants.some(
        {id_ for each in proposed for id_ in (each.mentor, each.mentee)}
    )
    introduced = 0
    for each in proposed:
        both = people[each.mentor], people[each.mentee]
        has_place = both[0].state in SEEKING or both[0].state is PersonState.PAIRED
        if not has_place or both[1].state not in SEEKING:
            work.pairings.move(each, pairing.take(each, Step.DROP, now=now))
            continue
        enact(work, each, trial.introduce(each, cohort.program, now), cohort.program, now)
        for side in both:
            if side.state in SEEKING:
                paired = intake.move(side, PersonStep.PAIR, cohort.program, now)
                paired = replace(paired, priority=0)
                change = intake.Change(participant=paired)
                people[side.id] = enact_change(work, side, change, cohort.program, now)
        introduced += 1
    return introduced


def let_wait(
    work: Work,
    cohort: Cohort,
    run: MatchRun,
    now: datetime,
    states: Collection[PersonState] = SEEKING,
) -> None:
    """Everyone in these states is without a partner: they hear why, and of the next round (M23)."""
    reasons = run.figures.get("reasons", {})
    for each in work.participants.of(cohort.id, list(states)):
        reason = reasons.get(str(each.id), intake.Reason.UNMATCHED)
        change = intake.wait(each, cohort.program, now, reason)
        enact_change(work, each, change, cohort.program, now)
