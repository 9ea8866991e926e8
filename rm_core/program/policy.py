"""The program: one validated file that says what a cohort is and how it runs (M01, M03).

Every number an ops team may want to change is a field here, with its default and its reason.
Durations are whole days unless the name says otherwise; working days skip Saturday and Sunday.
"""

from datetime import date, time
from itertools import pairwise
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, EmailStr, Field, model_validator

Days = Annotated[int, Field(le=730)]
"""Whole days; each field says from how many on (a bound given here would hide the field's own)."""
Minutes = Annotated[int, Field(ge=5, le=480, multiple_of=5)]
Text = Annotated[str, Field(min_length=1, max_length=500)]
Weight = Annotated[float, Field(ge=0, le=100)]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        message = f"no such time zone: {name!r}; use an IANA name such as Europe/Berlin"
        raise ValueError(message) from None
    return name


Zone = Annotated[str, AfterValidator(_zone)]


class Part(BaseModel):
    """A part of the program file: unknown fields are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(Part):
    """A human whom participants may turn to or hear from."""

    name: Text
    email: EmailStr
    title: str = Field("", max_length=200, description="How they are presented, such as COO")


class Aim(Part):
    """Why the program exists and how anyone will know (practice 84)."""

    statement: Text = Field(description="What will be different afterwards, in one sentence")
    metric: Text = Field(description="The figure that shows it")
    baseline: float = Field(description="The figure before the cohort starts")
    target: float = Field(description="The figure that counts as success")
    unit: str = Field("", max_length=20)
    owner: Text = Field(description="Who answers for the figure")


class Dates(Part):
    """The cohort's calendar, in the program's time zone; each step starts at 09:00."""

    enrolment_opens: date
    enrolment_closes: date
    matching: date
    trial_ends: date = Field(description="Nobody is paired after this day; who is deciding goes on")
    ends: date = Field(description="Last day of the term; the outcome surveys go out next morning")

    @model_validator(mode="after")
    def _in_order(self) -> "Dates":
        names = ("enrolment_opens", "enrolment_closes", "matching", "trial_ends", "ends")
        wrong = [
            f"{later} must not be before {earlier}"
            for earlier, later in pairwise(names)
            if getattr(self, earlier) > getattr(self, later)
        ]
        if wrong:
            message = "; ".join(wrong)
            raise ValueError(message)
        return self


class Eligibility(Part):
    """Who may take part in which role (M12); level 1 is the entry band, practice 25 and 77."""

    mentor_max_level: int | None = Field(None, ge=1, description="Mentors up to this band")
    mentee_min_level: int | None = Field(None, ge=1, description="Mentees from this band on")
    departments: tuple[str, ...] = Field((), description="Only these; empty means all")
    sites: tuple[str, ...] = Field((), description="Only these; empty means all")
    nominated: tuple[str, ...] = Field((), description="External ids invited in any case")
    excluded: tuple[str, ...] = Field((), description="External ids never invited")
    ask_line_manager: bool = Field(False, description="Ask the line manager for consent")
    consent_within: Days = Field(7, ge=0)
    consent_default: Literal["granted", "refused"] = "granted"


class Weights(Part):
    """How much each part of a pair's score counts (M17); shown as rounded to whole numbers."""

    needs: Weight = 50
    interests: Weight = 10
    style: Weight = 10
    boundary: Weight = 15
    language: Weight = 5
    hours: Weight = 10
    traits: dict[str, Literal["similar", "complementary", "ignore"]] = Field(default_factory=dict)
    boundaries: tuple[Literal["department", "site", "generation"], ...] = ("department", "site")


class Matching(Part):
    """Hard rules and the objective (M18-M21)."""

    objective: Literal["most_pairs", "total", "fair"] = "most_pairs"
    weights: Weights = Weights()
    chain_levels: int = Field(2, ge=0, le=10, description="Reporting levels that bar a pair")
    min_overlap_minutes: int = Field(60, ge=0, le=2400, description="Shared office hours a week")
    max_zone_hours: float = Field(9, ge=0, le=14)
    min_score: float = Field(0, ge=0, le=1)
    max_capacity: int = Field(3, ge=1, le=10, description="Pairings a mentor may offer to take")
    rematches: int = Field(1, ge=0, le=5, description="New pairings after a release, per person")
    rematch_every: Days = Field(7, ge=1, description="How often the waitlist is matched again")
    approve_within: Days = Field(3, ge=1, description="For the admin to decide on a proposal")
    approve_default: Literal["approve", "remind"] = Field(
        "remind", description="What happens when nobody decides in time"
    )
    allow_protected: tuple[Literal["generation"], ...] = Field(
        (), description="Protected traits that matching may use, if people give them (M81)"
    )


class Reminders(Part):
    """Days after the question at which the reminders go out; never more than three (M08)."""

    after: tuple[Annotated[int, Field(ge=1, le=60)], ...] = Field((3, 7), max_length=2)
    last_day: bool = Field(True, description="One more on the last day before the deadline")


class Trial(Part):
    """Introduction, trial meeting and verdict (M32-M38, practices 29-31, 47)."""

    answer_within: Days = Field(10, ge=2, description="To say yes or no to an introduction")
    contact_within: Days = Field(3, ge=1, description="Working days for the mentee's first step")
    opening_line_after: Days = Field(
        7, ge=0, description="Then the mentor gets a line to open with"
    )
    coordinator_after: Days = Field(10, ge=0, description="Then the coordinator hears of it")
    meet_within: Days = Field(14, ge=3, description="From the introduction to the trial meeting")
    minutes: Minutes = 45
    verdict_within: Days = Field(10, ge=2)
    one_sided_silence: Literal["stop", "continue"] = Field(
        "stop", description="When one side answers and the other stays silent"
    )


class Cadence(Part):
    """The meetings of the term (M39, practice 50)."""

    meetings: int = Field(6, ge=1, le=30)
    every: Days = Field(28, ge=7, description="From one planned meeting to the next")
    minutes: Minutes = 50
    first_after: Days = Field(10, ge=1, description="From the agreement to the first meeting")
    agree_within: Days = Field(14, ge=2, description="Then the program's standard terms apply")
    ask_after_hours: int = Field(20, ge=1, le=120, description="From meeting to 'did you meet?'")
    casual_every: int = Field(3, ge=0, description="Every n-th card suggests a casual place; 0: no")


class CheckIns(Part):
    """Pulses, health and the escalation ladder (M51-M53)."""

    first_pulse: Days = Field(30, ge=0)
    pulse_every: Days = Field(60, ge=7)
    silent_after: Days = Field(14, ge=0, description="After a missed planned meeting")
    cancellations: int = Field(2, ge=1, description="In a row by the mentee: escalate at once")
    ladder_days: Days = Field(7, ge=1, description="Between two steps of the ladder")


class Surveys(Part):
    """Mid-term and end (M62)."""

    answer_within: Days = Field(28, ge=7)
    reminders: tuple[Annotated[int, Field(ge=1, le=60)], ...] = Field((7, 14, 21), max_length=3)
    midterm: bool = True
    amber_below: float = Field(0.60, ge=0, le=1)
    red_below: float = Field(0.45, ge=0, le=1)
    smallest_group: int = Field(5, ge=3, le=50)
    compare_by: tuple[Literal["department", "site"], ...] = ("department",)


class Mail(Part):
    """When emails may arrive, in each reader's own zone (M56)."""

    earliest: time = time(8, 0)
    latest: time = time(18, 0)
    working_days_only: bool = True


class Retention(Part):
    """How long what is kept after the cohort closed (M80)."""

    gap_statements: Days = Field(30, ge=0)
    answers: Days = Field(365, ge=0)
    emails: Days = Field(180, ge=0)


class Program(Part):
    """A reverse-mentoring program, whole."""

    version: Literal[1] = Field(1, description="Version of this file format")
    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,40}$")] = Field(
        description="The cohort's short name: lower case, digits and hyphens, such as spring-2027"
    )
    title: Text
    organisation: Text
    time_zone: Zone = "UTC"
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")] = "en"
    goal: Aim
    sponsor: Named = Field(description="The senior leader in whose name the invitation goes out")
    coordinator: Named = Field(description="The named human who runs the cohort")
    concern_contact: Named = Field(
        description="Hears concerns; outside the line of management of the cohort (M55)"
    )
    dates: Dates
    eligibility: Eligibility = Eligibility()
    topics: tuple[str, ...] = Field((), description="Topic keys on offer; empty: the catalogue")
    consent: Text = Field(
        "I take part of my own free will. My answers are used to find a partner and to improve "
        "the program; my partner and my manager never see them. I can leave at any time.",
        description="The consent text, shown with the intake form",
    )
    consent_version: str = Field("1", max_length=20)
    matching: Matching = Matching()
    reminders: Reminders = Reminders()
    trial: Trial = Trial()
    cadence: Cadence = Cadence()
    checkins: CheckIns = CheckIns()
    surveys: Surveys = Surveys()
    mail: Mail = Mail()
    retention: Retention = Retention()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
