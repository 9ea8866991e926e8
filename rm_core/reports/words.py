"""The words of the report's labels, and figures as people read them."""

from collections.abc import Mapping
from types import MappingProxyType

from rm_core.program.outcomes import Level, Moment
from rm_core.program.people import Role
from rm_core.program.shares import Band, Interval, Share
from rm_core.program.suppression import Cell, Shown
from rm_core.reports.facts import Stage

STAGES: Mapping[str, str] = MappingProxyType(
    {
        Stage.INVITED: "invited",
        Stage.ENROLLED: "enrolled",
        Stage.MATCHED: "matched",
        Stage.TRIAL: "trial meeting held",
        Stage.CONFIRMED: "pairing confirmed",
        Stage.ASSESSED: "end survey answered",
    }
)

MOMENTS: Mapping[str, str] = MappingProxyType(
    {Moment.BASELINE: "start", Moment.MIDTERM: "mid-term", Moment.END: "end"}
)

SIDES: Mapping[Role | None, str] = MappingProxyType(
    {Role.MENTOR: "mentors", Role.MENTEE: "mentees", None: "both sides"}
)

LEVELS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        Level.REACTION: ("Reaction", "How was it for those who took part?"),
        Level.LEARNING: ("Learning", "What do they know or see now that they did not?"),
        Level.BEHAVIOUR: ("Behaviour", "What do they do differently?"),
        Level.RESULTS: ("Results", "What came of it?"),
    }
)

BANDS: Mapping[str, str] = MappingProxyType(
    {Band.GREEN: "as usual or better", Band.AMBER: "fewer than usual", Band.RED: "few"}
)

FAVOURS: Mapping[str, str] = MappingProxyType(
    {
        "thanked": "the mentee thanked the mentor",
        "pledged": "the mentee pledged a favour in return",
        "returned": "the favour was returned",
    }
)


NARROW = "\N{NO-BREAK SPACE}"
"""Keeps a number and its per cent sign on one line."""


def plain(code: str) -> str:
    """A code as words: `no_time` reads "no time"."""
    return code.replace("_", " ")


def percent(value: float) -> str:
    """0.803 is "80 %"; only nothing is 0 % and only everything is 100 %."""
    whole = round(value * 100)
    if whole == 100 and value < 1:
        whole = 99
    if whole == 0 and value > 0:
        whole = 1
    return f"{whole}{NARROW}%"


def span(interval: Interval) -> str:
    """Both ends at once, such as 63–90 %."""
    return f"{percent(interval.low)[:-2]}–{percent(interval.high)}"


def points(value: float) -> str:
    """A difference of shares in percentage points, signed."""
    whole = round(value * 100)
    return f"{whole:+d}".replace("-", "−") if whole else "0"


def signed(value: float) -> str:
    """A level with its sign: +1, 0, −0.5."""
    return f"{value:+.3g}".replace("-", "−") if value else "0"


def counted(share: Share | None) -> str:
    """Such as "24 of 30"; a dash where nothing may be said."""
    return "–" if share is None else f"{share.k:,} of {share.n:,}"


def told(cell: Cell, smallest: int) -> str:
    """What a cell shows: "15 of 30", "under 5 of 30", "over 25 of 30", "under 5", "hidden"."""
    if cell.shown is Shown.UNDER:
        return f"under {smallest}"
    if cell.shown is Shown.HIDDEN or cell.n is None:
        return "hidden"
    if cell.shown is Shown.LOW:
        return f"under {smallest} of {cell.n:,}"
    if cell.shown is Shown.HIGH:
        return f"over {cell.n - smallest:,} of {cell.n:,}"
    if cell.shown is Shown.SIZE_ONLY:
        return f"not given, of {cell.n:,}"
    return counted(cell.share) if cell.share else f"{cell.n:,}"
