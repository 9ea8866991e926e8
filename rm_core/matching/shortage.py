"""Which topics lack mentors, before a match run and by its prices (B26)."""

from collections import Counter
from dataclasses import dataclass

from rm_core.matching.assign import Result
from rm_core.matching.candidates import offered_topics, wanted_topics
from rm_core.matching.profile import Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One topic's market: places sought, and places offered at a level that covers somebody.

    `first` counts those for whom it has the highest share of their needs. `short` is how many of
    them could not have it even if all offered places went to them.
    """

    topic: str
    sought: int
    first: int
    offered: int

    @property
    def short(self) -> int:
        return max(0, self.first - self.offered)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPrice:
    """What one more place with a mentor of this topic would bring the cohort, on average.

    `price` in millionths of a score; with `scarce` of the `places` it would bring a whole pair.
    """

    topic: str
    places: int
    scarce: int
    price: int


def demand(pool: Pool, level_slack: int) -> tuple[Demand, ...]:
    """Every topic that somebody seeks, the shortest supply first."""
    sought: Counter[str] = Counter()
    first: Counter[str] = Counter()
    least: dict[str, int] = {}
    for each in pool.mentees:
        wanted = wanted_topics(each.profile)
        top = max((share for _, share in wanted.values()), default=0)
        for topic, (level, share) in wanted.items():
            sought[topic] += 1
            first[topic] += share == top
            least[topic] = min(level, least.get(topic, level))
    offered: Counter[str] = Counter()
    for each in pool.mentors:
        for topic, level in offered_topics(each.profile).items():
            if topic in least and level >= least[topic] - level_slack:
                offered[topic] += each.capacity
    found = [
        Demand(topic=topic, sought=sought[topic], first=first[topic], offered=offered[topic])
        for topic in sought
    ]
    return tuple(
        sorted(found, key=lambda each: (-each.short, each.offered - each.sought, each.topic))
    )


def topic_prices(pool: Pool, result: Result) -> tuple[TopicPrice, ...]:
    """The prices of mentors' places by the topics they offer, the dearest first."""
    places: Counter[str] = Counter()
    scarce: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for each in pool.mentors:
        price = result.mentors.least[each.id]
        pairs = (price + result.premium // 2) // result.premium if result.premium else 0
        for topic in offered_topics(each.profile):
            places[topic] += each.capacity
            scarce[topic] += each.capacity * (pairs > 0)
            total[topic] += each.capacity * (price - pairs * result.premium)
    found = [
        TopicPrice(topic=t, places=n, scarce=scarce[t], price=total[t] // n)
        for t, n in places.items()
        if n
    ]
    return tuple(sorted(found, key=lambda each: (-each.scarce, -each.price, each.topic)))
