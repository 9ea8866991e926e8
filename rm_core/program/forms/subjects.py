"""What people seek, give and like: the catalogue as questions of the intake forms."""

from rm_core.program.forms.form import Field, Group, Option, Pick, Rows, Scale, Several, options
from rm_core.program.people import Role
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


def topics(name: str, one: str, label: str, role: Role, catalogue: Catalogue) -> Rows:
    """Needs or offers: a topic with its level, and for needs its priority."""
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


def yourself(program: Program, catalogue: Catalogue) -> tuple[Field, ...]:
    """Interests and work style; the generation only where the program declares it (M81)."""
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
