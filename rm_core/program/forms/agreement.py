"""The agreement of a pairing: proposed by one side, confirmed by the other (M39, M40, M42)."""

from datetime import date

from rm_core.program.agreements import Terms
from rm_core.program.forms.answers import Answers
from rm_core.program.forms.form import (
    Choice,
    Day,
    Field,
    Form,
    Group,
    Number,
    Option,
    Pick,
    Rows,
    Section,
    Text,
    Tick,
    one,
    options,
    signed,
)
from rm_core.program.goal_examples import EXAMPLES
from rm_core.program.goals import LEVEL_WORDS, LEVELS, MOST_GOALS, Goal, GoalKind
from rm_core.program.policy import Program

MOST_AIMS = 12
LEAST_DAYS, MOST_DAYS = 7, 90
CONFIRM, AMEND = "confirm", "amend"

_KINDS = {
    GoalKind.SKILL: "A skill to learn",
    GoalKind.PERSPECTIVE: "A perspective to understand",
    GoalKind.INTRODUCTIONS: "People to meet",
    GoalKind.ROLE: "A role or job",
    GoalKind.ADOPTION: "A tool or habit to take up",
    GoalKind.IDEA: "An idea to put forward",
    GoalKind.OTHER: "Something else",
}
_WEIGHTS = {"1": "1", "2": "2", "3": "3", "4": "4", "5": "5 · matters most"}


def propose(program: Program, today: date, partner: str) -> Form:
    """The whole agreement, for whoever writes it down first. `partner` is a given name."""
    goals = Rows(
        name="goals",
        label="Your goals",
        hint="None is fine too: not every meeting needs a measure. "
        f"Up to {MOST_GOALS}, each with five levels, so that you can tell how far you came.",
        required=False,
        one="goal",
        count=MOST_GOALS,
        fields=_goal(),
        unique="statement",
    )
    return Form(
        key="agreement",
        sections=(
            Section(heading="What you want to reach", fields=(goals,), examples=_examples()),
            Section(heading="How you meet", fields=_rhythm(program, today)),
            Section(heading="Between the two of you", fields=_between(partner)),
        ),
        button=f"Propose this to {partner}",
    )


def confirm(partner: str) -> Form:
    """The other side's word on the terms shown above the form."""
    said = Choice(
        name="reply",
        label=f"Do you agree to what {partner} wrote down for the two of you?",
        options=(
            Option(value=CONFIRM, label="Yes, this is what we agreed"),
            Option(
                value=AMEND,
                label="I would like to change something",
                hint="The agreement opens for you to change, and your partner confirms it then.",
            ),
        ),
    )
    return one("confirm", said)


def beginnings(program: Program) -> dict[str, list[str]]:
    """What the form may start with: the program's rhythm and its last day."""
    rhythm = min(max(program.cadence.every, LEAST_DAYS), MOST_DAYS)
    return {"every": [str(rhythm)], "ends_on": [program.dates.ends.isoformat()]}


def terms(answers: Answers) -> Terms:
    """The terms that an agreement form was answered with.

    Raises:
        BadInput: a goal does not fit.
    """
    aims = answers.text("aims").split("\n")
    return Terms(
        goals=tuple(_goal_of(row) for row in answers.rows("goals")),
        ends_on=answers.day("ends_on") or date.max,
        every=answers.number("every"),
        aims=tuple(aim.strip() for aim in aims if aim.strip())[:MOST_AIMS],
        confidential=answers.ticked("confidential"),
        gives_back=answers.text("gives_back"),
        wishes_back=answers.text("wishes_back"),
    )


def _examples() -> tuple[str, ...]:
    return tuple(
        f"{goal.statement}: {goal.measure.lower()}, from “{goal.levels[0]}” to “{goal.levels[-1]}”"
        for goal in EXAMPLES
    )


def _goal() -> tuple[Field, ...]:
    levels = tuple(
        Text(
            name=f"level{level:+d}",
            label=f"{signed(level)} · {words}",
            hint="Say in a few words what you would see at each level." if level == 2 else "",
            most=200,
            lines=1,
        )
        for level, words in zip(reversed(LEVELS), reversed(LEVEL_WORDS), strict=True)
    )
    now = tuple(Option(value=str(level), label=signed(level)) for level in LEVELS)
    kinds = tuple(Option(value=kind, label=label) for kind, label in _KINDS.items())
    return (
        Text(name="statement", label="What do you want to reach?", most=200, lines=1),
        Pick(name="kind", label="What kind of goal is it?", groups=(Group("", kinds),)),
        Text(name="measure", label="How will you both see it?", most=200, lines=1),
        *levels,
        Pick(name="now", label="Where are you now?", groups=(Group("", now),)),
        Pick(
            name="weight",
            label="How much does it count against the others?",
            required=False,
            groups=(Group("", options(_WEIGHTS)),),
        ),
    )


def _goal_of(row: Answers) -> Goal:
    minus2, minus1, zero, plus1, plus2 = (row.text(f"level{level:+d}") for level in LEVELS)
    return Goal(
        kind=GoalKind(row.text("kind")),
        statement=row.text("statement"),
        measure=row.text("measure"),
        levels=(minus2, minus1, zero, plus1, plus2),
        weight=int(row.text("weight", "1")),
        now=int(row.text("now")),
    )


def _rhythm(program: Program, today: date) -> tuple[Field, ...]:
    return (
        Number(
            name="every",
            label="Days from one meeting to the next",
            least=LEAST_DAYS,
            most=MOST_DAYS,
        ),
        Day(
            name="ends_on",
            label="Last day",
            hint="Nobody signs up for ever; you may go on afterwards as you like.",
            earliest=today,
            latest=program.dates.ends,
        ),
        Text(
            name="aims",
            label="What is each meeting for?",
            hint="One line for each meeting, the first one first.",
            required=False,
            most=1500,
            lines=6,
        ),
    )


def _between(partner: str) -> tuple[Field, ...]:
    return (
        Tick(name="confidential", label="What we say stays between the two of us."),
        Text(
            name="gives_back",
            label="What does the mentee give back?",
            hint="Contacts, feedback, help with a next step.",
            required=False,
        ),
        Text(
            name="wishes_back",
            label="What would the mentor like in return?",
            hint=f"Talk about it with {partner} before you write it down.",
            required=False,
        ),
    )
