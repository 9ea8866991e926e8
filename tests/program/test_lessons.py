import random

import pytest

from rm_core.program.lessons import (
    TEMPLATES,
    Lesson,
    LessonCode,
    cadence_hint,
    drop_off,
    few_answered,
    short_topics,
    weight_hints,
)
from rm_core.program.shares import Share


def test_topics_that_more_sought_than_offered_come_shortest_first() -> None:
    topics = {"ai": (12, 4), "video": (6, 5), "data": (5, 5), "allyship": (4, 0)}

    lessons = short_topics(topics, 5)

    assert [lesson.subject for lesson in lessons] == ["ai", "video"]
    assert str(lessons[1]) == "Find more mentors for “video”: 6 sought it, 5 offered it."
    assert str(lessons[0]) == ("Find mentors for “ai”: 12 sought it, fewer than 5 offered it.")


def scores(mean: float, pairings: int, seed: int) -> list[dict[str, float]]:
    chance = random.Random(seed)
    return [
        {"needs": mean + chance.uniform(-0.2, 0.2), "hours": chance.uniform(0.2, 0.8)}
        for _ in range(pairings)
    ]


def test_a_part_on_which_completed_pairings_scored_higher_is_worth_more_weight() -> None:
    lessons = weight_hints(scores(0.7, 60, 1), scores(0.4, 30, 2))

    assert [(lesson.code, lesson.subject) for lesson in lessons] == [
        (LessonCode.WEIGH_MORE, "needs")
    ]
    assert lessons[0].figures["difference"] == pytest.approx(0.3, abs=0.05)


def test_a_part_on_which_released_pairings_scored_higher_is_worth_less() -> None:
    lessons = weight_hints(scores(0.4, 60, 1), scores(0.7, 30, 2))

    assert [(lesson.code, lesson.subject) for lesson in lessons] == [
        (LessonCode.WEIGH_LESS, "needs")
    ]


def test_few_pairings_teach_nothing_about_weights() -> None:
    assert weight_hints(scores(0.9, 60, 1), scores(0.1, 19, 2)) == ()
    assert weight_hints([], []) == ()


def test_pairings_that_do_not_differ_rarely_give_a_hint() -> None:
    hints = [weight_hints(scores(0.5, 40, seed), scores(0.5, 25, seed + 500)) for seed in range(60)]

    assert sum(bool(hint) for hint in hints) <= 7


@pytest.mark.parametrize(
    ("held", "code"),
    [
        ([6, 6, 6, 6, 6, 2], LessonCode.CADENCE_HELD),
        ([6, 4, 4, 3, 2, 1], LessonCode.CADENCE_TOO_DENSE),
        ([6, 6, 5, 5, 5, 4], None),
        ([1, 1, 1, 1], None),
        ([], None),
    ],
)
def test_the_rhythm_is_judged_by_what_the_pairings_met(
    held: list[int], code: LessonCode | None
) -> None:
    lesson = cadence_hint(held, 6, 5)

    assert (lesson.code if lesson else None) is code


def test_the_step_that_the_largest_share_did_not_take_is_named() -> None:
    stages = [("invited", 100), ("enrolled", 80), ("matched", 78), ("trial", 50), ("confirmed", 48)]

    assert drop_off(stages, 5) == Lesson(
        code=LessonCode.DROPPED_OFF, subject="trial", figures={"lost": 28, "before": 78}
    )
    assert drop_off([("invited", 10), ("enrolled", 6)], 5) is None
    assert drop_off([], 5) is None


def test_a_red_response_rate_is_a_lesson_and_an_amber_one_is_not() -> None:
    red = few_answered("end survey", Share(40, 100), amber=0.6, red=0.45)

    assert str(red) == "Ask fewer questions, sooner: only 40 of 100 answered the end survey."
    assert few_answered("end survey", Share(50, 100), amber=0.6, red=0.45) is None


def test_every_lesson_has_its_template() -> None:
    assert set(TEMPLATES) == set(LessonCode)
