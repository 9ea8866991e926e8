"""What each side is asked around the trial meeting; every answer is private (M32-M37)."""

from collections.abc import Sequence
from datetime import date, datetime

from rm_core.program.forms.form import Choice, Clock, Day, Form, Option, Slot, one
from rm_core.program.trial import Reply, Verdict


def introduction(partner: str) -> Form:
    """Yes or no to a pairing; no reason is asked (practice 29). `partner` is a given name."""
    said = Choice(
        name="reply",
        label=f"Would you like to meet {partner} once, without obligation?",
        options=(
            Option(value=Reply.ACCEPT, label="Yes, let us meet"),
            Option(
                value=Reply.DECLINE,
                label="No, not this match",
                hint="You need not say why, and nobody is told who said no. "
                "You are first in line for another match.",
            ),
        ),
    )
    return one("introduction", said)


def choose_time(slots: Sequence[datetime], earliest: date, latest: date) -> Form:
    """A time for the trial meeting: one of the slots (UTC), or another that the mentee knows of."""
    other = ("slot", Slot.OTHER)
    return one(
        "choose_time",
        Slot(
            name="slot",
            label="Which time suits you?",
            starts=tuple(slots),
            other="None of these; I propose another time",
        ),
        Day(name="day", label="Day", earliest=earliest, latest=latest, only_if=other),
        Clock(name="time", label="Time", hint="In your own time zone.", only_if=other),
        button="Fix this time",
    )


def verdict(partner: str) -> Form:
    """What one side privately says after the trial meeting (M35, B36)."""
    said = Choice(
        name="verdict",
        label=f"Would you like to go on with {partner}?",
        hint=f"Only the program sees your answer. {partner} never does. No reason is needed.",
        options=(
            Option(value=Verdict.CONTINUE, label="Yes, I would like to go on"),
            Option(
                value=Verdict.UNSURE,
                label="I am not sure yet",
                hint="You meet once more, and we ask once more.",
            ),
            Option(
                value=Verdict.STOP,
                label="I would rather stop here",
                hint="You both get the same friendly letter, which does not say who stopped. "
                "Both of you are first in line for another match.",
            ),
            Option(value=Verdict.NOT_MET, label="We have not met yet"),
        ),
    )
    return one("verdict", said)
