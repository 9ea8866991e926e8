"""A match run's question: who there is, what counts, what is forbidden, what is already settled."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from rm_core.errors import BadInput
from rm_core.matching.candidates import FULL, Candidate
from rm_core.matching.profile import Pool, Whole
from rm_core.matching.weights import TOP_WAITING, TOP_WISHES, UNITS, Extra, Weights
from rm_core.program.ids import ParticipantId, PersonId

Pair = tuple[ParticipantId, ParticipantId]
"""A mentee and a mentor, in this order."""

Acquaintance = frozenset[PersonId]
"""Two people, whichever role each had."""


class Objective(StrEnum):
    """What the best assignment is (M20)."""

    MOST_PAIRS = "most_pairs"
    TOTAL = "total"
    FAIR = "fair"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The parameters of the hard rules (M18); 0 switches a rule off, but for time zones None does.

    `chain_levels`: nobody meets someone up to so many levels above or below them in their own line;
    `shared_manager_levels`: nor someone whose line meets theirs within so many levels above both.
    `level_slack`: an offer so far below the wanted level still covers a need. `min_score` is 0..1,
    without extras. `max_zone_hours` compares the clocks, so above 12 it forbids nothing.
    `fair_floor` (0..1 of the needs) is how far the fair objective raises the worst case at most.
    """

    chain_levels: int = 2
    shared_manager_levels: int = 0
    min_overlap_minutes: int = 60
    max_zone_hours: float | None = None
    min_score: float = 0.0
    min_needs_covered: int = 1
    level_slack: int = 1
    common_language: bool = True
    fair_floor: float = 1.0

    def __post_init__(self) -> None:
        counts = (self.chain_levels, self.shared_manager_levels, self.min_overlap_minutes)
        if min(*counts, self.min_needs_covered, self.level_slack) < 0:
            message = f"rules hold a negative number: {self}; expected 0 or more"
            raise BadInput(message)
        if not (0 <= self.min_score <= 1 and 0 <= self.fair_floor <= 1):
            message = (
                f"min_score {self.min_score} and fair_floor {self.fair_floor}: "
                "expected shares between 0 and 1"
            )
            raise BadInput(message)
        if self.max_zone_hours is not None and not 0 <= self.max_zone_hours <= 24:
            message = f"max_zone_hours {self.max_zone_hours}, expected 0 to 24, or nothing"
            raise BadInput(message)

    @property
    def least_score(self) -> int:
        """`min_score` in millionths."""
        return round(self.min_score * UNITS)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """Everything that decides a match run; the same problem has the same result.

    `pins` are forced pairs; `accepted` pairings keep their place and their capacity; `rejected`
    were turned down in this cohort. `bans` (an admin's) and `earlier` (former partners) hold
    between two people in whichever role. `keep` are proposals that a re-run should disturb as
    little as it can. Pairs and people that are not in the pool are passed over, except in `pins`.
    """

    pool: Pool
    rules: Rules = field(default_factory=Rules)
    weights: Weights = field(default_factory=Weights)
    objective: Objective = Objective.MOST_PAIRS
    pins: frozenset[Pair] = frozenset()
    accepted: frozenset[Pair] = frozenset()
    rejected: frozenset[Pair] = frozenset()
    keep: frozenset[Pair] = frozenset()
    bans: frozenset[Acquaintance] = frozenset()
    earlier: frozenset[Acquaintance] = frozenset()
    seed: int = 0

    def __post_init__(self) -> None:
        wrong = [two for two in (*self.bans, *self.earlier) if len(two) != 2]
        if wrong:
            message = f"bans and earlier partners: {wrong[0]}, expected two different people"
            raise BadInput(message)

    @property
    def shape(self) -> tuple[int, int]:
        """(mentees, mentors)."""
        return len(self.pool.mentees), len(self.pool.mentors)

    def block(self, start: int, stop: int) -> "Problem":
        """The same question for the mentees from `start` up to `stop`, with all mentors."""
        return replace(self, pool=self.pool.block(start, stop))

    def free_places(self) -> tuple[Whole, Whole]:
        """What accepted pairings leave of each side's capacity, never below 0."""
        mentees, mentors = (
            Counter(a for a, _ in self.accepted),
            Counter(b for _, b in self.accepted),
        )
        return _left(self.pool.mentees, mentees), _left(self.pool.mentors, mentors)

    def free_pins(self) -> frozenset[Pair]:
        """The pins that are not yet accepted pairings."""
        return self.pins - self.accepted

    def open_places(self) -> tuple[Whole, Whole]:
        """What accepted pairings and pins leave of each side's capacity, never below 0."""
        settled = self.accepted | self.pins
        mentees, mentors = Counter(a for a, _ in settled), Counter(b for _, b in settled)
        return _left(self.pool.mentees, mentees), _left(self.pool.mentors, mentors)

    def premium(self) -> int:
        """What one more pair is worth where pairs come first: more than all scores together."""
        if self.objective is Objective.TOTAL:
            return 0
        rows, columns = self.shape
        seats = (
            sum(min(each.capacity, columns) for each in self.pool.mentees),
            sum(min(each.capacity, rows) for each in self.pool.mentors),
        )
        return (min(seats) + 1) * self.weights.most + 1

    def places(self, pairs: frozenset[Pair]) -> Iterator[tuple[int, int]]:
        """Row and column of each of these pairs that is in the pool."""
        rows, columns = index(self.pool.mentees), index(self.pool.mentors)
        for mentee, mentor in sorted(pairs):
            if mentee in rows and mentor in columns:
                yield rows[mentee], columns[mentor]


def index(side: tuple[Candidate, ...]) -> Mapping[ParticipantId, int]:
    """Where each participant stands on their side."""
    return {each.id: place for place, each in enumerate(side)}


def extras(problem: Problem) -> NDArray[np.int32]:
    """Wishes, waiting and proposals to keep: (mentees, mentors) int32 millionths."""
    pool, weights = problem.pool, problem.weights
    step = weights.bonus(Extra.WAITING)
    ours, theirs = (
        np.array([step * min(each.priority, TOP_WAITING) for each in side], np.int32)
        for side in (pool.mentees, pool.mentors)
    )
    total: NDArray[np.int32] = ours[:, None] + theirs[None, :]
    for row, column, strength in wishes(pool):
        total[row, column] += weights.bonus(Extra.WISH) * strength // (2 * FULL)
    for row, column in problem.places(problem.keep):
        total[row, column] += weights.bonus(Extra.KEEP)
    return total


def wishes(pool: Pool) -> Iterator[tuple[int, int, int]]:
    """Row, column and strength of every wish: 1000 for the first of up to five, then 200 less."""
    rows = {each.person.id: place for place, each in enumerate(pool.mentees)}
    columns = {each.person.id: place for place, each in enumerate(pool.mentors)}
    for place, each in enumerate(pool.mentees):
        for person, strength in wish_strength(each).items():
            if person in columns:
                yield place, columns[person], strength
    for place, each in enumerate(pool.mentors):
        for person, strength in wish_strength(each).items():
            if person in rows:
                yield rows[person], place, strength


def wish_strength(each: Candidate) -> dict[PersonId, int]:
    """Whom they wish for, and how much: 0..1000; a person wished twice counts at the best rank."""
    best = each.profile.wishes[:TOP_WISHES]
    return {
        person: FULL * (TOP_WISHES - rank) // TOP_WISHES
        for rank, person in reversed(list(enumerate(best)))
    }


def _left(side: tuple[Candidate, ...], used: Counter[ParticipantId]) -> Whole:
    left = [max(0, each.capacity - used[each.id]) for each in side]
    return np.array(left, np.int64)
