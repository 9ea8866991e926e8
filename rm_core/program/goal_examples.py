"""Goals to start from when two people agree on theirs (practices 13, 38, 40, 73, 82-84)."""

from rm_core.program.goals import Goal, GoalKind


def _counted(
    kind: GoalKind, statement: str, measure: str, unit: str, expected: int, most: int
) -> Goal:
    """A goal whose levels are counts: none at -2, `expected` at 0, at least `most` at +2."""
    more = str(expected + 1) if most == expected + 2 else f"{expected + 1} to {most - 1}"
    return Goal(
        kind=kind,
        statement=statement,
        measure=measure,
        levels=(
            f"no {unit}",
            f"fewer than {expected} {unit}",
            f"{expected} {unit}",
            f"{more} {unit}",
            f"{most} {unit} or more",
        ),
        now=-2,
    )


def _skilled(statement: str, measure: str) -> Goal:
    """A goal of learning something until one can teach it."""
    return Goal(
        kind=GoalKind.SKILL,
        statement=statement,
        measure=measure,
        levels=(
            "has not tried it",
            "does it with help",
            "does it alone for everyday work",
            "does it alone and well, and knows its limits",
            "shows colleagues how",
        ),
        now=-2,
    )


EXAMPLES: tuple[Goal, ...] = (
    _skilled("Use AI assistants in my daily work", "Tasks of a normal week done with one"),
    _skilled("Be present on a professional network", "Posts and replies written by myself"),
    _skilled("Read and question a data dashboard", "Decisions prepared from it without an analyst"),
    _skilled("Work in shared documents instead of attachments", "Papers written together online"),
    _skilled("Record and cut a short video for my team", "Videos sent without outside help"),
    _skilled("Know the shortcuts of the software I use most", "Minutes saved on a weekly routine"),
    _skilled("Run a meeting that works for those who dial in", "What remote colleagues say of it"),
    Goal(
        kind=GoalKind.PERSPECTIVE,
        statement="Understand what young colleagues expect of us as an employer",
        measure="What I can say of it, and what I do with it",
        levels=(
            "I guess",
            "I have heard my mentor's view",
            "I can name three expectations, and why they matter",
            "I have checked them with five more young colleagues",
            "one decision of mine has changed because of it",
        ),
    ),
    Goal(
        kind=GoalKind.PERSPECTIVE,
        statement="See our product as a younger customer does",
        measure="Customer journeys walked through together",
        levels=(
            "none",
            "one, half way",
            "one, with a list of what puts people off",
            "two, and the list is with the product team",
            "one thing on the list is mended",
        ),
        now=-2,
    ),
    Goal(
        kind=GoalKind.PERSPECTIVE,
        statement="Notice what keeps some colleagues from being heard in my meetings",
        measure="Meetings observed and changed",
        levels=(
            "I have not looked",
            "one meeting observed",
            "three meetings observed, one habit changed",
            "the change has lasted two months",
            "others have taken the habit up",
        ),
        now=-2,
    ),
    Goal(
        kind=GoalKind.PERSPECTIVE,
        statement="Look at our industry twenty years ahead",
        measure="A view of which companies lead then, and why",
        levels=(
            "not begun",
            "the ten largest of a past year looked up",
            "a view of our own, with reasons",
            "discussed with my leadership team",
            "taken into our plans",
        ),
        now=-2,
    ),
    _counted(
        GoalKind.INTRODUCTIONS,
        "Introduce my mentor to people who matter for their career",
        "Introductions that led to a conversation",
        "introductions",
        3,
        6,
    ),
    _counted(
        GoalKind.INTRODUCTIONS,
        "Meet people beyond my usual circle through my partner",
        "First conversations held",
        "conversations",
        4,
        8,
    ),
    Goal(
        kind=GoalKind.ROLE,
        statement="Find the next role, and be ready to apply",
        measure="How far the search has come",
        levels=(
            "no picture of the role",
            "a picture, and what I lack for it",
            "papers ready and one talk with someone in such a role",
            "applied",
            "offered the role",
        ),
        now=-2,
    ),
    Goal(
        kind=GoalKind.ROLE,
        statement="Lead something visible for the first time",
        measure="What I led, and who saw it",
        levels=(
            "nothing in sight",
            "asked for it",
            "led a part of it",
            "led all of it",
            "led it, and was asked to do it again",
        ),
        now=-2,
    ),
    Goal(
        kind=GoalKind.ADOPTION,
        statement="Bring one new tool or way of working into my team",
        measure="Who uses it, a month after it was shown",
        levels=("nobody", "only me", "half of the team", "the whole team", "another team as well"),
        now=-2,
    ),
    Goal(
        kind=GoalKind.ADOPTION,
        statement="Replace one report that nobody reads",
        measure="What became of it",
        levels=(
            "still sent",
            "readers asked",
            "replaced by something its readers use",
            "two replaced",
            "three or more replaced",
        ),
        now=-2,
    ),
    _counted(
        GoalKind.IDEA,
        "Bring ideas for inclusion to those who can decide",
        "Ideas put forward and answered",
        "ideas",
        2,
        4,
    ),
    Goal(
        kind=GoalKind.IDEA,
        statement="Try out one idea from our talks in a small experiment",
        measure="How far it came",
        levels=(
            "no idea chosen",
            "planned",
            "done, with a result",
            "done, and repeated",
            "part of how we work",
        ),
        now=-2,
    ),
    Goal(
        kind=GoalKind.OTHER,
        statement="Become someone the other can call",
        measure="How both of us would say it",
        levels=(
            "we are polite",
            "we are at ease",
            "we ask each other for advice",
            "we ask unasked-for questions",
            "we will stay in touch",
        ),
    ),
)
