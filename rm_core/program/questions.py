"""What both sides are asked at mid-term and at the end, level by level (practices 14, 20, 85, 92).

Instruments that belong to their authors are not here; a program file may add its own questions.
"""

from collections.abc import Mapping
from types import MappingProxyType

from rm_core.program.outcomes import Choices, Level, Moment, Question, Scale
from rm_core.program.people import Role

HELPED: Choices = MappingProxyType(
    {
        "match": "how well we were matched",
        "trial": "the trial meeting and the easy way out",
        "agreement": "agreeing goals and expectations early",
        "rhythm": "a fixed rhythm of meetings",
        "cards": "the card before each meeting",
        "reminders": "the reminders",
        "partner": "how open my partner was",
        "manager": "support from my line manager",
        "sponsor": "backing from the top",
    }
)

CHANGE: Choices = MappingProxyType(
    {
        "match": "a better match",
        "time": "more time for it in working hours",
        "more_meetings": "more meetings",
        "fewer_meetings": "fewer meetings",
        "longer": "a longer term",
        "shorter": "a shorter term",
        "guidance": "more guidance and training",
        "fewer_emails": "fewer emails",
        "exchange": "exchange with other pairs",
        "nothing": "nothing",
    }
)


_AT_END = (Moment.END,)


def _agree(level: Level, code: str, short: str, text: str, *sides: Role) -> Question:
    return Question(
        code=code,
        level=level,
        scale=Scale.AGREE,
        text=text,
        short=short,
        sides=sides or (Role.MENTOR, Role.MENTEE),
    )


HEADLINES = ("business_practice", "personal_growth")
"""The two questions that published programs report (practice 20)."""

QUESTIONS: tuple[Question, ...] = (
    Question(
        code="business_practice",
        level=Level.REACTION,
        scale=Scale.EFFECTIVE,
        text="How effective has reverse mentoring been for how you do business?",
        short="Business practice",
    ),
    Question(
        code="personal_growth",
        level=Level.REACTION,
        scale=Scale.EFFECTIVE,
        text="How effective has it been for your personal and professional growth?",
        short="Personal and professional growth",
    ),
    _agree(Level.REACTION, "support", "Felt supported", "My partner encourages and supports me."),
    _agree(Level.REACTION, "heard", "Felt heard", "My partner takes my ideas seriously."),
    _agree(Level.REACTION, "balance", "Gave and gained alike", "I gain as much as I give."),
    Question(
        code="again",
        level=Level.REACTION,
        scale=Scale.LIKELY,
        text="Would you do it again?",
        short="Would do it again",
        moments=_AT_END,
    ),
    Question(
        code="recommend",
        level=Level.REACTION,
        scale=Scale.LIKELY,
        text="Would you recommend it to a colleague?",
        short="Would recommend it",
        moments=_AT_END,
    ),
    _agree(Level.LEARNING, "learned", "Learned what we set out to", "I learned what I came for."),
    _agree(
        Level.LEARNING,
        "perspective",
        "Understands the other generation",
        "I understand better how colleagues of another generation see our work.",
    ),
    _agree(
        Level.LEARNING,
        "organisation",
        "Understands the organisation",
        "I understand our organisation and its challenges better.",
    ),
    _agree(
        Level.LEARNING,
        "tools",
        "More at ease with new tools",
        "I am more at ease with new tools and ways of working.",
        Role.MENTEE,
    ),
    _agree(
        Level.LEARNING,
        "teaching",
        "Learned by teaching",
        "I learned something by teaching it.",
        Role.MENTOR,
    ),
    _agree(
        Level.BEHAVIOUR,
        "applied",
        "Works differently because of it",
        "I do something at work differently because of our meetings.",
    ),
    _agree(
        Level.BEHAVIOUR,
        "shared",
        "Passed it on to colleagues",
        "I passed on to colleagues something I learned here.",
    ),
    _agree(
        Level.BEHAVIOUR,
        "network",
        "Gained access and contacts",
        "I met people and saw decisions that I would not have otherwise.",
        Role.MENTOR,
    ),
    _agree(
        Level.BEHAVIOUR,
        "listens",
        "Asks younger colleagues more often",
        "I ask younger colleagues for their view more often than before.",
        Role.MENTEE,
    ),
    Question(
        code="helped",
        level=Level.RESULTS,
        scale=Scale.CHOICES,
        text="What helped most?",
        short="What helped",
        choices=HELPED,
    ),
    Question(
        code="change",
        level=Level.RESULTS,
        scale=Scale.CHOICES,
        text="What should change next time?",
        short="What to change",
        choices=CHANGE,
    ),
    Question(
        code="words",
        level=Level.RESULTS,
        scale=Scale.TEXT,
        text="Anything you would like to say in your own words?",
        short="In their own words",
    ),
)

BY_CODE: Mapping[str, Question] = MappingProxyType({each.code: each for each in QUESTIONS})


def asked_of(side: Role, moment: Moment) -> tuple[Question, ...]:
    """The survey of one side at one moment, in the order of the form."""
    return tuple(each for each in QUESTIONS if side in each.sides and moment in each.moments)
