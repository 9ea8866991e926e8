"""The shapes of the emails: what a letter of each shape knows beyond what every letter knows."""

from dataclasses import dataclass
from datetime import date, datetime

from rm_core.mail.facts import (
    Agreement,
    Case,
    Evidence,
    Facts,
    Figure,
    Meeting,
    Partner,
    Shortfall,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment(Facts):
    """Invitation and intake.

    `goal` is the program's own goal (practice 84), `topics` a few labels from its catalogue,
    `missing` the answers that the form still lacks, `last` marks the last reminder.
    """

    due: datetime
    months: int
    meetings: int
    minutes: int
    goal: str = ""
    topics: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Facts):
    """A line manager is asked for their report's time; silence counts as `yes_by_default` says."""

    participant: Partner
    months: int
    minutes_a_month: int
    due: datetime
    yes_by_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting(Facts):
    """No pairing yet: why, and when the next matching is."""

    shortfall: Shortfall
    next_look: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction(Facts):
    """Two people are introduced, or reminded of it; `due` is when the step should be taken."""

    partner: Partner
    evidence: Evidence
    due: datetime
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Times(Facts):
    """Times that lie in the office hours of both; `slots` are UTC starts, the earliest first.

    `again` marks one more trial meeting.
    """

    partner: Partner
    slots: tuple[datetime, ...]
    minutes: int
    due: datetime
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment(Facts):
    """One meeting: planned, moved (`before` is the old start), taken off, or just past.

    `due` is until when the two may act on it; a meeting that was taken off without one is not to
    be replaced.
    """

    partner: Partner
    meeting: Meeting
    before: datetime | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Facts):
    """Something is asked about the pairing; `minutes` is how long answering takes.

    `again` marks the verdict after a second trial meeting; `last` the last reminder.
    """

    partner: Partner
    due: datetime
    minutes: int = 1
    again: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations(Facts):
    """The agreement: to be written (`agreement` None), or to be confirmed by the reader."""

    partner: Partner
    due: datetime
    agreement: Agreement | None = None
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Series(Facts):
    """The agreement holds, or its dates have changed (`again`): all meetings that lie ahead."""

    partner: Partner
    agreement: Agreement
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet(Facts):
    """Nothing is planned; `last_met` is the start of the latest meeting that took place."""

    partner: Partner
    due: datetime
    last_met: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanks(Facts):
    """A thank-you and the favour to return (practices 52, 53); `favour` as it was pledged."""

    partner: Partner
    meetings_held: int
    favour: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Facts):
    """A pairing rests until a day and then goes on by itself; `ends_on` is its new end."""

    partner: Partner
    until: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending(Facts):
    """A pairing is over; nothing in here says how (practices 29, 31).

    `next_look` is the next matching, None when there is none in this cohort.
    """

    partner: Partner
    next_look: datetime | None = None
    meetings_held: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshLink(Facts):
    """A new link for one that ran out; `page` names what it opens, such as "your form"."""

    page: str
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Facts):
    """Where a cohort stands: figures for all, cases for the coordinator alone (M79)."""

    as_of: datetime
    figures: tuple[Figure, ...] = ()
    cases: tuple[Case, ...] = ()
