from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.matching.assign import solve
from rm_core.matching.problem import Problem
from rm_core.matching.rematch import Disturbance, disturbance, rematch
from rm_core.matching.verify import verify
from rm_core.matching.weights import Weights
from tests.support.matching import a_crowd, a_mentee, a_mentor, a_problem, participant

A, B, C, X, Y = (participant(name) for name in "abcxy")
FITS = {"interests": frozenset({"chess", "music", "opera"})}


def test_accepted_pairings_stay_and_rejected_pairs_are_not_proposed_again() -> None:
    problem = a_problem(
        [a_mentee("a", **FITS), a_mentee("b")], [a_mentor("x", **FITS, capacity=2), a_mentor("y")]
    )

    again = rematch(problem, accepted=[(A, X)], rejected=[(B, X)])

    assert solve(again).pairs == {(B, Y)}
    assert verify(again, solve(again)).is_clean


def test_an_accepted_place_is_gone() -> None:
    problem = a_problem([a_mentee("a"), a_mentee("b")], [a_mentor("x")])

    result = solve(rematch(problem, accepted=[(A, X)]))

    assert result.pairs == frozenset()
    assert [each.id for each in result.unmatched] == [B]


def test_a_pin_that_was_accepted_or_rejected_is_done_with() -> None:
    problem = a_problem(
        [a_mentee("a"), a_mentee("b")],
        [a_mentor("x"), a_mentor("y")],
        pins=frozenset({(A, X), (B, Y)}),
    )

    again = rematch(problem, accepted=[(A, X)], rejected=[(B, Y)])

    assert (again.pins, solve(again).pairs) == (frozenset(), frozenset())


def test_whoever_waited_comes_first_and_nobody_loses_priority() -> None:
    problem = a_problem([a_mentee("a", **FITS), a_mentee("b")], [a_mentor("x", **FITS)])

    again = rematch(problem, waited={B: 1})

    assert solve(problem).pairs == {(A, X)}
    assert solve(again).pairs == {(B, X)}
    assert solve(rematch(again, waited={B: 0})).pairs == {(B, X)}


def test_proposals_to_keep_change_only_for_something_clearly_better() -> None:
    problem = a_problem(
        [a_mentee("a", **FITS), a_mentee("b")], [a_mentor("x", **FITS), a_mentor("y")]
    )
    old = [(A, Y), (B, X)]
    kept = rematch(problem, keep=old)
    loose = replace(kept, weights=Weights(keep=0.01))

    assert disturbance(old, solve(kept)) == Disturbance(
        stayed=frozenset(old), went=frozenset(), came=frozenset(), total=1_800_000
    )
    assert disturbance(old, solve(loose)) == Disturbance(
        stayed=frozenset(),
        went=frozenset(old),
        came=frozenset({(A, X), (B, Y)}),
        total=1_450_000,
    )


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6), data=st.data())
def test_no_answer_can_break_a_rematch(seed: int, data: st.DataObject) -> None:
    problem = Problem(pool=a_crowd(15, 12, seed, places=(2, 3)))
    first = solve(problem)
    pairs = sorted(first.pairs)
    answers = [data.draw(st.sampled_from(["yes", "no", "open"])) for _ in pairs]
    accepted = {pair for pair, answer in zip(pairs, answers, strict=True) if answer == "yes"}
    rejected = {pair for pair, answer in zip(pairs, answers, strict=True) if answer == "no"}

    again = rematch(
        problem, accepted=accepted, rejected=rejected, keep=first.pairs - accepted - rejected
    )
    result = solve(again)

    assert not result.pairs & (accepted | rejected)
    assert verify(again, result).failed == ()
