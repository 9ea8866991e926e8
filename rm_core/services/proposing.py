"""From a cohort to a proposal: who can be matched, the optimum, and the figures to judge it by."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zlib import crc32

from rm_core.errors import BadInput
from rm_core.matching.assign import Match, solve
from rm_core.matching.candidates import FULL, Candidate
from rm_core.matching.evidence import evidence
from rm_core.matching.problem import Objective, Problem, Rules
from rm_core.matching.profile import gather
from rm_core.matching.weights import UNITS, Boundary, Fit, Weights
from rm_core.program.agenda import days_after
from rm_core.program.cohort import Cohort
from rm_core.program.ids import MatchRunId, PairingId, ParticipantId, derive
from rm_core.program.pairing import CLOSED, Pairing, State
from rm_core.program.people import Participant, Profile, Role
from rm_core.program.people import State as PersonState
from rm_core.program.policy import Matching
from rm_core.program.topics import Catalogue
from rm_core.services.judging import figures
from rm_core.store.matching import Bar, BarKind
from rm_core.store.pairings import Evidence
from rm_core.store.unit import Work

SEEKING = frozenset({PersonState.READY, PersonState.WAITLISTED})


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a match run found: pairings that nobody has been told of, and everything about them."""

    pairings: Sequence[tuple[Pairing, Evidence]]
    figures: Mapping[str, Any]
    reasons: Mapping[ParticipantId, str]


def problem(work: Work, cohort: Cohort, catalogue: Catalogue, round_: int) -> Problem:
    """The cohort's match problem as it stands: everyone without a partner, and free places."""
    sides = _sides(work, cohort)
    bars = work.match_runs.bars(cohort.id)
    everyone = {person.external_id: person.manager for person in work.people.everyone()}
    pool = gather(
        sides[Role.MENTEE],
        sides[Role.MENTOR],
        [topic.key for topic in catalogue.topics],
        on=cohort.program.dates.matching,
        managers={id_: manager for id_, manager in everyone.items() if manager},
    )
    rules = cohort.program.matching
    return Problem(
        pool=pool,
        rules=Rules(
            chain_levels=rules.chain_levels,
            min_overlap_minutes=rules.min_overlap_minutes,
            max_zone_hours=rules.max_zone_hours,
            min_score=rules.min_score,
        ),
        weights=weights(rules),
        objective=Objective(rules.objective),
        pins=_pins(bars, sides),
        bans=_acquaintances(bars, BarKind.BAN),
        earlier=_acquaintances(bars, BarKind.PAST),
        seed=crc32(f"{cohort.key}:{round_}".encode()),
    )


def _sides(work: Work, cohort: Cohort) -> dict[Role, list[Candidate]]:
    """Who can be matched, with their free places; a mentee who has a mentor seeks none."""
    participants = work.participants.of(cohort.id, [*SEEKING, PersonState.PAIRED])
    busy = _busy(work, cohort)
    profiles = work.participants.profiles([each.id for each in participants])
    persons = work.people.some({each.person for each in participants})
    sides: dict[Role, list[Candidate]] = {role: [] for role in Role}
    for each in participants:
        profile = profiles.get(each.id)
        free = _places(each, profile, cohort.program.matching) - busy[each.id]
        if profile is None or free < 1 or (each.role is Role.MENTEE and each.state not in SEEKING):
            continue
        candidate = Candidate(
            id=each.id,
            person=persons[each.person],
            profile=profile,
            capacity=free,
            priority=each.priority,
        )
        sides[each.role].append(candidate)
    return sides


def weights(rules: Matching) -> Weights:
    """The weights of the program file as matching wants them."""
    given = rules.weights
    boundaries = tuple(
        Boundary(each)
        for each in given.boundaries
        if each != "generation" or "generation" in rules.allow_protected
    )
    return Weights(
        needs=given.needs,
        interests=given.interests,
        style=given.style,
        boundary=given.boundary,
        language=given.language,
        hours=given.hours,
        traits=MappingProxyType({trait: Fit(fit) for trait, fit in given.traits.items()}),
        boundaries=boundaries,
    )


def _busy(work: Work, cohort: Cohort) -> Counter[ParticipantId]:
    """How many open pairings everyone has."""
    states = [state for state in State if state not in CLOSED]
    going = work.pairings.of(cohort.id, states)
    return Counter(id_ for each in going for id_ in (each.mentor, each.mentee))


def _places(participant: Participant, profile: Profile | None, rules: Matching) -> int:
    if participant.role is Role.MENTEE or profile is None:
        return 1
    return min(profile.capacity, rules.max_capacity)


def _pins(
    bars: Sequence[Bar], sides: Mapping[Role, Sequence[Candidate]]
) -> frozenset[tuple[ParticipantId, ParticipantId]]:
    """Pins between people who are both in this run, unless they parted or were banned since."""
    mentees = {each.person.id: each.id for each in sides[Role.MENTEE]}
    mentors = {each.person.id: each.id for each in sides[Role.MENTOR]}
    apart = _acquaintances(bars, BarKind.PAST)
    return frozenset(
        (mentees[bar.mentee], mentors[bar.mentor])
        for bar in bars
        if bar.kind is BarKind.PIN
        and bar.mentee in mentees
        and bar.mentor in mentors
        and frozenset({bar.mentor, bar.mentee}) not in apart
    )


def _acquaintances(bars: Sequence[Bar], kind: BarKind) -> frozenset[frozenset[Any]]:
    return frozenset(frozenset({bar.mentor, bar.mentee}) for bar in bars if bar.kind is kind)


def propose(posed: Problem, cohort: Cohort, run: MatchRunId, now: datetime) -> Proposal:
    """Solve the problem, prove it, and word nothing: pairings, evidence and figures.

    A pin that cannot be had any more (forms change) is left out.
    """
    try:
        result = solve(posed)
    except BadInput:
        posed = _without_impossible_pins(posed)
        result = solve(posed)
    people = {each.id: each for each in (*posed.pool.mentees, *posed.pool.mentors)}
    due_at = days_after(now, cohort.program.matching.approve_within, cohort.program.zone)
    pairings = [
        (
            _pairing(cohort, run, match, now, due_at),
            _evidence(posed, people[match.mentee], people[match.mentor], match),
        )
        for match in result.matches
    ]
    return Proposal(
        pairings=pairings,
        figures=figures(posed, result, cohort),
        reasons=MappingProxyType({each.id: each.reason.value for each in result.unmatched}),
    )


def refuse_impossible_pins(posed: Problem, wanted: Iterable[tuple[str, str]]) -> None:
    """Whether these pins, a mentor's and a mentee's id each, can be had together.

    Raises:
        BadInput: one cannot; the message names the rule or the missing place.
    """
    pins = {(ParticipantId(UUID(mentee)), ParticipantId(UUID(mentor))) for mentor, mentee in wanted}
    solve(replace(posed, pins=frozenset(pins)))


def _without_impossible_pins(posed: Problem) -> Problem:
    possible: frozenset[tuple[ParticipantId, ParticipantId]] = frozenset()
    for pin in sorted(posed.pins):
        try:
            solve(replace(posed, pins=possible | {pin}))
        except BadInput:
            continue
        possible |= {pin}
    return replace(posed, pins=possible)


def _pairing(
    cohort: Cohort, run: MatchRunId, match: Match, now: datetime, due_at: datetime
) -> Pairing:
    return Pairing(
        id=PairingId(derive("pairing", run, match.mentor, match.mentee)),
        cohort=cohort.id,
        mentor=match.mentor,
        mentee=match.mentee,
        state=State.PROPOSED,
        since=now,
        seen=now,
        due_at=due_at,
        match_run=run,
    )


def _evidence(posed: Problem, mentee: Candidate, mentor: Candidate, match: Match) -> Evidence:
    """What speaks for a pair, as it is kept: keys and numbers only (M24)."""
    found = evidence(posed, mentee, mentor)
    return {
        "score": round(match.score / UNITS, 4),
        "satisfaction": round(match.satisfaction / FULL, 3),
        "pinned": match.pinned,
        "needs": [
            {"topic": each.topic, "wanted": each.wanted, "offered": each.offered}
            for each in found.needs
        ],
        "interests": list(found.interests),
        "crosses": [each.value for each in found.crossed],
        "languages": list(found.languages),
        "minutes": found.minutes,
        "parts": {part.value: round(value / FULL, 3) for part, value in found.parts.items()},
    }


def speaks_for(posed: Problem, mentor: ParticipantId, mentee: ParticipantId) -> Evidence:
    """What speaks for two people whom an admin put together.

    Raises:
        BadInput: one of them is not free, or a rule forbids the pair; the message names it.
    """
    pinned = replace(posed, pins=frozenset({(mentee, mentor)}), objective=Objective.TOTAL)
    match = next(each for each in solve(pinned).matches if each.pair == (mentee, mentor))
    people = {each.id: each for each in (*posed.pool.mentees, *posed.pool.mentors)}
    return _evidence(posed, people[mentee], people[mentor], match)
