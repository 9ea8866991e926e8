"""Mid-term and end: the survey of one side, and how far each goal came (M62, B41, M63)."""

from collections.abc import Sequence

from rm_core.program.forms.form import (
    Choice,
    Field,
    Form,
    Option,
    Section,
    Several,
    Text,
    one,
    signed,
)
from rm_core.program.forms.form import Scale as Points
from rm_core.program.goals import LEVELS, Goal
from rm_core.program.outcomes import WORDS, Level, Moment, Question, Scale
from rm_core.program.people import Role
from rm_core.program.questions import HEADLINES, asked_of

_HEADINGS = {
    Level.REACTION: "How it was",
    Level.LEARNING: "What you learned",
    Level.BEHAVIOUR: "What you do differently",
    Level.RESULTS: "What we should know",
}
CANNOT_TELL = "none"


def survey(side: Role, moment: Moment) -> Form:
    """The questions of `program.questions`, by level; answers are stored under their codes."""
    asked = asked_of(side, moment)
    sections = tuple(
        Section(
            heading=heading,
            fields=tuple(_field(each) for each in asked if each.level is level),
        )
        for level, heading in _HEADINGS.items()
        if any(each.level is level for each in asked)
    )
    return Form(key=f"survey_{moment}", sections=sections)


def ratings(goals: Sequence[Goal]) -> Form:
    """Where each goal stands, rated by one side on its own (B41); `goal-1` is the first.

    Answers are `-2` to `2`, or `none` for a goal that somebody cannot tell.
    """
    return one("ratings", *(_rating(number, goal) for number, goal in enumerate(goals, start=1)))


def _rating(number: int, goal: Goal) -> Choice:
    levels = tuple(
        Option(value=str(level), label=f"{signed(level)} · {words}")
        for level, words in zip(LEVELS, goal.levels, strict=True)
    )
    return Choice(
        name=f"goal-{number}",
        label=goal.statement,
        hint=f"Measured by: {goal.measure}",
        options=(*levels, Option(value=CANNOT_TELL, label="I cannot tell")),
    )


def _field(question: Question) -> Field:
    match question.scale:
        case Scale.TEXT:
            return Text(name=question.code, label=question.text, required=False, most=2000, lines=4)
        case Scale.CHOICES:
            return Several(
                name=question.code,
                label=question.text,
                hint="Tick whatever applies.",
                required=False,
                options=tuple(
                    Option(value=value, label=label[:1].upper() + label[1:])
                    for value, label in question.choices.items()
                ),
            )
        case _:
            words = WORDS[question.scale]
            return Points(
                name=question.code,
                label=question.text,
                low=words[0],
                high=words[-1],
                required=question.code in HEADLINES,
            )
