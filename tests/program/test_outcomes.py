import pytest

from rm_core.errors import BadInput
from rm_core.program.outcomes import WORDS, Distribution, Level, Moment, Scale, distribution
from rm_core.program.people import Role
from rm_core.program.questions import BY_CODE, HEADLINES, QUESTIONS, asked_of
from rm_core.program.shares import Share


def test_answers_are_counted_and_the_top_two_make_the_share() -> None:
    result = distribution([5, 5, 4, 3, 1])

    assert result == Distribution((1, 0, 1, 1, 2))
    assert result.n == 5
    assert result.top == Share(3, 5)


@pytest.mark.parametrize("wrong", [0, 6, -1])
def test_an_answer_off_the_scale_is_refused(wrong: int) -> None:
    with pytest.raises(BadInput, match="expected 1 to 5"):
        distribution([3, wrong])


def test_both_sides_are_asked_the_two_headline_questions_at_mid_term_and_end() -> None:
    for side in Role:
        for moment in (Moment.MIDTERM, Moment.END):
            codes = [question.code for question in asked_of(side, moment)]
            assert codes[:2] == list(HEADLINES)
    assert asked_of(Role.MENTOR, Moment.BASELINE) == ()


def test_every_level_is_asked_about_and_the_survey_stays_short() -> None:
    for side in Role:
        survey = asked_of(side, Moment.END)
        assert {question.level for question in survey} == set(Level)
        assert len(survey) <= 18


def test_a_question_says_what_may_be_answered() -> None:
    for question in QUESTIONS:
        assert bool(question.choices) == (question.scale is Scale.CHOICES)
        assert question.scale in WORDS or question.scale in (Scale.CHOICES, Scale.TEXT)
    assert len(BY_CODE) == len(QUESTIONS)
    assert all(len(words) == 5 for words in WORDS.values())


def test_would_repeat_and_would_recommend_are_asked_at_the_end_only() -> None:
    assert BY_CODE["again"].moments == (Moment.END,)
    assert BY_CODE["recommend"].moments == (Moment.END,)
