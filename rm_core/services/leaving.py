"""Leaving the program, stopping its emails, raising a concern (M55, M57, M60)."""

import logging

from rm_core.clock import Clock
from rm_core.errors import NotAllowed
from rm_core.program import intake
from rm_core.program.emails import Desk, EmailKind, Owed
from rm_core.program.ids import PairingId, ParticipantId
from rm_core.program.pairing import State as PairingState
from rm_core.program.pairing import Step as PairingStep
from rm_core.program.pairing import take
from rm_core.program.people import Step
from rm_core.services.enacting import enact, enact_change, owe
from rm_core.services.trial import part, parting
from rm_core.store.unit import Begin, within

log = logging.getLogger(__name__)


def withdraw(begin: Begin, clock: Clock, participant: ParticipantId) -> None:
    """They leave the program: their pairings end without blame, nothing is sent to them any more.

    The other side gets the same letter as after any other end, and is free for another match.
    """
    now = clock()
    with begin() as work:
        before = work.participants.get(participant)
        if not before.is_open:
            return
        program = work.cohorts.by_id(before.cohort).program
        gone = intake.move(before, Step.WITHDRAW, program, now)
        enact_change(work, before, intake.Change(participant=gone), program, now)
        work.outbox.cancel("they have left", participant=participant)
        for pairing in work.pairings.of_participant(participant):
            if pairing.state is PairingState.PROPOSED:
                work.pairings.move(pairing, take(pairing, PairingStep.DROP, now=now))
            elif pairing.is_open:
                enact(work, pairing, parting(pairing, now), program, now)
    log.info("participant %s: %s -> %s", participant, before.state, gone.state)


def end_pairing(begin: Begin, clock: Clock, participant: ParticipantId) -> PairingId:
    """They end the one pairing that they are in, and stay in the program (M57).

    Raises:
        NotAllowed: they are in none, or in several: then the link of that pairing says which.
    """
    with begin() as work:
        theirs = work.pairings.of_participant(participant)
        known = [
            each.id for each in theirs if each.is_open and each.state is not PairingState.PROPOSED
        ]
        if len(known) != 1:
            message = f"participant {participant} is in {len(known)} pairings: end one by its link"
            raise NotAllowed(message)
        part(within(work), clock, known[0])
    return known[0]


def stop_emails(begin: Begin, clock: Clock, participant: ParticipantId) -> None:
    """No more emails but those that they must get; one click is enough (RFC 8058)."""
    with begin() as work:
        before = work.participants.get(participant)
        work.participants.hush(before.id)
    log.info("participant %s stopped emails at %s", participant, clock().isoformat())


def concern(begin: Begin, clock: Clock, participant: ParticipantId) -> None:
    """A concern was written down; the named human outside the line hears of it at once (M55)."""
    now = clock()
    with begin() as work:
        by = work.participants.get(participant)
        cohort = work.cohorts.by_id(by.cohort)
        letter = Owed(
            kind=EmailKind.ATTENTION,
            cohort=by.cohort,
            to=Desk.CONCERN,
            not_before=now,
            occasion=f"concern:{now:%Y%m%d%H%M%S%f}",
        )
        owe(work, [letter], cohort.program, now)
