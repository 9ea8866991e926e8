"""Each part of the score as a matrix of whole thousandths, and their weighted total.

A part is a product of a row of features of the mentee and one of the mentor. Features are small
integers, so that float32 products are exact whatever the block size or the number of threads.
All matrices are (mentees, mentors).
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from rm_core.errors import BadInput
from rm_core.matching.candidates import FULL, TOP_ANSWER, TOP_LEVEL, split
from rm_core.matching.hours import SLOT_MINUTES
from rm_core.matching.profile import Pool, Whole
from rm_core.matching.weights import Boundary, Fit, Part, Weights

Matrix = NDArray[np.int32]
EXACT = 2**23


def product(rows: NDArray[np.generic], columns: NDArray[np.generic]) -> Matrix:
    """(n, k) times (m, k): (n, m) int32, exact.

    Raises:
        BadInput: the sums could pass 2**23, where float32 stops to count exactly.
    """
    left, right = rows.astype(np.float32), columns.astype(np.float32)
    if left.size and right.size and float(np.abs(left).sum(1).max() * np.abs(right).max()) >= EXACT:
        message = "features too large for exact products: expected sums below 2**23"
        raise BadInput(message)
    return (left @ right.T).astype(np.int32)


def coverage(pool: Pool) -> Matrix:
    """How far the offers reach the needs: of each need's share, offered over wanted level.

    Practice 7: the gap counts, never rank or years. 1000 when every need is reached.
    """
    seeking, offered = pool.seeking, pool.teaching.offered
    levels = range(1, TOP_LEVEL + 1)
    wanted = np.maximum(seeking.wanted, 1)
    reached = [seeking.share * np.minimum(level, seeking.wanted) // wanted for level in levels]
    return product(np.hstack(reached), np.hstack([offered == level for level in levels]))


def covered(pool: Pool, slack: int) -> Matrix:
    """How many needs are covered: offered at the wanted level, or at most `slack` below it."""
    wanted, offered = pool.seeking.wanted, pool.teaching.offered
    levels = range(1, TOP_LEVEL + 1)
    enough = [(wanted > 0) & (wanted - slack <= level) for level in levels]
    return product(np.hstack(enough), np.hstack([offered == level for level in levels]))


def shared_minutes(pool: Pool) -> Matrix:
    """Office hours in common, in minutes a week."""
    return product(pool.seeking.slots, pool.teaching.slots) * np.int32(SLOT_MINUTES)


def shared_languages(pool: Pool) -> Matrix:
    """How many languages the two have in common."""
    return product(pool.seeking.languages, pool.teaching.languages)


def _needs(pool: Pool, weights: Weights) -> Matrix:
    del weights
    return coverage(pool)


def _interests(pool: Pool, weights: Weights) -> Matrix:
    shared = product(pool.seeking.interests, pool.teaching.interests)
    return _up_to(shared, weights.enough_interests)


def _hours(pool: Pool, weights: Weights) -> Matrix:
    return _up_to(shared_minutes(pool), weights.enough_minutes)


def _up_to(found: Matrix, enough: int) -> Matrix:
    capped = np.minimum(found, enough).astype(np.int64)
    return (capped * FULL // enough).astype(np.int32)


def _style(pool: Pool, weights: Weights) -> Matrix:
    """One column an answer of a trait that counts; a trait that one side left out earns nothing."""
    fits = {t: weights.traits.get(t, Fit.IGNORE) for t in pool.traits}
    counted = sorted(t for t, fit in weights.traits.items() if fit is not Fit.IGNORE)
    share = dict(zip(counted, split(FULL, [1] * len(counted)), strict=True))
    answers, worth = [], []
    for column, trait in enumerate(pool.traits):
        if fits[trait] is Fit.IGNORE:
            continue
        theirs = pool.teaching.style[:, column]
        for answer in range(1, TOP_ANSWER + 1):
            apart = np.abs(theirs - answer)
            steps = apart if fits[trait] is Fit.COMPLEMENTARY else TOP_ANSWER - 1 - apart
            answers.append(pool.seeking.style[:, column] == answer)
            worth.append(np.where(theirs > 0, share[trait] * steps // (TOP_ANSWER - 1), 0))
    if not answers:
        return np.zeros((len(pool.mentees), len(pool.mentors)), np.int32)
    return product(np.stack(answers, 1), np.stack(worth, 1))


def _boundary(pool: Pool, weights: Weights) -> Matrix:
    """Equal shares of what the program counts; where one side is unknown nothing is crossed."""
    total = np.zeros((len(pool.mentees), len(pool.mentors)), np.int32)
    kinds = tuple(dict.fromkeys(weights.boundaries))
    for kind, share in zip(kinds, split(FULL, [1] * len(kinds)), strict=True):
        ours, theirs = _group(pool, kind)
        known = (ours >= 0)[:, None] & (theirs >= 0)[None, :]
        total += np.where(known & (ours[:, None] != theirs[None, :]), share, 0).astype(np.int32)
    return total


def _group(pool: Pool, kind: Boundary) -> tuple[Whole, Whole]:
    ours: Whole = getattr(pool.seeking, kind.value)
    theirs: Whole = getattr(pool.teaching, kind.value)
    return ours, theirs


def _language(pool: Pool, weights: Weights) -> Matrix:
    """Half for a language in common, all of it when it is the first of both."""
    del weights
    ours, theirs = pool.seeking.first_language, pool.teaching.first_language
    same = (ours[:, None] == theirs[None, :]) & (ours >= 0)[:, None]
    half = FULL // 2
    common = shared_languages(pool) > 0
    earned: Matrix = half * common.astype(np.int32) + half * same.astype(np.int32)
    return earned


PARTS: Mapping[Part, Callable[[Pool, Weights], Matrix]] = MappingProxyType(
    {
        Part.NEEDS: _needs,
        Part.INTERESTS: _interests,
        Part.STYLE: _style,
        Part.BOUNDARY: _boundary,
        Part.LANGUAGE: _language,
        Part.HOURS: _hours,
    }
)
"""Every part, (mentees, mentors) int32, 0..1000."""


def score(pool: Pool, weights: Weights) -> Matrix:
    """The score, extras left out: (mentees, mentors) int32, 0..1 000 000."""
    total = np.zeros((len(pool.mentees), len(pool.mentors)), np.int32)
    for part, weight in weights.scaled().items():
        if weight:
            total += np.int32(weight) * PARTS[part](pool, weights)
    return total
