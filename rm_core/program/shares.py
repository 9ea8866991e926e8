"""Shares that are honest about how little they know: k of n, its interval, who did not answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

Z95 = 1.959963984540054
"""The standard normal quantile of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From `low` to `high`, both included, as shares 0..1 (differences: -1..1)."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Share:
    """`k` of `n`; a share of nobody is allowed, and knows nothing.

    Raises:
        ValueError: unless 0 <= k <= n.
    """

    k: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.k <= self.n:
            message = f"a share needs 0 <= k <= n, got k={self.k}, n={self.n}"
            raise ValueError(message)

    @property
    def value(self) -> float | None:
        """0..1; None of nobody."""
        return self.k / self.n if self.n else None

    @property
    def interval(self) -> Interval:
        """Wilson's score interval, 95 % (Wilson 1927): stays inside 0..1, even for 0 or n of n."""
        if not self.n:
            return Interval(0.0, 1.0)
        p, n, z2 = self.k / self.n, self.n, Z95**2
        centre = (p + z2 / (2 * n)) / (1 + z2 / n)
        reach = Z95 / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
        low = 0.0 if self.k == 0 else max(0.0, centre - reach)
        high = 1.0 if self.k == self.n else min(1.0, centre + reach)
        return Interval(low, high)


def share_of(values: Iterable[bool]) -> Share:
    """How many of them hold."""
    seen = list(values)
    return Share(sum(seen), len(seen))


def if_all_had_answered(share: Share, asked: int) -> Interval:
    """The share among all who were asked, had everyone else said no, or said yes.

    Raises:
        ValueError: fewer were asked than answered.
    """
    if asked < share.n:
        message = f"{share.n} answers from {asked} people asked"
        raise ValueError(message)
    if not asked:
        return Interval(0.0, 1.0)
    return Interval(share.k / asked, (share.k + asked - share.n) / asked)


def difference(now: Share, before: Share) -> Interval | None:
    """95 % interval of `now` minus `before`, for different people (Newcombe 1998, method 10).

    None when one of them is a share of nobody. Not for the same people asked twice.
    """
    a, b = now.value, before.value
    if a is None or b is None:
        return None
    of_now, of_before = now.interval, before.interval
    down = sqrt((a - of_now.low) ** 2 + (of_before.high - b) ** 2)
    up = sqrt((of_now.high - a) ** 2 + (b - of_before.low) ** 2)
    return Interval(max(-1.0, a - b - down), min(1.0, a - b + up))


class Band(StrEnum):
    """The colour of a response rate."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


def band(rate: Share, *, amber: float = 0.60, red: float = 0.45) -> Band | None:
    """Amber under 60 %, red under 45 % (published rates: 60 to 92 %); None if nobody was asked."""
    if rate.value is None:
        return None
    if rate.value < red:
        return Band.RED
    return Band.AMBER if rate.value < amber else Band.GREEN
