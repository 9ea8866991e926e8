"""From a problem to the best assignment, with the prices that prove it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from rm_core.errors import BadInput
from rm_core.matching.candidates import FULL, Candidate
from rm_core.matching.field import Field, survey
from rm_core.matching.optimum import best, most
from rm_core.matching.prices import Chosen, bound, prices
from rm_core.matching.problem import Objective, Pair, Problem, index
from rm_core.matching.profile import Whole
from rm_core.matching.rules import reasons
from rm_core.matching.ties import lot_keys, settle
from rm_core.matching.unmatched import Unmatched, unmatched
from rm_core.matching.weights import Part
from rm_core.program.ids import ParticipantId


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One proposed pair.

    `score` in millionths; `worth` is what the optimiser saw, with wishes, waiting and proposals to
    keep; `satisfaction` in thousandths of the mentee's needs, by priority and level.
    """

    mentee: ParticipantId
    mentor: ParticipantId
    score: int
    worth: int
    satisfaction: int
    pinned: bool = False

    @property
    def pair(self) -> Pair:
        return self.mentee, self.mentor


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    """What a place of each participant is worth to the whole cohort, in millionths of a score.

    `least` is what one place more would bring, `most` what losing one would cost; `premium` is in
    them where that is a whole pair. The mentees' `most` and the mentors' `least` are the proof.
    """

    least: Mapping[ParticipantId, int]
    most: Mapping[ParticipantId, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The best assignment of a problem, and what proves it.

    `total` is what all matches are worth, and `bound` what no assignment with as many pairs can
    exceed, both in millionths; `gap` counts missing pairs at `premium` each, 0 is proven optimal.
    `floor` is the least satisfaction that the fair objective could give to all (thousandths).
    `weights` are the thousandths that were used. Matches are in the order of the mentees' ids.
    """

    matches: tuple[Match, ...]
    objective: Objective
    seed: int
    weights: Mapping[Part, int]
    premium: int
    floor: int
    total: int
    gap: int
    mentees: PriceList
    mentors: PriceList
    unmatched: tuple[Unmatched, ...]

    @property
    def bound(self) -> int:
        return self.total + self.gap

    @property
    def pairs(self) -> frozenset[Pair]:
        return frozenset(match.pair for match in self.matches)


def solve(problem: Problem) -> Result:
    """Find the best assignment (M19, M20), exactly; ties fall by seed.

    Raises:
        BadInput: a pin cannot be had; the message names the rule or the missing place.
    """
    field = survey(problem)
    pinned = _pinned(problem, field)
    _fit(problem)
    places = problem.open_places()
    floor = _fair_floor(problem, field, pinned, places)
    premium = problem.premium()
    gain = field.gain(premium, floor)
    gain[pinned[:, 0], pinned[:, 1]] = 0
    chosen = best(gain, *places, premium)
    found = prices(gain, chosen, *places)
    value = int(gain[chosen[:, 0], chosen[:, 1]].sum())
    gap = bound(gain, *places, found.row_most, found.column_least) - value
    if gap == 0:
        keys = (
            lot_keys((each.id for each in problem.pool.mentees), f"mentee {problem.seed} "),
            lot_keys((each.id for each in problem.pool.mentors), f"mentor {problem.seed} "),
        )
        chosen = settle(gain, chosen, places, found, keys)
    matches = _matches(problem, field, pinned, chosen)
    return Result(
        matches=matches,
        objective=problem.objective,
        seed=problem.seed,
        weights=problem.weights.scaled(),
        premium=premium,
        floor=floor,
        total=sum(match.worth for match in matches),
        gap=gap,
        mentees=_price_list(problem.pool.mentees, found.row_least, found.row_most),
        mentors=_price_list(problem.pool.mentors, found.column_least, found.column_most),
        unmatched=unmatched(problem, field, [match.pair for match in matches], floor),
    )


def _pinned(problem: Problem, field: Field) -> Chosen:
    """Row and column of every pin, refused if one breaks a rule."""
    rows, columns = index(problem.pool.mentees), index(problem.pool.mentors)
    found = []
    for mentee, mentor in sorted(problem.free_pins()):
        if mentee not in rows or mentor not in columns:
            message = f"pin {mentee} with {mentor}: not both of them are in this match run; unpin"
            raise BadInput(message)
        mask = int(field.mask[rows[mentee], columns[mentor]])
        if mask:
            why = ", ".join(reasons(mask))
            message = f"pin {mentee} with {mentor}: forbidden by {why}; mend that, or unpin"
            raise BadInput(message)
        found.append((rows[mentee], columns[mentor]))
    return np.array(found, np.int64).reshape(-1, 2)


def _fit(problem: Problem) -> None:
    """Refuse more pins than somebody has free places."""
    pins = problem.free_pins()
    sides = zip((problem.pool.mentees, problem.pool.mentors), problem.free_places(), strict=True)
    for side, (people, free) in enumerate(sides):
        pinned = Counter(pin[side] for pin in pins)
        for each, has in zip(people, free.tolist(), strict=True):
            if pinned[each.id] > has:
                message = f"{each.id} has {has} free places and {pinned[each.id]} pins; unpin some"
                raise BadInput(message)


def _fair_floor(problem: Problem, field: Field, pinned: Chosen, places: tuple[Whole, Whole]) -> int:
    """The greatest least satisfaction that leaves as many pairs as there can be."""
    if problem.objective is not Objective.FAIR:
        return 0
    allowed = field.allowed()
    allowed[pinned[:, 0], pinned[:, 1]] = False
    levels = np.unique(field.satisfaction[allowed])
    top = round(problem.rules.fair_floor * FULL)
    levels = np.unique(np.minimum(levels, top))
    pairs = most(allowed, *places)
    reached, beyond = 0, len(levels)
    while beyond - reached > 1:
        middle = (reached + beyond) // 2
        if most(allowed & (field.satisfaction >= levels[middle]), *places) == pairs:
            reached = middle
        else:
            beyond = middle
    return int(levels[reached]) if levels.size else 0


def _matches(problem: Problem, field: Field, pinned: Chosen, chosen: Chosen) -> tuple[Match, ...]:
    pins = {(row, column) for row, column in pinned.tolist()}
    together = np.concatenate([pinned, chosen])
    return tuple(
        Match(
            mentee=problem.pool.mentees[row].id,
            mentor=problem.pool.mentors[column].id,
            score=int(field.score[row, column]),
            worth=int(field.worth[row, column]),
            satisfaction=int(field.satisfaction[row, column]),
            pinned=(row, column) in pins,
        )
        for row, column in sorted(together.tolist())
    )


def _price_list(people: tuple[Candidate, ...], least: Whole, most_: Whole) -> PriceList:
    ids = [each.id for each in people]
    return PriceList(
        least=MappingProxyType(dict(zip(ids, least.tolist(), strict=True))),
        most=MappingProxyType(dict(zip(ids, most_.tolist(), strict=True))),
    )
