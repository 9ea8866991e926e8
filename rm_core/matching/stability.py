"""How content the pairs are with each other: the two who would both rather have one another."""

from dataclasses import dataclass

import numpy as np

from rm_core.matching.assign import Result
from rm_core.matching.candidates import Candidate
from rm_core.matching.field import blocks
from rm_core.matching.problem import Problem
from rm_core.matching.profile import Whole
from rm_core.program.ids import ParticipantId

BLOCK = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocking:
    """Pairs who would both score higher together than with (the least of) whom they have.

    `largest_gain` is the most that both of such a pair would gain, in millionths.
    """

    count: int
    largest_gain: int


def blocking(problem: Problem, result: Result) -> Blocking:
    """Count the blocking pairs of a result; a stable matching has none (Gale and Shapley, 1962).

    Scores count, without extras. A free place counts as a partner with score -1; places that are
    pinned or accepted are not given up for anybody.
    """
    now = [
        _least(people, left, [(match.pair[side], match.score) for match in open_])
        for side, (people, left, open_) in enumerate(
            (people, left, [match for match in result.matches if not match.pinned])
            for people, left in zip(
                (problem.pool.mentees, problem.pool.mentors), problem.open_places(), strict=True
            )
        )
    ]
    together = np.zeros(problem.shape, np.bool_)
    for place in problem.places(result.pairs):
        together[place] = True
    count, largest = 0, 0
    for start, field in blocks(problem, BLOCK):
        here = slice(start, start + BLOCK)
        free = field.allowed(result.floor) & ~together[here]
        score = field.score.astype(np.int64)
        gain = np.minimum(score - now[0][here, None], score - now[1])
        envious = free & (gain > 0)
        count += int(np.count_nonzero(envious))
        largest = max(largest, int(gain[envious].max(initial=0)))
    return Blocking(count=count, largest_gain=largest)


NEVER = 2**40


def _least(
    people: tuple[Candidate, ...], places: Whole, held: list[tuple[ParticipantId, int]]
) -> Whole:
    """What each would give up for another partner: their least score, -1 for a free place."""
    scores: dict[ParticipantId, list[int]] = {}
    for who, score in held:
        scores.setdefault(who, []).append(score)
    out = [
        NEVER if left == 0 else min(scores[each.id]) if len(scores.get(each.id, ())) >= left else -1
        for each, left in zip(people, places.tolist(), strict=True)
    ]
    return np.array(out, np.int64)
