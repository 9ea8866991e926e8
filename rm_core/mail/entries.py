"""What the catalogue says of one kind of email."""

from dataclasses import dataclass
from enum import StrEnum

from rm_core.mail.facts import Facts
from rm_core.program.emails import Desk
from rm_core.program.people import Role


class Stage(StrEnum):
    """Where in a cohort an email belongs, in order; `ANY` may come at any time."""

    INTAKE = "intake"
    MATCHING = "matching"
    TRIAL = "trial"
    CHECKINS = "checkins"
    OUTCOMES = "outcomes"
    ANY = "any"


class Why(StrEnum):
    """Why somebody is written to; the frame words it at the end of every email."""

    INVITED = "invited"
    TAKES_PART = "takes_part"
    MANAGES = "manages"
    RUNS = "runs"
    SPONSORS = "sponsors"
    ASKED = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One kind of email.

    `action` is the one thing that it asks for. `unsubscribable` ones carry List-Unsubscribe; the
    others answer something that the reader did, or tell what the reader must know. `calendar` ones
    come with an iCalendar part.
    """

    facts: type[Facts]
    action: str
    readers: tuple[Role | Desk, ...]
    practices: tuple[int, ...]
    why: Why
    unsubscribable: bool
    calendar: bool
    stage: Stage = Stage.ANY
