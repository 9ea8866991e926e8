"""The intake forms: what a mentee seeks, what a mentor can give (M09, M10)."""

from collections.abc import Mapping
from types import MappingProxyType

from rm_core.program.forms.answers import Answers
from rm_core.program.forms.availability import availability
from rm_core.program.forms.form import (
    Field,
    Form,
    Number,
    Section,
    Text,
    Tick,
)
from rm_core.program.forms.subjects import topics, yourself
from rm_core.program.ids import PersonId
from rm_core.program.people import Need, Offer, Person, Profile, Role
from rm_core.program.policy import Program
from rm_core.program.topics import Catalogue

MOST_WISHES = 5
NAMED = ("wishes", "vetoes")
"""The fields in which somebody names colleagues (M21)."""

NOBODY: Mapping[str, Person] = MappingProxyType({})

_PEOPLE = "Only the matching reads this. Nobody is told that you named them."


def mentee(program: Program, catalogue: Catalogue, person: Person) -> Form:
    """Needs with level and priority, the gap statement, and the rest that matching asks (M09)."""
    learning = Section(
        heading="What you would like to learn",
        intro="A skill to learn, or a view of the world to understand. One is enough.",
        fields=(
            topics("needs", "need", "What would you like to learn?", Role.MENTEE, catalogue),
            Text(
                name="gap",
                label="What can you not do, or not see, today?",
                hint="Frank words make a better match. Only the matching sees this: "
                "not your mentor, not your manager. Most people find it hard to write; "
                "it is also where learning begins.",
                most=1000,
                lines=4,
            ),
            _hopes("What would you like to be different at the end?"),
        ),
    )
    back = Section(
        heading="What you can give back",
        intro="Your mentor gives time beyond their duties. Many mentees return the favour.",
        fields=(
            Text(
                name="gives_back",
                label="What could you offer in return?",
                hint="Contacts, feedback on an application, a seat in a meeting.",
                required=False,
            ),
        ),
    )
    pledge = Tick(
        name="openness",
        label="I will listen with an open mind, whoever it comes from, and do the scheduling.",
    )
    return _intake("intake_mentee", program, (learning, back), catalogue, person, (pledge,))


def mentor(program: Program, catalogue: Catalogue, person: Person) -> Form:
    """Offers with level, capacity, and the rest that matching asks (M10)."""
    teaching = Section(
        heading="What you can give",
        intro="You need not be an expert. What is everyday to you may be new to somebody senior.",
        fields=(
            topics("offers", "offer", "What could you teach or tell?", Role.MENTOR, catalogue),
            Number(
                name="capacity",
                label="How many people would you mentor at the same time?",
                hint="One is a good number. 0 rests your offer.",
                least=0,
                most=program.matching.max_capacity,
            ),
        ),
    )
    back = Section(
        heading="What you would like back",
        intro="Mentors gain too: contacts, an insight into leadership, help with a next step.",
        fields=(_hopes("What do you hope to get out of it?"),),
    )
    return _intake("intake_mentor", program, (teaching, back), catalogue, person, ())


def profile(role: Role, answers: Answers, named: Mapping[str, Person] = NOBODY) -> Profile:
    """What the intake form of this role was answered with.

    `named` has the people behind the addresses in the `NAMED` fields, by address in lower case;
    an address that is not in it is left out.
    """
    capacity = answers.number("capacity", 1) if role is Role.MENTOR else 1
    style = {
        name.removeprefix("style-"): answers.number(name)
        for name in answers.values
        if name.startswith("style-")
    }
    return Profile(
        needs=tuple(_need(row) for row in answers.rows("needs")),
        offers=tuple(
            Offer(row.text("topic"), int(row.text("level"))) for row in answers.rows("offers")
        ),
        interests=frozenset(answers.several("interests")),
        style=MappingProxyType(style),
        hours=answers.hours("hours"),
        time_zone=answers.text("time_zone"),
        languages=answers.several("languages"),
        capacity=capacity,
        cadence=answers.text("cadence"),
        hopes=answers.text("hopes"),
        gap=answers.text("gap"),
        gives_back=answers.text("gives_back"),
        generation=answers.text("generation") or None,
        wishes=_people(answers.text("wishes"), named)[:MOST_WISHES],
        vetoes=_people(answers.text("vetoes"), named),
        openness=answers.ticked("openness"),
    )


def beginnings(person: Person) -> dict[str, list[str]]:
    """What the form may start with, from the HR export."""
    return {
        "time_zone": [person.time_zone],
        "languages": list(person.languages),
        "capacity": ["1"],
        "cadence": ["monthly"],
    }


def addresses(text: str) -> tuple[str, ...]:
    """The addresses in a `NAMED` field, one a line, in lower case, each once."""
    return tuple(dict.fromkeys(line.strip().lower() for line in text.split("\n") if line.strip()))


def _people(text: str, named: Mapping[str, Person]) -> tuple[PersonId, ...]:
    return tuple(named[each].id for each in addresses(text) if each in named)


def _need(row: Answers) -> Need:
    level, priority = int(row.text("level")), int(row.text("priority"))
    return Need(topic=row.text("topic"), level=level, priority=priority)


def _intake(
    key: str,
    program: Program,
    about: tuple[Section, ...],
    catalogue: Catalogue,
    person: Person,
    pledges: tuple[Field, ...],
) -> Form:
    consent = Tick(name="consent", label="I agree", hint=program.consent)
    sections = (
        *about,
        Section(heading="You", fields=yourself(program, catalogue)),
        Section(heading="When and how", fields=availability(person)),
        Section(heading="People you know", intro=_PEOPLE, fields=_named()),
        Section(heading="Before you send", fields=(*pledges, consent)),
    )
    return Form(key=key, sections=sections, button="Take part", edition=program.consent_version)


def _hopes(label: str) -> Text:
    return Text(name="hopes", label=label, required=False, most=1000)


def _named() -> tuple[Field, ...]:
    return (
        Text(
            name="wishes",
            label="With whom would you like to be paired?",
            hint=f"Work email addresses, one on each line, the dearest first; up to {MOST_WISHES}.",
            required=False,
            lines=3,
        ),
        Text(
            name="vetoes",
            label="With whom would you rather not be paired?",
            hint="Work email addresses, one on each line. You need not say why.",
            required=False,
            lines=3,
        ),
    )
