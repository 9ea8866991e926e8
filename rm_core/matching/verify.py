"""An independent check of a result: is every pair allowed, and is nothing better?

Pairs are judged from the profiles themselves, without the arrays that the solver saw; the proof is
checked over all pairs in blocks of its own, by the prices alone (weak duality).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from rm_core.matching.assign import Match, Result
from rm_core.matching.candidates import FULL, Candidate, offered_topics, wanted_topics
from rm_core.matching.evidence import Evidence, evidence
from rm_core.matching.field import blocks
from rm_core.matching.hours import utc_offset
from rm_core.matching.optimum import most
from rm_core.matching.problem import Objective, Problem
from rm_core.matching.profile import Bits, Whole
from rm_core.matching.rules import Reason, line_above
from rm_core.matching.weights import UNITS

BLOCK = 192


class Check(StrEnum):
    """What is checked, in the order of telling."""

    PEOPLE = "people"
    PLACES = "places"
    RULES = "rules"
    PINS = "pins"
    SCORES = "scores"
    PRICES = "prices"
    SLACKNESS = "slackness"
    FLOOR = "floor"
    GAP = "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What was found: `failed` names each check that does not hold, with how often.

    PEOPLE: matches are of people in the run, none twice. PLACES: nobody has more pairings than
    places. RULES, PINS: all rules and pins are kept. SCORES: score, worth, satisfaction and total
    are what the profiles say. PRICES: none is negative, and no pair beats its two. SLACKNESS:
    chosen pairs are worth their prices, and places with a price are filled. FLOOR: the fair
    objective's floor is kept, and cannot be raised. GAP: the bound meets the total.
    """

    pairs: int
    total: int
    gap: int
    failed: tuple[tuple[Check, int], ...]

    @property
    def is_clean(self) -> bool:
        return not self.failed

    @property
    def sentence(self) -> str:
        """For a coordinator, in one sentence."""
        if self.failed:
            which = ", ".join(f"{check} ({count})" for check, count in self.failed)
            return f"Do not approve these {self.pairs} pairs: the check failed on {which}."
        return (
            f"Checked all over again: these {self.pairs} pairs break no rule, nobody has more "
            "pairings than they offered to take, and no other assignment of the same people "
            f"would be better (total score {self.total / UNITS:.2f}, proven best)."
        )


def verify(problem: Problem, result: Result) -> Certificate:
    """Check a result against its problem, whoever made it."""
    people = {each.id: each for each in (*problem.pool.mentees, *problem.pool.mentors)}
    rows = {each.id for each in problem.pool.mentees}
    columns = {each.id for each in problem.pool.mentors}
    known = [m for m in result.matches if m.mentee in rows and m.mentor in columns]
    read = [(m, evidence(problem, people[m.mentee], people[m.mentor])) for m in known]
    faults: Counter[Check] = Counter()
    faults[Check.PEOPLE] = len(result.matches) - len({m.pair for m in known})
    faults[Check.PLACES] = _overfull(problem, result)
    faults[Check.RULES] = sum(
        bool(broken_rules(problem, people[m.mentee], people[m.mentor], found)) for m, found in read
    )
    faults[Check.PINS] = len(problem.free_pins() ^ {m.pair for m in known if m.pinned})
    faults[Check.SCORES] = sum(not _is_told_right(m, found) for m, found in read)
    faults[Check.SCORES] += result.total != sum(found.worth for _, found in read)
    gap = _prove(problem, result, faults)
    faults[Check.GAP] = int(gap != 0) + (gap != result.gap)
    failed = tuple((check, faults[check]) for check in Check if faults[check])
    return Certificate(pairs=len(result.matches), total=result.total, gap=gap, failed=failed)


def broken_rules(
    problem: Problem, mentee: Candidate, mentor: Candidate, found: Evidence
) -> tuple[Reason, ...]:
    """The rules that forbid the two, read from their profiles; full places are not counted."""
    return tuple(reason for reason, broken in _judge(problem, mentee, mentor, found) if broken)


def _judge(
    problem: Problem, mentee: Candidate, mentor: Candidate, found: Evidence
) -> Iterator[tuple[Reason, bool]]:
    rules, two = problem.rules, frozenset({mentee.person.id, mentor.person.id})
    ours, theirs = mentee.person, mentor.person
    yield Reason.SAME_PERSON, len(two) == 1
    yield Reason.ALREADY_PAIRED, (mentee.id, mentor.id) in problem.accepted
    yield Reason.BANNED, two in problem.bans
    vetoed = theirs.id in mentee.profile.vetoes or ours.id in mentor.profile.vetoes
    yield Reason.VETO, vetoed
    yield Reason.EARLIER_PARTNER, two in problem.earlier
    yield Reason.REJECTED, (mentee.id, mentor.id) in problem.rejected
    above = [line_above(problem.pool, p.external_id, rules.chain_levels) for p in (ours, theirs)]
    meet = [
        set(line_above(problem.pool, p.external_id, rules.shared_manager_levels))
        for p in (ours, theirs)
    ]
    in_line = theirs.external_id in above[0] or ours.external_id in above[1]
    yield Reason.REPORTING_LINE, in_line or bool(meet[0] & meet[1])
    yield Reason.NO_COMMON_LANGUAGE, rules.common_language and not found.languages
    offered = offered_topics(mentor.profile)
    wanted = wanted_topics(mentee.profile).items()
    covered = sum(
        t in offered and offered[t] >= level - rules.level_slack for t, (level, _) in wanted
    )
    yield Reason.NO_NEED_COVERED, covered < rules.min_needs_covered
    yield (
        Reason.TOO_FAR_APART,
        _zone_hours(problem, mentee, mentor) > (rules.max_zone_hours or 0) > 0,
    )
    yield Reason.TOO_LITTLE_OVERLAP, found.minutes < rules.min_overlap_minutes
    yield Reason.SCORE_TOO_LOW, found.score < rules.least_score


def _zone_hours(problem: Problem, mentee: Candidate, mentor: Candidate) -> float:
    clocks = [utc_offset(each.profile.time_zone, problem.pool.on) for each in (mentee, mentor)]
    apart = abs(clocks[0] - clocks[1]) / 60 % 24
    return min(apart, 24 - apart)


def _overfull(problem: Problem, result: Result) -> int:
    held = Counter(person for pair in problem.accepted | result.pairs for person in pair)
    used = Counter(person for pair in result.pairs for person in pair)
    everyone = (*problem.pool.mentees, *problem.pool.mentors)
    return sum(used[each.id] > 0 and held[each.id] > each.capacity for each in everyone)


def _is_told_right(match: Match, found: Evidence) -> bool:
    told = (match.score, match.worth, match.satisfaction)
    return told == (found.score, found.worth, sum(need.earned for need in found.needs))


def _prove(problem: Problem, result: Result, faults: Counter[Check]) -> int:
    """Check the prices over all pairs; the gap between their bound and what is chosen."""
    row, column = (
        np.array([prices.get(each.id, 0) for each in side], np.int64)
        for prices, side in (
            (result.mentees.most, problem.pool.mentees),
            (result.mentors.least, problem.pool.mentors),
        )
    )
    demand, capacity = problem.open_places()
    premium = problem.premium()
    taken = np.zeros(problem.shape, np.bool_)
    pinned = np.zeros(problem.shape, np.bool_)
    for mark, pairs in ((taken, result.pairs - problem.free_pins()), (pinned, problem.free_pins())):
        for place in problem.places(frozenset(pairs)):
            mark[place] = True
    faults[Check.PRICES] += int((row < 0).sum() + (column < 0).sum())
    bound, value = int(demand @ row) + int(capacity @ column), 0
    fair: list[tuple[Bits, Whole]] = []
    for start, field in blocks(problem, BLOCK):
        here = slice(start, start + BLOCK)
        gain = np.where(pinned[here], 0, field.gain(premium, result.floor))
        beyond = gain - row[here, None] - column
        faults[Check.PRICES] += int(((beyond > 0) & (gain > 0) & ~taken[here]).sum())
        faults[Check.SLACKNESS] += int((taken[here] & (beyond < 0)).sum())
        bound += int(np.maximum(beyond, 0)[gain > 0].sum())
        value += int(gain[taken[here]].sum())
        fair.append((field.allowed() & ~pinned[here], field.satisfaction.astype(np.int64)))
    empty = (demand > taken.sum(1)) & (row > 0), (capacity > taken.sum(0)) & (column > 0)
    faults[Check.SLACKNESS] += int(empty[0].sum() + empty[1].sum())
    if problem.objective is Objective.FAIR and fair:
        allowed, met = (np.concatenate(each) for each in zip(*fair, strict=True))
        faults[Check.FLOOR] = _floor_faults(problem, result.floor, allowed, met, taken)
    return bound - value


def _floor_faults(problem: Problem, floor: int, allowed: Bits, met: Whole, taken: Bits) -> int:
    places = problem.open_places()
    pairs = int(taken.sum())
    below = int((taken & (met < floor)).sum())
    fewer = most(allowed, *places) != pairs
    wanted = round(problem.rules.fair_floor * FULL)
    higher = floor < wanted and pairs > 0 and most(allowed & (met > floor), *places) == pairs
    return below + fewer + higher
