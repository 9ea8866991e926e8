"""What a pairing wants to reach, and how far it came (practices 11, 13, 84)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import median

from rm_core.errors import BadInput
from rm_core.program.shares import Share, share_of

LEVELS = (-2, -1, 0, 1, 2)
"""Much less than expected, less, as expected, more, much more."""

LEVEL_WORDS = ("much less than hoped", "less than hoped", "as hoped", "more", "much more")

MOST_GOALS = 5
"""Goals in one agreement."""

ASSUMED_CORRELATION = 0.3
"""Between the goals of one pairing (Kiresuk & Sherman 1968)."""

LONGEST = 500
"""Characters of a statement, a measure or a level."""


class GoalKind(StrEnum):
    """What a goal is about (practice 13)."""

    SKILL = "skill"
    PERSPECTIVE = "perspective"
    INTRODUCTIONS = "introductions"
    ROLE = "role"
    ADOPTION = "adoption"
    IDEA = "idea"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One measured aim of an agreement.

    `levels` says in words what -2, -1, 0, +1 and +2 would look like; 0 is what both expect.
    `weight` is 1..5 and counts against the other goals; `now` is where the two start from.
    """

    kind: GoalKind
    statement: str
    measure: str
    levels: tuple[str, str, str, str, str]
    weight: int = 1
    now: int = -1

    def __post_init__(self) -> None:
        texts = {"statement": self.statement, "measure": self.measure} | {
            f"level {level:+d}": text for level, text in zip(LEVELS, self.levels, strict=True)
        }
        for name, text in texts.items():
            if not text.strip():
                message = f"goal: {name} is empty; say it in a few words"
                raise BadInput(message)
            if len(text) > LONGEST:
                message = f"goal: {name} has {len(text)} characters; at most {LONGEST} fit"
                raise BadInput(message)
        if not 1 <= self.weight <= 5:
            message = f"goal: the weight is {self.weight}; give a whole number from 1 to 5"
            raise BadInput(message)
        check_level(self.now)


def check_level(level: int) -> int:
    """The level, if it is one.

    Raises:
        BadInput: it is not -2, -1, 0, 1 or 2.
    """
    if level not in LEVELS:
        message = f"goal: the level is {level}; give -2, -1, 0, 1 or 2"
        raise BadInput(message)
    return level


def check_goals(goals: Sequence[Goal]) -> tuple[Goal, ...]:
    """The goals of one agreement, if they fit: at most five, each stated once. None is allowed.

    Meetings without a metric are allowed too (practice 12).

    Raises:
        BadInput: too many, or one twice.
    """
    if len(goals) > MOST_GOALS:
        message = f"agreement: {len(goals)} goals; keep the {MOST_GOALS} that matter most"
        raise BadInput(message)
    seen = [" ".join(goal.statement.casefold().split()) for goal in goals]
    for position, statement in enumerate(seen):
        if statement in seen[:position]:
            message = f"agreement: goal {position + 1} repeats an earlier one; state each goal once"
            raise BadInput(message)
    return tuple(goals)


def attainment(
    ratings: Iterable[tuple[float, int]], *, correlation: float = ASSUMED_CORRELATION
) -> float | None:
    """The T score of one pairing from (weight, level) of each rated goal; None without any.

    T = 50 + 10 sum(w x) / sqrt((1 - r) sum(w^2) + r (sum w)^2), Goal Attainment Scaling
    (Kiresuk & Sherman 1968); 50 is exactly as expected.
    """
    rated = [(weight, check_level(level)) for weight, level in ratings]
    if not rated:
        return None
    weights = [weight for weight, _ in rated]
    reached = sum(weight * level for weight, level in rated)
    spread = (1 - correlation) * sum(w * w for w in weights) + correlation * sum(weights) ** 2
    return 50 + 10 * reached / sqrt(spread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attained:
    """How far many goals came: levels are ordinal, so the median and a share stand beside T.

    `mean_t` and `median_t` are over pairings, `median_level` and `reached` (level 0 or above)
    over goals; None without any.
    """

    pairings: int
    goals: int
    mean_t: float | None
    median_t: float | None
    median_level: float | None
    reached: Share


def attained(pairings: Mapping[int, Sequence[tuple[float, int]]]) -> Attained:
    """Sum up pairings, each with the (weight, level) of its rated goals."""
    scores = [t for rated in pairings.values() if (t := attainment(rated)) is not None]
    levels = [level for rated in pairings.values() for _, level in rated]
    return Attained(
        pairings=len(scores),
        goals=len(levels),
        mean_t=sum(scores) / len(scores) if scores else None,
        median_t=median(scores) if scores else None,
        median_level=median(levels) if levels else None,
        reached=share_of(level >= 0 for level in levels),
    )
