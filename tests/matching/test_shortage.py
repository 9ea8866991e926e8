from rm_core.matching.assign import solve
from rm_core.matching.shortage import Demand, TopicPrice, demand, topic_prices
from rm_core.program.people import Need, Offer
from tests.support.matching import (
    a_mentee,
    a_mentor,
    a_pool,
    a_problem,
    participant,
)

A, B, X, Y, Z = (participant(name) for name in "abxyz")
FITS = {"interests": frozenset({"chess", "music", "opera"})}


def test_the_shortest_topic_comes_first() -> None:
    pool = a_pool(
        [
            a_mentee("a", Need(topic="data", level=4, priority=3)),
            a_mentee("b", Need(topic="data", level=3, priority=2)),
            a_mentee(
                "c",
                Need(topic="zoom", level=1, priority=3),
                Need(topic="data", level=3, priority=1),
            ),
        ],
        [
            a_mentor("x", Offer("data", 1)),
            a_mentor("y", Offer("data", 2)),
            a_mentor("z", Offer("zoom", 1), capacity=3),
        ],
    )

    found = demand(pool, level_slack=1)

    assert found == (
        Demand(topic="data", sought=3, first=2, offered=1),
        Demand(topic="zoom", sought=1, first=1, offered=3),
    )
    assert [each.short for each in found] == [1, 0]


def test_a_topic_that_is_scarce_has_a_price() -> None:
    problem = a_problem(
        [a_mentee("a"), a_mentee("b"), a_mentee("c", Need(topic="zoom", level=1, priority=1))],
        [a_mentor("x"), a_mentor("z", Offer("zoom", 4), capacity=2)],
    )

    assert topic_prices(problem.pool, solve(problem)) == (
        TopicPrice(topic="data", places=1, scarce=1, price=650_000),
        TopicPrice(topic="zoom", places=2, scarce=0, price=0),
    )
