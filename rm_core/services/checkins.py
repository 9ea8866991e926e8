"""Agreement, meetings, pulses: what people say during the term, and what falls due meanwhile."""

import logging
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

from rm_core.clock import Clock
from rm_core.errors import NotAllowed
from rm_core.program import agreements, checkins_due, meetings, pauses
from rm_core.program import checkins as stage
from rm_core.program.agenda import days_after, morning
from rm_core.program.agreements import Agreement, Terms
from rm_core.program.checkins import Met, Term
from rm_core.program.checkins_due import Standard
from rm_core.program.cohort import Cohort
from rm_core.program.effects import Outcome, to_coordinator, to_side
from rm_core.program.emails import EmailKind
from rm_core.program.ids import MeetingId, PairingId, ParticipantId
from rm_core.program.meetings import Meeting
from rm_core.program.pairing import CHECKIN_STAGE, Pairing, State
from rm_core.program.people import Profile, Role
from rm_core.program.policy import Program
from rm_core.services.enacting import enact, owe, until_done
from rm_core.store.unit import Begin, Work

log = logging.getLogger(__name__)

CHUNK = 100


def term(work: Work, pairing: PairingId, program: Program) -> Term:
    """The meetings of the term and the rules, as decisions need them."""
    numbered = [each for each in work.meetings.of(pairing) if each.number > 0]
    return Term(meetings=tuple(numbered), program=program)


def agree(
    begin: Begin, clock: Clock, pairing: PairingId, by: ParticipantId, terms: Terms
) -> Pairing:
    """Someone writes the terms, or confirms the other's by sending the same (M39).

    Both confirmed: the term begins with its meetings. Changed terms are a new version that the
    other side is asked to confirm; during the term the old version holds until then.
    """
    now = clock()
    with begin() as work:
        before = work.pairings.get(pairing)
        program = work.cohorts.by_id(before.cohort).program
        role = before.role_of(by)
        latest = work.agreements.latest(pairing)
        if latest is not None and latest.terms == terms:
            agreement = latest.confirm(role, now)
        else:
            agreement = agreements.propose(pairing, latest, terms, role, now)
        work.agreements.put(agreement)
        after = _agreed(work, before, agreement, role, program, now)
    return _logged(before, after)


def _agreed(
    work: Work, before: Pairing, agreement: Agreement, role: Role, program: Program, now: datetime
) -> Pairing:
    if before.state is State.AGREEING and agreement.holds:
        planned = _planned(work, before, agreement.terms.every, program, now)
        ends_at = min(_ends_at(agreement.terms.ends_on, program), _ends_at(None, program))
        rules = term(work, before.id, program)
        return enact(
            work, before, stage.confirm(before, planned, ends_at, rules, now), program, now
        )
    if before.state not in CHECKIN_STAGE:
        message = f"pairing {before.id} is {before.state}: there is nothing to agree on"
        raise NotAllowed(message)
    heard = before
    if before.state is State.AGREEING:
        confirmed = MappingProxyType(dict.fromkeys(agreement.confirmed, "agreed"))
        heard = replace(before, said=confirmed)
    if not agreement.holds:
        occasion = f"version {agreement.version}"
        ask = to_side(before, EmailKind.AGREEMENT, role.other, now, occasion)
        return enact(work, before, Outcome(pairing=heard, emails=(ask,)), program, now)
    return enact(work, before, Outcome(pairing=heard), program, now)


def _ends_at(ends_on: date | None, program: Program) -> datetime:
    """The morning after the last day, UTC; the program's own last day if none is given."""
    return morning((ends_on or program.dates.ends) + timedelta(days=1), program.zone)


def _planned(
    work: Work, pairing: Pairing, every: int, program: Program, now: datetime
) -> tuple[Meeting, ...]:
    profiles = work.participants.profiles([pairing.mentor, pairing.mentee])
    nothing = Profile(time_zone=program.time_zone)
    return meetings.series(
        pairing.id,
        profiles.get(pairing.mentor, nothing),
        profiles.get(pairing.mentee, nothing),
        after=days_after(now, program.cadence.first_after, program.zone),
        count=program.cadence.meetings,
        every=every,
        minutes=program.cadence.minutes,
    )


def met(
    begin: Begin,
    clock: Clock,
    meeting: MeetingId,
    said: Met,
    *,
    cancelled_by_mentee: bool = False,
    moved_to: datetime | None = None,
) -> Pairing:
    """Record what became of a planned meeting (M46); `moved_to` is UTC."""
    now = clock()
    with begin() as work:
        planned = work.meetings.get(meeting)
        before = work.pairings.get(planned.pairing)
        program = work.cohorts.by_id(before.cohort).program
        outcome = stage.met(
            before,
            planned,
            said,
            term(work, before.id, program),
            now,
            by_mentee=cancelled_by_mentee,
            moved_to=moved_to,
        )
        after = enact(work, before, outcome, program, now)
    log.info("meeting %s: %s", meeting, said)
    return after


def pulse(begin: Begin, clock: Clock, pairing: PairingId, lowest: int, occasion: str) -> None:
    """A pulse came in; the coordinator hears of a low one at once (M52, M53)."""
    now = clock()
    with begin() as work:
        found = work.pairings.get(pairing)
        if found.is_open and lowest <= 2:
            program = work.cohorts.by_id(found.cohort).program
            owe(work, [to_coordinator(found, "low_pulse", now, occasion)], program, now)


def pause(begin: Begin, clock: Clock, pairing: PairingId, until: date) -> Pairing:
    """Rest until that day; it goes on by itself (M59).

    Raises:
        NotAllowed: the day does not lie ahead, or the pairing is not running.
    """
    now = clock()
    with begin() as work:
        before = work.pairings.get(pairing)
        program = work.cohorts.by_id(before.cohort).program
        rules = term(work, pairing, program)
        outcome = pauses.pause(before, morning(until, program.zone), rules, now)
        after = enact(work, before, outcome, program, now)
    return _logged(before, after)


def extend(begin: Begin, clock: Clock, pairing: PairingId, weeks: int) -> Pairing:
    """Prolong a running term: every later date moves by so many weeks (M59)."""
    now = clock()
    with begin() as work:
        before = work.pairings.get(pairing)
        program = work.cohorts.by_id(before.cohort).program
        outcome = pauses.extend(before, weeks, term(work, pairing, program), now)
        return enact(work, before, outcome, program, now)


def extend_all(begin: Begin, clock: Clock, key: str, weeks: int) -> int:
    """Prolong every running term of a cohort; says how many."""
    with begin() as work:
        running = work.pairings.of(work.cohorts.get(key).id, {State.ACTIVE})
    for pairing in running:
        extend(begin, clock, pairing.id, weeks)
    return len(running)


def attend(begin: Begin, clock: Clock, key: str) -> int:
    """Whatever fell due in a cohort's running pairings; says for how many."""
    return until_done(lambda: _attend_some(begin, clock, key))


def _attend_some(begin: Begin, clock: Clock, key: str) -> int:
    now = clock()
    with begin() as work:
        cohort = work.cohorts.get(key)
        due = work.pairings.due(cohort.id, CHECKIN_STAGE, now, CHUNK)
        for pairing in due:
            _attend_one(work, cohort, pairing, now)
    return len(due)


def _attend_one(work: Work, cohort: Cohort, pairing: Pairing, now: datetime) -> None:
    program = cohort.program
    planned: tuple[Meeting, ...] = ()
    ends_at = _ends_at(None, program)
    if pairing.state is State.AGREEING:
        planned = _planned(work, pairing, program.cadence.every, program, now)
    standard = Standard(meetings=planned, ends_at=ends_at)
    outcome = checkins_due.attend(pairing, term(work, pairing.id, program), standard, now)
    _logged(pairing, enact(work, pairing, outcome, program, now))


def _logged(before: Pairing, after: Pairing) -> Pairing:
    if after.state is not before.state:
        log.info("pairing %s: %s -> %s", after.id, before.state, after.state)
    return after
