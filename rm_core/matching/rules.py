"""The hard rules: which pairs are out of the question, and why (M18, M21)."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from rm_core.matching.hours import zone_distance
from rm_core.matching.problem import Acquaintance, Problem
from rm_core.matching.profile import Bits, Pool
from rm_core.matching.score import covered, score, shared_languages, shared_minutes

Mask = NDArray[np.uint32]


class Reason(StrEnum):
    """Why two people are not paired, or somebody is not; the order is the order of telling.

    The last four are no rules: no candidate on the other side, all possible partners better placed
    elsewhere, a need met so little that the fair objective would rather wait, and pins to others.
    """

    SAME_PERSON = "same_person"
    NO_CAPACITY = "no_capacity"
    ALREADY_PAIRED = "already_paired"
    BANNED = "banned"
    VETO = "veto"
    EARLIER_PARTNER = "earlier_partner"
    REJECTED = "rejected"
    REPORTING_LINE = "reporting_line"
    NO_COMMON_LANGUAGE = "no_common_language"
    NO_NEED_COVERED = "no_need_covered"
    TOO_FAR_APART = "too_far_apart"
    TOO_LITTLE_OVERLAP = "too_little_overlap"
    SCORE_TOO_LOW = "score_too_low"
    NOBODY_THERE = "nobody_there"
    ALL_TAKEN = "all_taken"
    BELOW_FAIR_FLOOR = "below_fair_floor"
    PINNED_ELSEWHERE = "pinned_elsewhere"


def forbidden(problem: Problem) -> Mask:
    """Which rules forbid which pair: (mentees, mentors) uint32, bit `BIT[reason]` set.

    0 is an allowed pair. The fair floor is no rule and is not in it.
    """
    mask = np.zeros(problem.shape, np.uint32)
    for reason, rule in RULES.items():
        mask[rule(problem)] |= np.uint32(1 << BIT[reason])
    return mask


def reasons(mask: int) -> tuple[Reason, ...]:
    """The reasons behind one entry of `forbidden`, in the order of telling."""
    return tuple(reason for reason in RULES if mask >> BIT[reason] & 1)


def line_above(pool: Pool, external_id: str, levels: int) -> tuple[str, ...]:
    """The external ids up to so many levels above somebody, nearest first; circles end."""
    above: list[str] = []
    current = external_id
    for _ in range(levels):
        manager = pool.managers.get(current)
        if manager is None or manager == external_id or manager in above:
            break
        above.append(manager)
        current = manager
    return tuple(above)


def same_person(problem: Problem) -> Bits:
    """Nobody is their own mentor (M11)."""
    pool = problem.pool
    return _between(problem, {frozenset({each.person.id}) for each in pool.mentees})


def no_capacity(problem: Problem) -> Bits:
    """One of the two takes no (more) pairings."""
    mentees, mentors = problem.free_places()
    out: Bits = (mentees == 0)[:, None] | (mentors == 0)[None, :]
    return out


def already_paired(problem: Problem) -> Bits:
    """The two have an accepted pairing."""
    return _paint(problem, problem.places(problem.accepted))


def banned(problem: Problem) -> Bits:
    """An admin has forbidden the two to be paired, in either role."""
    return _between(problem, problem.bans)


def veto(problem: Problem) -> Bits:
    """One of the two does not want the other; nobody is told which."""
    pool = problem.pool
    return _between(
        problem,
        {
            frozenset({each.person.id, person})
            for each in (*pool.mentees, *pool.mentors)
            for person in each.profile.vetoes
        },
    )


def earlier_partner(problem: Problem) -> Bits:
    """The two have been a pair, in either role: the released are never proposed again."""
    return _between(problem, problem.earlier)


def rejected(problem: Problem) -> Bits:
    """The proposal was made in this cohort, and turned down."""
    return _paint(problem, problem.places(problem.rejected))


def reporting_line(problem: Problem) -> Bits:
    """One is in the other's line of management within n levels, or their lines meet nearby."""
    pool, rules = problem.pool, problem.rules
    rows = {each.person.external_id: place for place, each in enumerate(pool.mentees)}
    columns = {each.person.external_id: place for place, each in enumerate(pool.mentors)}
    out = np.zeros(problem.shape, np.bool_)
    for place, each in enumerate(pool.mentees):
        for boss in line_above(pool, each.person.external_id, rules.chain_levels):
            if boss in columns:
                out[place, columns[boss]] = True
    for place, each in enumerate(pool.mentors):
        for boss in line_above(pool, each.person.external_id, rules.chain_levels):
            if boss in rows:
                out[rows[boss], place] = True
    if rules.shared_manager_levels:
        out |= _lines_meet(problem)
    return out


def _lines_meet(problem: Problem) -> Bits:
    pool, levels = problem.pool, problem.rules.shared_manager_levels
    below: dict[str, list[int]] = {}
    for place, each in enumerate(pool.mentors):
        for boss in line_above(pool, each.person.external_id, levels):
            below.setdefault(boss, []).append(place)
    out = np.zeros(problem.shape, np.bool_)
    for place, each in enumerate(pool.mentees):
        for boss in line_above(pool, each.person.external_id, levels):
            out[place, below.get(boss, [])] = True
    return out


def no_common_language(problem: Problem) -> Bits:
    """The two share no language."""
    if not problem.rules.common_language:
        return np.zeros(problem.shape, np.bool_)
    apart: Bits = shared_languages(problem.pool) == 0
    return apart


def no_need_covered(problem: Problem) -> Bits:
    """The mentor offers too little of what the mentee seeks (practice 45)."""
    return covered(problem.pool, problem.rules.level_slack) < problem.rules.min_needs_covered


def too_far_apart(problem: Problem) -> Bits:
    """Their clocks are further apart than the program allows."""
    if problem.rules.max_zone_hours is None:
        return np.zeros(problem.shape, np.bool_)
    apart = zone_distance(problem.pool.seeking.offset, problem.pool.teaching.offset)
    far: Bits = apart > problem.rules.max_zone_hours * 60
    return far


def too_little_overlap(problem: Problem) -> Bits:
    """Their office hours overlap less than the program asks for."""
    return shared_minutes(problem.pool) < problem.rules.min_overlap_minutes


def score_too_low(problem: Problem) -> Bits:
    """Their score, without extras, is below the minimum."""
    if not problem.rules.least_score:
        return np.zeros(problem.shape, np.bool_)
    return score(problem.pool, problem.weights) < problem.rules.least_score


def _between(problem: Problem, acquaintances: Iterable[Acquaintance]) -> Bits:
    rows = {each.person.id: place for place, each in enumerate(problem.pool.mentees)}
    columns = {each.person.id: place for place, each in enumerate(problem.pool.mentors)}
    out = np.zeros(problem.shape, np.bool_)
    for two in acquaintances:
        one, other = min(two), max(two)  # the same one twice where it is themself
        for mentee, mentor in ((one, other), (other, one)):
            if mentee in rows and mentor in columns:
                out[rows[mentee], columns[mentor]] = True
    return out


def _paint(problem: Problem, places: Iterable[tuple[int, int]]) -> Bits:
    out = np.zeros(problem.shape, np.bool_)
    for row, column in places:
        out[row, column] = True
    return out


RULES: Mapping[Reason, Callable[[Problem], Bits]] = MappingProxyType(
    {
        Reason.SAME_PERSON: same_person,
        Reason.NO_CAPACITY: no_capacity,
        Reason.ALREADY_PAIRED: already_paired,
        Reason.BANNED: banned,
        Reason.VETO: veto,
        Reason.EARLIER_PARTNER: earlier_partner,
        Reason.REJECTED: rejected,
        Reason.REPORTING_LINE: reporting_line,
        Reason.NO_COMMON_LANGUAGE: no_common_language,
        Reason.NO_NEED_COVERED: no_need_covered,
        Reason.TOO_FAR_APART: too_far_apart,
        Reason.TOO_LITTLE_OVERLAP: too_little_overlap,
        Reason.SCORE_TOO_LOW: score_too_low,
    }
)
"""Every hard rule: a boolean (mentees, mentors) matrix, true where it forbids the pair."""

BIT: Mapping[Reason, int] = MappingProxyType({reason: place for place, reason in enumerate(RULES)})
