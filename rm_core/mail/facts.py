"""What an email may say: one frozen shape for each kind of letter, filled by a service.

Times are aware UTC and are put into the reader's zone when they are printed. Names and free text
are printed on one line, cleaned; texts that are empty are left out. Links are absolute URLs.
"""

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from rm_core.errors import BadInput
from rm_core.program.emails import Desk
from rm_core.program.people import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads the email; `locale` is BCP 47, `zone` the one that every time is printed in."""

    name: str
    given_name: str
    role: Role | Desk
    zone: ZoneInfo
    locale: str = "en"

    @property
    def is_mentor(self) -> bool:
        return self.role is Role.MENTOR

    @property
    def is_participant(self) -> bool:
        return isinstance(self.role, Role)


@dataclass(frozen=True, slots=True)
class Coordinator:
    """The named human who runs the cohort and whom a reply reaches."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Sponsor:
    """The senior leader who stands behind the cohort; the invitation is theirs (practice 86)."""

    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where the reader can act; `action` is the one thing that the email asks for.

    `decline` says no to it, `hub` is "my program", `leave` ends taking part, `concern` reaches a
    human outside the line of management (M55), `stop` ends the emails, `refer` suggests a
    colleague (practice 16).

    Raises:
        BadInput: a link that is not an absolute http(s) URL on one line.
    """

    action: str
    decline: str | None = None
    hub: str | None = None
    leave: str | None = None
    concern: str | None = None
    stop: str | None = None
    refer: str | None = None

    def __post_init__(self) -> None:
        for name in (each.name for each in fields(self)):
            link = getattr(self, name)
            if link is not None and not is_web_link(link):
                message = f"links.{name} must be an absolute http(s) URL without blanks"
                raise BadInput(message)


def is_web_link(text: str) -> bool:
    """Whether this can stand in an email as a link: absolute, http(s), ASCII, no blanks."""
    if not (text.isascii() and text.isprintable()) or any(sign in text for sign in " <>\"'"):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """The other one of the two, or the participant that a manager is asked about.

    `title` is the job, `line` one sentence of their own; `zone` is given where it may differ from
    the reader's. `email` is shown so that the two can write to each other.
    """

    name: str
    given_name: str
    role: Role
    title: str = ""
    department: str = ""
    site: str = ""
    line: str = ""
    email: str = ""
    zone: ZoneInfo | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that matched: its label, and the label of the level that the mentor offers."""

    label: str
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why the two of them: only what really matched (M24), the best first.

    A pair that formed elsewhere, or that an admin wished for, may have none.

    `shared_minutes` of office hours a week; `crosses` says in plain words which boundaries the
    pairing crosses ("department", "site"; practice 21). Never the gap statement (practice 43).
    """

    topics: tuple[Topic, ...] = ()
    interests: tuple[str, ...] = ()
    shared_minutes: int = 0
    crosses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting, planned or past: `number` counts from 1, the trial meeting is number 0.

    `where` may be a place or a link. `question` overrides the prompt that goes with the number
    (practices 66, 67); `casual` suggests a restaurant or coffee shop (practice 69).
    """

    starts_at: datetime
    minutes: int
    number: int = 0
    where: str = ""
    aim: str = ""
    question: str = ""
    casual: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    """What the two want to reach, and how they will see that they have (practice 13)."""

    text: str
    measure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The expectations of the two (practice 50); `cadence` in plain words: "every four weeks".

    `gives_back` is what the mentee pledged, `wishes_back` what the mentor hopes for (practice 53).
    """

    version: int
    goals: tuple[Goal, ...]
    cadence: str
    ends_on: date
    meetings: tuple[Meeting, ...] = ()
    gives_back: str = ""
    wishes_back: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a report, with k/n and interval already in `value`; no group under five."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A pairing or participant that a human should look at, by id only.

    `reason` is a code that the template words (`cases.txt`); `due` is when the program takes its
    own next step if nobody acts.
    """

    id: str
    reason: str
    since: datetime
    due: datetime | None = None


class Shortfall(StrEnum):
    """Why there is no pairing for someone yet (M23)."""

    NO_TOPIC = "no_topic"
    NO_CAPACITY = "no_capacity"
    NO_HOURS = "no_hours"
    NO_LANGUAGE = "no_language"
    RULES = "rules"
    TOO_WEAK = "too_weak"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What every email knows; `concern_contact` names who hears concerns (M55), if anyone does."""

    reader: Reader
    program: str
    organisation: str
    cohort: str
    coordinator: Coordinator
    sponsor: Sponsor
    links: Links = field(repr=False)
    concern_contact: str = ""

    @property
    def cohort_name(self) -> str:
        """The program and its cohort, once where both have the same title."""
        return self.program if self.cohort == self.program else f"{self.program}, {self.cohort}"
