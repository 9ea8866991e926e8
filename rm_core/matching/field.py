"""All pairs of a problem (or of a block of its mentees) at a glance."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rm_core.matching.problem import Problem, extras
from rm_core.matching.profile import Bits, Whole
from rm_core.matching.rules import Mask, forbidden
from rm_core.matching.score import Matrix, coverage, score


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """(mentees, mentors) each: what a pair is, what it is worth, and what forbids it.

    `score` in millionths, `worth` the same with wishes, waiting and proposals to keep,
    `satisfaction` in thousandths of the mentee's needs, `mask` as in `rules.forbidden`.
    """

    score: Matrix
    worth: Matrix
    satisfaction: Matrix
    mask: Mask

    def allowed(self, floor: int = 0) -> Bits:
        """The pairs that may be chosen: no rule forbids them, and they reach the fair floor."""
        allowed: Bits = (self.mask == 0) & (self.satisfaction >= floor)
        return allowed

    def gain(self, premium: int, floor: int) -> Whole:
        """What choosing a pair gains, int64; 0 where it may not be chosen."""
        return np.where(self.allowed(floor), self.worth.astype(np.int64) + premium, 0)


def survey(problem: Problem) -> Field:
    """Score and judge every pair."""
    points = score(problem.pool, problem.weights)
    return Field(
        score=points,
        worth=points + extras(problem),
        satisfaction=coverage(problem.pool),
        mask=forbidden(problem),
    )


def blocks(problem: Problem, size: int) -> Iterator[tuple[int, Field]]:
    """The field in blocks of so many mentees, each with the place of its first mentee."""
    for start in range(0, problem.shape[0], size):
        yield start, survey(problem.block(start, start + size))
