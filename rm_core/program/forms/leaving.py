"""Ways out, and ways to be heard: each on one page, none with a reason asked (M55, M57, M12)."""

from rm_core.program.forms.form import Choice, Form, Option, Text, one, options

END_PAIRING, LEAVE_PROGRAM = "pairing", "program"

REASONS = options(
    {
        "time": "I have too little time",
        "fit": "We do not fit together",
        "topic": "It is not what I need",
        "job": "My job is changing",
        "done": "We reached what we wanted",
        "other": "Something else",
    }
)


def leave(partner: str) -> Form:
    """End a pairing, or leave the program; possible at any time and for either side (M57)."""
    return one(
        "leave",
        Choice(
            name="what",
            label="What would you like to end?",
            options=(
                Option(
                    value=END_PAIRING,
                    label=f"My pairing with {partner}",
                    hint="You stay in the program and are first in line for another match.",
                ),
                Option(
                    value=LEAVE_PROGRAM,
                    label="Taking part in the program",
                    hint="You get no more emails from us.",
                ),
            ),
        ),
        Choice(
            name="reason",
            label="Why?",
            hint=f"Only if you like. {partner} is never told.",
            required=False,
            options=REASONS,
        ),
        Text(
            name="words",
            label=f"A word of thanks to {partner}",
            hint=f"Only if you like. We pass it on to {partner} as you write it.",
            required=False,
        ),
        button="End it",
    )


def decline() -> Form:
    """No to an invitation, before anything began."""
    return one(
        "decline",
        Choice(
            name="again",
            label="Shall we ask you again for a later round?",
            options=options({"yes": "Yes, please do", "no": "No, thank you"}),
        ),
        button="No, thank you",
    )


def concern(contact: str) -> Form:
    """A word to the named human outside the line of management; in no report ever (M55)."""
    return one(
        "concern",
        Text(
            name="words",
            label="What is on your mind?",
            hint=f"Only {contact} reads this.",
            most=4000,
            lines=8,
        ),
        Choice(
            name="reply",
            label=f"May {contact} write to you about it?",
            options=options({"yes": "Yes, please", "no": "No, I only want it to be known"}),
        ),
        button=f"Send to {contact}",
    )


def manager_consent(name: str, default: str) -> Form:
    """The line manager's yes or no (M12); `default` is what silence means: granted or refused."""
    silence = "agree" if default == "granted" else "do not agree"
    return one(
        "manager_consent",
        Choice(
            name="consent",
            label=f"May {name} take part in working hours?",
            hint=f"About an hour a month. If we do not hear from you, we take it that you "
            f"{silence}.",
            options=options({"granted": "Yes", "refused": "No"}),
        ),
    )


def stop_emails() -> Form:
    """No more emails from the program; the one-click form of RFC 8058 does the same."""
    return Form(key="stop", sections=(), button="Stop the emails")
