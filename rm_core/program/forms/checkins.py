"""The short questions during the term: meetings, pulses, thanks, pauses (M42, M46, M51, M59)."""

from datetime import date

from rm_core.program.checkins import Met
from rm_core.program.forms.form import (
    Choice,
    Clock,
    Day,
    Field,
    Form,
    Option,
    Scale,
    Text,
    Tick,
    one,
    options,
)
from rm_core.program.people import Role

GOING = "going"
"""The pulse's first question, whose 1-5 answer feeds the health of a pairing."""

STAGES = options(
    {
        "deny": "I do not quite see the need",
        "fight": "I see it, and it worries or annoys me",
        "try": "I am trying it out",
        "accept": "It has become part of how I work",
    }
)


def did_you_meet(partner: str, earliest: date, latest: date) -> Form:
    """What became of a planned meeting; one click is enough (M46)."""
    moved, met = ("met", str(Met.MOVED)), ("met", str(Met.YES))
    return one(
        "did_you_meet",
        Choice(
            name="met",
            label=f"Did you and {partner} meet?",
            options=(
                Option(value=Met.YES, label="Yes, we met"),
                Option(value=Met.MOVED, label="No, we moved it"),
                Option(value=Met.CANCELLED, label="No, it was cancelled"),
                Option(value=Met.NO, label="No, it did not happen"),
            ),
        ),
        Scale(
            name="worth",
            label="Was it worth your time?",
            low="not at all",
            high="very much",
            required=False,
            only_if=met,
        ),
        Text(
            name="learned",
            label="What did you learn?",
            hint="Only if you like. Your partner does not see it.",
            required=False,
            only_if=met,
        ),
        Day(name="day", label="New day", earliest=earliest, latest=latest, only_if=moved),
        Clock(name="time", label="New time", hint="In your own time zone.", only_if=moved),
        Choice(
            name="by",
            label="Who cancelled?",
            hint="Not to blame anybody: it tells us whom to help.",
            options=options({"me": "I did", "partner": partner, "both": "Both of us"}),
            only_if=("met", str(Met.CANCELLED)),
        ),
    )


def pulse(role: Role, partner: str) -> Form:
    """Three short items a side; both are always asked what they learned (practices 61, 64)."""
    fields: tuple[Field, ...] = (
        Scale(name=GOING, label=f"How is it going with {partner}?", low="badly", high="very well"),
    )
    if role is Role.MENTOR:
        fields += (
            _agree("heard", f"{partner} takes my ideas and hopes seriously."),
            _agree("confident", "I feel more confident and more at home here than before."),
        )
    else:
        fields += (
            _agree("listening", "I ask and listen more than I tell."),
            Choice(
                name="stage",
                label="What I am learning: where am I with it today?",
                options=STAGES,
                required=False,
            ),
        )
    learned = Text(name="learned", label="What have you learned so far?", required=False)
    return one("pulse", *fields, learned)


def thanks(role: Role, partner: str) -> Form:
    """Whether the favour was returned, and a word of thanks to pass on (M42, practices 52, 53)."""
    words = Text(
        name="words",
        label=f"A word of thanks to {partner}",
        hint=f"We pass it on to {partner} as you write it.",
        required=False,
    )
    returned = {"yes": "Yes", "partly": "In part", "not_yet": "Not yet", "none": "Nothing agreed"}
    label = (
        f"Have you returned the favour to {partner}?"
        if role is Role.MENTEE
        else f"Has {partner} given something back, as you agreed?"
    )
    named = Tick(
        name="recognition",
        label="You may name me when the program thanks its participants.",
        required=False,
    )
    return one(
        "thanks",
        Choice(name="returned", label=label, options=options(returned)),
        words,
        named,
    )


def pause(earliest: date, latest: date) -> Form:
    """Rest until a date; everything planned moves along, and it resumes by itself (M59)."""
    return one(
        "pause",
        Day(
            name="until",
            label="Until which day would you like to pause?",
            hint="Later dates move along. On that day it goes on by itself.",
            earliest=earliest,
            latest=latest,
        ),
        button="Pause until then",
    )


def _agree(name: str, statement: str) -> Scale:
    return Scale(name=name, label=statement, low="strongly disagree", high="strongly agree")
