"""What a match is made of, and how much each part counts (M17)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from rm_core.errors import BadInput
from rm_core.matching.candidates import FULL, split


class Part(StrEnum):
    """The parts of a score (practices 6, 9, 21, 70)."""

    NEEDS = "needs"
    INTERESTS = "interests"
    STYLE = "style"
    BOUNDARY = "boundary"
    LANGUAGE = "language"
    HOURS = "hours"


class Extra(StrEnum):
    """What counts beyond the score: it moves the choice, never the quality that is shown."""

    WISH = "wish"
    WAITING = "waiting"
    KEEP = "keep"


class Fit(StrEnum):
    """How two answers on one trait of work style should relate."""

    SIMILAR = "similar"
    COMPLEMENTARY = "complementary"
    IGNORE = "ignore"


class Boundary(StrEnum):
    """What a pair can cross; generation only where the program declares it (M81)."""

    DEPARTMENT = "department"
    SITE = "site"
    GENERATION = "generation"


MOST = 100
UNITS = FULL * FULL
"""A full score: thousandths of a part times thousandths of a weight, so millionths."""

TOP_WISHES = 5
TOP_WAITING = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each part counts, in any unit: only the proportions of the six matter.

    `wish`, `waiting` and `keep` are in full scores: a mutual first wish, each step of priority
    (up to 3) of each side, and a pair already proposed. Of two who could have the same partner,
    the one who waited comes first: by default a step is worth more than any pair.
    `enough_interests` shared, and `enough_minutes` of common office hours a week, already earn
    the full part. `traits` maps each trait of work style that counts to its fit.
    """

    needs: float = 0.45
    interests: float = 0.15
    style: float = 0.10
    boundary: float = 0.10
    language: float = 0.05
    hours: float = 0.15
    wish: float = 0.10
    waiting: float = 1.5
    keep: float = 0.25
    traits: Mapping[str, Fit] = field(default_factory=lambda: MappingProxyType({}))
    boundaries: tuple[Boundary, ...] = (Boundary.DEPARTMENT, Boundary.SITE)
    enough_interests: int = 3
    enough_minutes: int = 180

    def __post_init__(self) -> None:
        values = {part.value: getattr(self, part.value) for part in (*Part, *Extra)}
        wrong = {name: each for name, each in values.items() if not 0 <= each <= MOST}
        if wrong:
            message = f"weights {wrong} do not fit: expected 0 to {MOST}"
            raise BadInput(message)
        if not any(values[part] for part in Part):
            message = "all six weights are 0: give at least one part a weight above 0"
            raise BadInput(message)
        if self.enough_interests < 1 or self.enough_minutes < 1:
            message = "enough_interests and enough_minutes: expected 1 or more"
            raise BadInput(message)

    def scaled(self) -> Mapping[Part, int]:
        """The six weights as they are used and shown: thousandths that sum to 1000."""
        shares = split(FULL, [getattr(self, part.value) for part in Part])
        return MappingProxyType(dict(zip(Part, shares, strict=True)))

    def bonus(self, kind: Extra) -> int:
        """The most that one step of this extra adds, in millionths of a full score."""
        in_thousandths: int = round(getattr(self, kind.value) * FULL)
        return in_thousandths * FULL

    @property
    def most(self) -> int:
        """No pair is worth more than this, in millionths, extras and all."""
        extras = self.bonus(Extra.WISH) + self.bonus(Extra.KEEP)
        return UNITS + extras + 2 * TOP_WAITING * self.bonus(Extra.WAITING)
