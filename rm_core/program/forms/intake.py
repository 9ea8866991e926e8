"""The intake forms: what a mentee seeks, what a mentor can give (M09, M10)."""

from types import MappingProxyType

from rm_core.program.forms.answers import Answers
from rm_core.program.forms.availability import availability
from rm_core.program.forms.form import (
    Field,
    Form,
    Group,
    Number,
    Option,
    Pick,
    Rows,
    Scale,
    Section,
    Several,
    Text,
    Tick,
    options,
)
from rm_core.program.people import Need, Offer, Person, Profile, Role
from rm_core.program.policy import Program
from rm_core.program.topics import Catalogue, Kind

TOPIC_ROWS = 5
PRIORITIES = options({"3": "Most of all", "2": "Important", "1": "Nice to have"})
GENERATIONS = options(
    {
        "before-1965": "Born before 1965",
        "1965-1980": "Born 1965 to 1980",
        "1981-1996": "Born 1981 to 1996",
        "from-1997": "Born 1997 or later",
    }
)


def mentee(program: Program, catalogue: Catalogue, person: Person) -> Form:
    """Needs with level and priority, the gap statement, and the rest that matching asks (M09)."""
    learning = Section(
        heading="What you would like to learn",
        intro="A skill to learn, or a view of the world to understand. One is enough.",
        fields=(
            _topics("needs", "need", "What would you like to learn?", Role.MENTEE, catalogue),
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
            _topics("offers", "offer", "What could you teach or tell?", Role.MENTOR, catalogue),
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


def profile(role: Role, answers: Answers) -> Profile:
    """What the intake form of this role was answered with."""
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
        Section(heading="You", fields=_you(program, catalogue)),
        Section(heading="When and how", fields=availability(person)),
        Section(heading="Before you send", fields=(*pledges, consent)),
    )
    return Form(key=key, sections=sections, button="Take part", edition=program.consent_version)


def _topics(name: str, one: str, label: str, role: Role, catalogue: Catalogue) -> Rows:
    groups = tuple(
        Group(
            branch.label,
            tuple(Option(value=topic.key, label=topic.label) for topic in branch.topics),
        )
        for branch in catalogue.branches
    )
    skill = catalogue.levels[Kind.SKILL, role]
    perspective = catalogue.levels[Kind.PERSPECTIVE, role]
    levels = tuple(
        Option(value=str(level), label=f"{level} · {one_} / {other}")
        for level, (one_, other) in enumerate(zip(skill, perspective, strict=True), start=1)
    )
    fields: tuple[Field, ...] = (
        Pick(name="topic", label="Topic", groups=groups),
        Pick(
            name="level",
            label="How far?" if role is Role.MENTEE else "How well?",
            hint="for a skill / for a perspective",
            groups=(Group("", levels),),
        ),
    )
    if role is Role.MENTEE:
        fields += (Pick(name="priority", label="How important?", groups=(Group("", PRIORITIES),)),)
    hint = f"Fill in as many as you like; {TOPIC_ROWS} at most, the most important first."
    return Rows(
        name=name,
        label=label,
        hint=hint,
        one=one,
        count=TOPIC_ROWS,
        fields=fields,
        unique="topic",
    )


def _hopes(label: str) -> Text:
    return Text(name="hopes", label=label, required=False, most=1000)


def _you(program: Program, catalogue: Catalogue) -> tuple[Field, ...]:
    interests = tuple(Option(value=each.key, label=each.label) for each in catalogue.interests)
    fields: list[Field] = [
        Several(
            name="interests",
            label="What do you like to talk about besides work?",
            hint="Shared interests make a first meeting easier.",
            required=False,
            options=interests,
        )
    ]
    fields += [
        Scale(name=f"style-{t.key}", label=t.question, low=t.low, high=t.high, required=False)
        for t in catalogue.style
    ]
    if "generation" in program.matching.allow_protected:
        fields.append(
            Pick(
                name="generation",
                label="Your generation",
                hint="Only if you like. It is used to bring together people of different "
                "generations, and for nothing else.",
                required=False,
                groups=(Group("", GENERATIONS),),
            )
        )
    return tuple(fields)
