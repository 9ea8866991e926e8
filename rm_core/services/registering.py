"""Pairs that formed elsewhere and join at the agreement (M16, practices 4, 27, 35)."""

from datetime import datetime

from rm_core.clock import Clock
from rm_core.errors import NotAllowed, NotFound
from rm_core.program import intake
from rm_core.program.checkins import Term, settle
from rm_core.program.cohort import CLOSED, Cohort
from rm_core.program.cohort import State as CohortState
from rm_core.program.effects import Outcome, to_both, told
from rm_core.program.emails import EmailKind
from rm_core.program.ids import PairingId, ParticipantId, PersonId, derive
from rm_core.program.pairing import Pairing, State
from rm_core.program.people import Participant, Role, Step
from rm_core.program.people import State as PersonState
from rm_core.services.enacting import enact, enact_change, has_open_pairing
from rm_core.store.matching import BarKind
from rm_core.store.unit import Begin, Work

OPEN = frozenset(CohortState) - CLOSED - {CohortState.DRAFT, CohortState.ASSESSING}
"""In these states of its cohort a pair may still join."""


def register(begin: Begin, clock: Clock, key: str, mentor: str, mentee: str) -> PairingId:
    """A pair formed elsewhere joins at the agreement (M16); both by external id.

    Registering the same pair again while it lasts changes nothing.

    Raises:
        NotFound: one of them is not among the people.
        NotAllowed: the cohort is not running, one of them has left, the mentee has a mentor, or
            the two have parted.
    """
    now = clock()
    with begin() as work:
        cohort = work.cohorts.get(key)
        if cohort.state not in OPEN:
            message = f"cohort {key} is {cohort.state}: no pair can join it now"
            raise NotAllowed(message)
        people = _people(work, mentor, mentee)
        joined = _registered(cohort, people, now)
        known = work.pairings.some([joined.id]).get(joined.id)
        if known is not None and known.is_open:
            return known.id
        _check(work, cohort, joined, people)
        for role, person in people.items():
            _join(work, cohort, person, role, now)
        emails = to_both(joined, EmailKind.AGREEMENT, now)
        happened = (told(joined, "registered", now),)
        outcome = Outcome(pairing=joined, emails=emails, events=happened)
        work.pairings.add([(joined, {})])
        enact(work, joined, outcome, cohort.program, now)
    return joined.id


def _people(work: Work, mentor: str, mentee: str) -> dict[Role, PersonId]:
    known = work.people.by_external_id([mentor, mentee])
    for external in (mentor, mentee):
        if external not in known:
            message = f"there is nobody with the external id {external!r}; import them first"
            raise NotFound(message)
    if mentor == mentee:
        message = f"{mentor!r} cannot mentor themselves: name two people"
        raise NotAllowed(message)
    return {Role.MENTOR: known[mentor].id, Role.MENTEE: known[mentee].id}


def _check(work: Work, cohort: Cohort, joined: Pairing, people: dict[Role, PersonId]) -> None:
    """Raises: NotAllowed: the two have parted, or the mentee has a mentor."""
    parted = any(
        bar.kind is BarKind.PAST
        and (bar.mentor, bar.mentee) == (people[Role.MENTOR], people[Role.MENTEE])
        for bar in work.match_runs.bars(cohort.id)
    )
    if parted:
        message = f"{joined.mentor} and {joined.mentee} have been a pair before and parted"
        raise NotAllowed(message)
    mentee = work.participants.some([joined.mentee]).get(joined.mentee)
    if mentee is not None and has_open_pairing(work, mentee):
        message = f"participant {joined.mentee} has a mentor already: end that pairing first"
        raise NotAllowed(message)


def _join(work: Work, cohort: Cohort, person: PersonId, role: Role, now: datetime) -> None:
    """Make them a paired participant, new or known, by the same table as everybody.

    Raises:
        NotAllowed: they have left or finished.
    """
    invited = Participant(
        id=_participant(cohort, person, role),
        cohort=cohort.id,
        person=person,
        role=role,
        state=PersonState.INVITED,
        since=now,
        seen=now,
        due_at=now,
    )
    work.participants.add([invited])
    before = work.participants.get(invited.id)
    paired = intake.move(before, Step.PAIR, cohort.program, now)
    enact_change(work, before, intake.Change(participant=paired), cohort.program, now)


def _participant(cohort: Cohort, person: PersonId, role: Role) -> ParticipantId:
    return ParticipantId(derive("participant", cohort.id, person, role))


def _registered(cohort: Cohort, people: dict[Role, PersonId], now: datetime) -> Pairing:
    mentor, mentee = (_participant(cohort, people[role], role) for role in Role)
    agreeing = Pairing(
        id=PairingId(derive("pairing", cohort.id, "registered", mentor, mentee)),
        cohort=cohort.id,
        mentor=mentor,
        mentee=mentee,
        state=State.AGREEING,
        since=now,
        seen=now,
        due_at=None,
    )
    nothing_planned = Term(meetings=(), program=cohort.program)
    return settle(Outcome(pairing=agreeing), nothing_planned).pairing
