import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.errors import BadInput
from rm_core.matching.evidence import MetNeed, MetTrait, evidence
from rm_core.matching.field import survey
from rm_core.matching.problem import Problem
from rm_core.matching.score import EXACT, PARTS, product, score
from rm_core.matching.weights import Boundary, Extra, Fit, Part, Weights
from rm_core.program.people import Need, Offer, OfficeHours
from tests.support.matching import a_crowd, a_mentee, a_mentor, a_pool, a_problem, person

WEIGHTS = Weights(traits={"pace": Fit.SIMILAR, "plan": Fit.COMPLEMENTARY, "talk": Fit.IGNORE})


def part(kind: Part, mentee: object, mentor: object, weights: Weights = WEIGHTS) -> int:
    pool = a_pool([mentee], [mentor])  # type: ignore[list-item]
    return int(PARTS[kind](pool, weights)[0, 0])


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        ((Offer("data", 4),), 750),
        ((Offer("data", 2),), 750),
        ((Offer("data", 1),), 375),
        ((Offer("video", 2),), 125),
        ((Offer("data", 1), Offer("video", 4)), 625),
        ((Offer("writing", 4),), 0),
    ],
)
def test_coverage_weighs_the_level_offered_by_the_priority_of_the_need(
    offers: tuple[Offer, ...], expected: int
) -> None:
    mentee = a_mentee(
        "a", Need(topic="data", level=2, priority=3), Need(topic="video", level=4, priority=1)
    )

    assert part(Part.NEEDS, mentee, a_mentor("b", *offers)) == expected


@pytest.mark.parametrize(("shared", "expected"), [(0, 0), (1, 333), (2, 666), (3, 1000), (4, 1000)])
def test_a_few_shared_interests_are_enough(shared: int, expected: int) -> None:
    words = ["Chess ", "music", "running", "theatre"][:shared]
    mentee = a_mentee("a", interests=frozenset({*words, "opera"}))
    mentor = a_mentor("b", interests=frozenset({*(w.strip().upper() for w in words), "boxing"}))

    assert part(Part.INTERESTS, mentee, mentor) == expected


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({"pace": 3, "plan": 1}, {"pace": 3, "plan": 5}, 1000),
        ({"pace": 3, "plan": 1}, {"pace": 4, "plan": 1}, 375),
        ({"pace": 1, "plan": 2}, {"pace": 5, "plan": 2}, 0),
        ({"pace": 3}, {"pace": 3}, 500),
        ({"pace": 3}, {}, 0),
        ({"talk": 3}, {"talk": 3}, 0),
    ],
)
def test_each_trait_is_wanted_alike_unlike_or_not_at_all(
    ours: dict[str, int], theirs: dict[str, int], expected: int
) -> None:
    assert part(Part.STYLE, a_mentee("a", style=ours), a_mentor("b", style=theirs)) == expected


def test_a_boundary_is_crossed_only_where_both_sides_are_known() -> None:
    mentee = a_mentee("a", department="Sales", site="Berlin")

    assert part(Part.BOUNDARY, mentee, a_mentor("b", department="IT", site="Rome")) == 1000
    assert part(Part.BOUNDARY, mentee, a_mentor("b", department="sales ", site="Rome")) == 500
    assert part(Part.BOUNDARY, mentee, a_mentor("b", department="", site="Berlin")) == 0


def test_generation_counts_only_where_the_program_says_so() -> None:
    mentee, mentor = a_mentee("a", generation="x"), a_mentor("b", generation="z")
    declared = Weights(boundaries=(Boundary.GENERATION,))

    assert part(Part.BOUNDARY, mentee, mentor) == 0
    assert part(Part.BOUNDARY, mentee, mentor, declared) == 1000


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (("de", "en"), ("de",), 1000),
        (("de", "en"), ("de-AT", "fr"), 1000),
        (("de", "en"), ("en", "de"), 500),
        (("de",), ("en",), 0),
        ((), (), 0),
    ],
)
def test_the_first_language_of_both_is_best(
    ours: tuple[str, ...], theirs: tuple[str, ...], expected: int
) -> None:
    mentee, mentor = a_mentee("a", languages=ours), a_mentor("b", languages=theirs)

    assert part(Part.LANGUAGE, mentee, mentor) == expected


@pytest.mark.parametrize(("hours", "expected"), [(0, 0), (1, 333), (2, 666), (3, 1000), (7, 1000)])
def test_office_hours_in_common_count_up_to_enough(hours: int, expected: int) -> None:
    mentee = a_mentee("a", hours=(OfficeHours(2, 9 * 60, 17 * 60),))
    mentor = a_mentor("b", hours=(OfficeHours(2, 8 * 60, (9 + hours) * 60),))

    assert part(Part.HOURS, mentee, mentor) == expected


def test_the_score_is_the_sum_of_weighted_parts() -> None:
    mentee = a_mentee("a", interests=frozenset({"chess"}), department="Sales")
    mentor = a_mentor("b", interests=frozenset({"chess"}), department="IT")
    weights = Weights(needs=2, interests=1, style=0, boundary=1, language=0, hours=0)

    found = score(a_pool([mentee], [mentor]), weights)

    assert dict(weights.scaled()) == {
        Part.NEEDS: 500,
        Part.INTERESTS: 250,
        Part.STYLE: 0,
        Part.BOUNDARY: 250,
        Part.LANGUAGE: 0,
        Part.HOURS: 0,
    }
    assert found.tolist() == [[500 * 1000 + 250 * 333 + 250 * 500]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"needs": -1},
        {"needs": float("nan")},
        {"wish": float("inf")},
        {"waiting": 101},
        {"enough_minutes": 0},
        dict.fromkeys([part.value for part in Part], 0),
    ],
)
def test_weights_that_weigh_nothing_or_too_much_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(BadInput):
        Weights(**wrong)  # type: ignore[arg-type]


def test_wishes_waiting_and_proposals_to_keep_come_on_top() -> None:
    mentee = a_mentee("a", wishes=(person("x"), person("b")), priority=9)
    mentor = a_mentor("b", wishes=(person("a"),), priority=1)
    plain = a_problem([mentee], [mentor])
    problem = a_problem([mentee], [mentor], keep=frozenset({(mentee.id, mentor.id)}))

    found = evidence(problem, mentee, mentor)

    assert dict(found.extras) == {Extra.WISH: 90_000, Extra.WAITING: 6_000_000, Extra.KEEP: 250_000}
    assert found.wish == 900
    assert survey(problem).worth.tolist() == [[found.worth]]
    assert int(survey(plain).worth[0, 0]) == found.worth - 250_000


def test_somebody_wished_for_twice_counts_once_at_the_better_rank() -> None:
    mentee, mentor = a_mentee("a", wishes=(person("b"), person("b"))), a_mentor("b")

    assert evidence(a_problem([mentee], [mentor]), mentee, mentor).wish == 500


def test_no_pair_is_worth_more_than_one_that_has_everything() -> None:
    both = {
        "priority": 3,
        "interests": frozenset({"chess", "music", "opera"}),
        "style": {"pace": 3},
    }
    weights = Weights(traits={"pace": Fit.SIMILAR})
    mentee = a_mentee("a", department="Sales", site="Rome", wishes=(person("b"),), **both)
    mentor = a_mentor("b", department="IT", site="Berlin", wishes=(person("a"),), **both)
    kept = frozenset({(mentee.id, mentor.id)})

    problem = a_problem([mentee], [mentor], weights=weights, keep=kept)

    assert survey(problem).worth.tolist() == [[weights.most]]


def test_evidence_names_only_what_matched() -> None:
    mentee = a_mentee(
        "a",
        Need(topic="data", level=4, priority=3),
        Need(topic="video", level=2, priority=1),
        interests=frozenset({"Chess", "opera"}),
        style={"pace": 2, "plan": 3},
        department="Sales",
        languages=("de", "en"),
        hours=(OfficeHours(0, 540, 660), OfficeHours(3, 540, 600)),
    )
    mentor = a_mentor(
        "b",
        Offer("data", 1),
        Offer("zoom", 4),
        interests=frozenset({"chess", "boxing"}),
        style={"pace": 2, "plan": 3},
        department="IT",
        languages=("en", "fr"),
        hours=(OfficeHours(0, 600, 720),),
    )

    found = evidence(a_problem([mentee], [mentor], weights=WEIGHTS), mentee, mentor)

    assert found.needs == (MetNeed(topic="data", wanted=4, offered=1, share=750, earned=187),)
    assert found.interests == ("Chess",)
    assert found.style == (MetTrait(trait="pace", fit=Fit.SIMILAR, mentee=2, mentor=2, earned=500),)
    assert found.crossed == (Boundary.DEPARTMENT,)
    assert found.languages == ("en",)
    assert found.minutes == 60


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_matrices_and_the_profiles_tell_the_same(seed: int) -> None:
    pool = a_crowd(7, 6, seed)
    problem = Problem(pool=pool, weights=WEIGHTS)
    field = survey(problem)
    parts = {kind: PARTS[kind](pool, WEIGHTS) for kind in Part}

    for row, mentee in enumerate(pool.mentees):
        for column, mentor in enumerate(pool.mentors):
            found = evidence(problem, mentee, mentor)
            assert dict(found.parts) == {k: int(parts[k][row, column]) for k in Part}
            assert found.score == int(field.score[row, column]) <= 1_000_000
            assert found.worth == int(field.worth[row, column])


def test_a_block_of_mentees_scores_as_the_whole_does() -> None:
    problem = Problem(pool=a_crowd(11, 9, 3), weights=WEIGHTS)
    whole, block = survey(problem), survey(problem.block(4, 8))

    for name in ("score", "worth", "satisfaction", "mask"):
        assert np.array_equal(getattr(whole, name)[4:8], getattr(block, name))


def test_sums_that_float32_could_not_count_are_refused() -> None:
    with pytest.raises(BadInput, match="exact"):
        product(np.full((1, 2), EXACT // 2), np.ones((1, 2)))
