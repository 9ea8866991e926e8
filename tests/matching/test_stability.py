from rm_core.matching.assign import solve
from rm_core.matching.stability import Blocking, blocking
from tests.support.matching import (
    a_mentee,
    a_mentor,
    a_problem,
    participant,
    person,
)

A, B, X, Y, Z = (participant(name) for name in "abxyz")
FITS = {"interests": frozenset({"chess", "music", "opera"})}


def test_blocking_pairs_are_counted_with_their_gain() -> None:
    """`a` and `x` like each other best, but the total is better when they part."""
    problem = a_problem(
        [
            a_mentee("a", interests=frozenset({"chess", "music", "opera"})),
            a_mentee("b", interests=frozenset({"chess", "music"}), vetoes=(person("y"),)),
        ],
        [
            a_mentor("x", interests=frozenset({"chess", "music", "opera"})),
            a_mentor("y", interests=frozenset({"chess"})),
        ],
    )
    result = solve(problem)

    assert result.pairs == {(A, Y), (B, X)}
    assert blocking(problem, result) == Blocking(count=1, largest_gain=50_100)


def test_a_free_place_makes_no_blocking_pair_with_somebody_content() -> None:
    problem = a_problem([a_mentee("a", **FITS)], [a_mentor("x", **FITS), a_mentor("y")])

    assert blocking(problem, solve(problem)) == Blocking(count=0, largest_gain=0)


def test_pinned_places_are_not_given_up() -> None:
    problem = a_problem(
        [a_mentee("a", **FITS)],
        [a_mentor("x", **FITS), a_mentor("y")],
        pins=frozenset({(A, Y)}),
    )

    assert blocking(problem, solve(problem)) == Blocking(count=0, largest_gain=0)
