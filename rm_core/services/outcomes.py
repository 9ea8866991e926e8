"""The end of a term: surveys, reminders, the wrap-up (M62, M63)."""

import logging

from rm_core.clock import Clock
from rm_core.program import assessment as stage
from rm_core.program.ids import PairingId, ParticipantId
from rm_core.program.pairing import State
from rm_core.services.enacting import enact, until_done
from rm_core.store.unit import Begin

log = logging.getLogger(__name__)

CHUNK = 100


def surveyed(begin: Begin, clock: Clock, pairing: PairingId, by: ParticipantId) -> None:
    """One side has answered the outcome survey; with both, the pairing is complete."""
    now = clock()
    with begin() as work:
        before = work.pairings.get(pairing)
        program = work.cohorts.by_id(before.cohort).program
        outcome = stage.hear(before, before.role_of(by), now)
        after = enact(work, before, outcome, program, now)
    if after.state is not before.state:
        log.info("pairing %s: %s -> %s", after.id, before.state, after.state)


def attend(begin: Begin, clock: Clock, key: str) -> int:
    """Whatever fell due in a cohort's assessments; says for how many pairings."""
    return until_done(lambda: _attend_some(begin, clock, key))


def _attend_some(begin: Begin, clock: Clock, key: str) -> int:
    now = clock()
    with begin() as work:
        cohort = work.cohorts.get(key)
        due = work.pairings.due(cohort.id, {State.ASSESSING}, now, CHUNK)
        for pairing in due:
            outcome = stage.attend(pairing, cohort.program, now)
            enact(work, pairing, outcome, cohort.program, now)
    return len(due)
