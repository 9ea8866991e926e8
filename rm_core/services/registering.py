"""Pairs that formed elsewhere and join at the agreement (M16, practices 4, 27, 35)."""

from dataclasses import replace
from datetime import datetime

from rm_core.clock import Clock
from rm_core.errors import NotFound
from rm_core.program import intake
from rm_core.program.agenda import days_after
from rm_core.program.cohort import Cohort
from rm_core.program.effects import Outcome, to_both, told
from rm_core.program.emails import EmailKind
from rm_core.program.ids import PairingId, ParticipantId, PersonId, derive
from rm_core.program.pairing import Pairing, State
from rm_core.program.people import Participant, Role
from rm_core.program.people import State as PersonState
from rm_core.services.enacting import enact
from rm_core.store.unit import Begin, Work


def register(begin: Begin, clock: Clock, key: str, mentor: str, mentee: str) -> PairingId:
    """A pair formed elsewhere joins at the agreement (M16); both by external id.

    Raises:
        NotFound: one of them is not among the people.
    """
    now = clock()
    with begin() as work:
        cohort = work.cohorts.get(key)
        known = work.people.by_external_id([mentor, mentee])
        sides: dict[Role, Participant] = {}
        for role, external in ((Role.MENTOR, mentor), (Role.MENTEE, mentee)):
            if external not in known:
                message = f"there is nobody with the external id {external!r}; import them first"
                raise NotFound(message)
            sides[role] = _joined(work, cohort, known[external].id, role, now)
        joined = _registered(cohort, sides, now)
        outcome = Outcome(
            pairing=joined,
            emails=to_both(joined, EmailKind.AGREEMENT, now),
            events=(told(joined, "registered", now),),
        )
        work.pairings.add([(joined, {})])
        enact(work, joined, outcome, cohort.program, now)
    return joined.id


def _joined(work: Work, cohort: Cohort, person: PersonId, role: Role, now: datetime) -> Participant:
    id_ = ParticipantId(derive("participant", cohort.id, person, role))
    paired = intake.settle(
        Participant(
            id=id_,
            cohort=cohort.id,
            person=person,
            role=role,
            state=PersonState.PAIRED,
            since=now,
            seen=now,
            due_at=None,
        ),
        cohort.program,
    )
    if not work.participants.add([paired]):
        before = work.participants.get(id_)
        if before.state is not PersonState.PAIRED:
            work.participants.move(before, replace(paired, priority=before.priority))
    return paired


def _registered(cohort: Cohort, sides: dict[Role, Participant], now: datetime) -> Pairing:
    mentor, mentee = sides[Role.MENTOR].id, sides[Role.MENTEE].id
    return Pairing(
        id=PairingId(derive("pairing", cohort.id, "registered", mentor, mentee)),
        cohort=cohort.id,
        mentor=mentor,
        mentee=mentee,
        state=State.AGREEING,
        since=now,
        seen=now,
        due_at=days_after(now, cohort.program.cadence.agree_within, cohort.program.zone),
    )
