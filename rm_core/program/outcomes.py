"""How outcomes are asked and counted; `questions` has what is asked (practices 14, 20, 85).

The levels are Kirkpatrick's: reaction, learning, behaviour, results.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from rm_core.errors import BadInput
from rm_core.program.people import Role
from rm_core.program.shares import Share


class Moment(StrEnum):
    """When something is asked or rated."""

    BASELINE = "baseline"
    MIDTERM = "midterm"
    END = "end"


class Level(StrEnum):
    """Kirkpatrick's levels, in the order of the report."""

    REACTION = "reaction"
    LEARNING = "learning"
    BEHAVIOUR = "behaviour"
    RESULTS = "results"


class Scale(StrEnum):
    """How a question is answered."""

    EFFECTIVE = "effective"
    AGREE = "agree"
    LIKELY = "likely"
    CHOICES = "choices"
    TEXT = "text"


WORDS: Mapping[Scale, tuple[str, ...]] = MappingProxyType(
    {
        Scale.EFFECTIVE: (
            "not at all effective",
            "slightly effective",
            "somewhat effective",
            "effective",
            "extremely effective",
        ),
        Scale.AGREE: ("strongly disagree", "disagree", "neither", "agree", "strongly agree"),
        Scale.LIKELY: ("certainly not", "probably not", "perhaps", "probably", "certainly"),
    }
)
"""The five points, 1 to 5; 4 and 5 are the top two that a share counts (practice 20)."""

POINTS = (1, 2, 3, 4, 5)
TOP = 4

Choices = Mapping[str, str]
"""Code -> words."""

NO_CHOICES: Choices = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a survey.

    `short` labels it in charts and tables. `choices` are code to words, several may be ticked;
    empty unless the scale is CHOICES. `moments` is when it is asked, `sides` whom.
    """

    code: str
    level: Level
    scale: Scale
    text: str
    short: str
    sides: tuple[Role, ...] = (Role.MENTOR, Role.MENTEE)
    moments: tuple[Moment, ...] = (Moment.MIDTERM, Moment.END)
    choices: Choices = field(default_factory=lambda: NO_CHOICES)


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many gave each of the five points, 1 first."""

    counts: tuple[int, int, int, int, int]

    @property
    def n(self) -> int:
        return sum(self.counts)

    @property
    def top(self) -> Share:
        """Those who gave 4 or 5 (top two)."""
        return Share(sum(self.counts[TOP - 1 :]), self.n)


def distribution(points: Iterable[int]) -> Distribution:
    """Count answers on a five-point scale.

    Raises:
        BadInput: an answer is not 1, 2, 3, 4 or 5.
    """
    seen = Counter(points)
    if wrong := seen.keys() - set(POINTS):
        message = f"survey: answers {sorted(wrong)} are not on the scale; expected 1 to 5"
        raise BadInput(message)
    return Distribution((seen[1], seen[2], seen[3], seen[4], seen[5]))
