from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rm_core.errors import BadInput
from rm_core.program.goal_examples import EXAMPLES
from rm_core.program.goals import Attained, Goal, GoalKind, attained, attainment, check_goals
from rm_core.program.shares import Share

RATED = st.lists(st.tuples(st.integers(1, 5), st.integers(-2, 2)), min_size=1, max_size=5)


def a_goal(statement: str = "Use shared documents") -> Goal:
    return Goal(
        kind=GoalKind.SKILL,
        statement=statement,
        measure="Papers written together",
        levels=("none", "one", "two", "three", "four"),
    )


@pytest.mark.parametrize(
    ("ratings", "score"),
    [
        ([(1, 0)], 50.0),
        ([(1, 1)], 60.0),
        ([(1, 2)], 70.0),
        ([(4, 2)], 70.0),
        ([(1, 1), (1, 1), (1, 1)], 63.7),
        ([(1, 2), (1, 2), (1, 2)], 77.4),
        ([(3, -1), (2, 0), (1, 1)], 45.6),
    ],
)
def test_the_t_score_has_its_published_values(
    ratings: list[tuple[float, int]], score: float
) -> None:
    result = attainment(ratings)

    assert result is not None
    assert round(result, 1) == score


def test_without_rated_goals_there_is_no_score() -> None:
    assert attainment([]) is None


@given(RATED)
def test_scoring_the_opposite_on_every_goal_mirrors_the_score_at_50(
    ratings: list[tuple[int, int]],
) -> None:
    there, back = attainment(ratings), attainment([(w, -x) for w, x in ratings])

    assert there is not None
    assert back is not None
    assert there - 50 == pytest.approx(50 - back)


@given(RATED, st.integers(2, 9))
def test_only_the_proportion_of_weights_counts(ratings: list[tuple[int, int]], times: int) -> None:
    assert attainment([(w * times, x) for w, x in ratings]) == pytest.approx(attainment(ratings))


@given(RATED, st.data())
def test_a_higher_level_on_one_goal_raises_the_score(
    ratings: list[tuple[int, int]], data: st.DataObject
) -> None:
    position = data.draw(st.integers(0, len(ratings) - 1))
    weight, level = ratings[position]
    if level == 2:
        return
    better = [*ratings[:position], (weight, level + 1), *ratings[position + 1 :]]

    before, after = attainment(ratings), attainment(better)

    assert before is not None
    assert after is not None
    assert after > before


@pytest.mark.parametrize("level", [-3, 3, 10])
def test_a_level_off_the_scale_is_refused(level: int) -> None:
    with pytest.raises(BadInput, match="give -2, -1, 0, 1 or 2"):
        attainment([(1, level)])


def test_many_pairings_are_summed_up_with_median_and_share() -> None:
    result = attained({1: [(1, 0)], 2: [(1, 1), (1, 1), (1, 1)], 3: [(1, -1)], 4: []})

    assert result.mean_t == pytest.approx((50 + 63.693 + 40) / 3, abs=0.001)
    assert replace(result, mean_t=None) == Attained(
        pairings=3,
        goals=5,
        mean_t=None,
        median_t=50.0,
        median_level=1,
        reached=Share(4, 5),
    )


def test_no_pairings_sum_up_to_nothing_known() -> None:
    assert attained({}) == Attained(
        pairings=0, goals=0, mean_t=None, median_t=None, median_level=None, reached=Share(0, 0)
    )


def test_five_goals_fit_into_an_agreement_and_six_do_not() -> None:
    six = [a_goal(f"Goal {number}") for number in range(6)]

    assert check_goals(six[:5]) == tuple(six[:5])
    assert check_goals([]) == ()
    with pytest.raises(BadInput, match="6 goals; keep the 5 that matter most"):
        check_goals(six)


def test_a_goal_stated_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="goal 2 repeats"):
        check_goals([a_goal("Use AI  daily"), a_goal("use ai daily ")])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"statement": "  "}, "statement is empty"),
        ({"measure": "x" * 501}, "measure has 501 characters"),
        ({"levels": ("a", "b", "", "d", "e")}, "level [+]0 is empty"),
        ({"weight": 0}, "weight is 0"),
        ({"weight": 6}, "weight is 6"),
        ({"now": 3}, "level is 3"),
    ],
)
def test_a_goal_that_nobody_could_measure_is_refused(change: dict[str, object], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        replace(a_goal(), **change)  # type: ignore[arg-type]


def test_the_examples_cover_every_kind_and_each_is_stated_once() -> None:
    assert {goal.kind for goal in EXAMPLES} == set(GoalKind)
    assert len({goal.statement for goal in EXAMPLES}) == len(EXAMPLES) == 20
    assert all(len(set(goal.levels)) == 5 for goal in EXAMPLES)
