import pytest

from rm_core.errors import BadInput
from rm_core.matching.problem import Objective, Rules
from rm_core.matching.run import pose, propose, weights_of
from rm_core.matching.weights import Boundary, Fit, Part, Weights
from rm_core.program import policy
from tests.support.matching import a_crowd, participant


def test_a_match_run_is_two_calls_from_its_pool() -> None:
    pool = a_crowd(20, 15, 6)

    run = propose(pose(pool, policy.Matching(objective="fair"), seed=4))

    assert run.result.objective is Objective.FAIR
    assert run.certificate.is_clean
    assert set(run.explanations) == set(run.result.pairs)
    assert set(run.openings) == {each.id for each in run.result.unmatched}
    assert propose(pose(pool, policy.Matching(objective="fair"), seed=4)).result == run.result


def test_the_program_file_says_what_counts() -> None:
    rules = policy.Matching(
        weights=policy.Weights(
            needs=60, interests=10, style=10, boundary=10, language=5, hours=5,
            traits={"pace": "similar"}, boundaries=("site",),
        ),
        chain_levels=1,
        min_overlap_minutes=90,
        max_zone_hours=4,
        min_score=0.2,
    )  # fmt: skip

    problem = pose(a_crowd(1, 1, 0), rules)

    assert problem.weights == Weights(
        needs=60, interests=10, style=10, boundary=10, language=5, hours=5,
        traits={"pace": Fit.SIMILAR}, boundaries=(Boundary.SITE,),
    )  # fmt: skip
    assert dict(problem.weights.scaled()) == dict(
        zip(Part, (600, 100, 100, 100, 50, 50), strict=True)
    )
    assert problem.rules == Rules(
        chain_levels=1, min_overlap_minutes=90, max_zone_hours=4, min_score=0.2
    )


def test_a_protected_trait_counts_only_where_the_program_allows_it() -> None:
    declared = policy.Weights(boundaries=("department", "generation"))

    with pytest.raises(BadInput, match=r"allow_protected"):
        weights_of(policy.Matching(weights=declared))

    allowed = policy.Matching(weights=declared, allow_protected=("generation",))
    assert weights_of(allowed).boundaries == (Boundary.DEPARTMENT, Boundary.GENERATION)


def test_a_pin_of_a_stranger_stops_the_run_with_the_reason() -> None:
    problem = pose(
        a_crowd(2, 2, 1), policy.Matching(), pins=[(participant("nobody"), participant("no one"))]
    )

    with pytest.raises(BadInput, match="not both of them"):
        propose(problem)
