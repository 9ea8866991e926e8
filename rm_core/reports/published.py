"""What may be printed: the only thing that pages, charts and files are made from.

Nothing in here says more than the rule in `rm_core.program.suppression` allows; None stands where
a figure is held back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from rm_core.program.goals import Attained
from rm_core.program.lessons import Lesson
from rm_core.program.outcomes import Distribution, Level, Moment
from rm_core.program.people import Role
from rm_core.program.shares import Band, Interval, Share
from rm_core.program.suppression import Cell
from rm_core.reports.facts import EmailCount, Quote, Stage

PUBLISHED: Mapping[str, float] = {"business_practice": 0.80, "personal_growth": 0.97}
"""What one company is reported to have found; the number of its answers is not known (M68)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Which cohort this is, and what it was for."""

    program: str
    cohort: str
    organisation: str
    sponsor: str
    coordinator: str
    goal: str
    metric: str
    unit: str
    baseline: float | None
    target: float | None
    measured: float | None
    starts: date
    ends: date
    made_at: datetime
    smallest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelRow:
    """People who came this far; by side only where both sides are large enough."""

    stage: Stage
    people: int
    mentors: int | None
    mentees: int | None


@dataclass(frozen=True, slots=True)
class MetRow:
    """Confirmed pairings that met at least so many times."""

    times: int
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRow:
    """How many answered a survey; `side` None where the sides may not be told apart."""

    side: Role | None
    moment: Moment
    rate: Share
    band: Band | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A difference to the earlier round, with its interval; both are differences of shares."""

    before: Share
    value: float
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    """One question as one side answered it.

    `bounds` is the share had everyone answered, with no or with yes. `points` and `share` are None
    under the threshold.
    """

    code: str
    level: Level
    label: str
    side: Role
    moment: Moment
    points: Distribution | None
    share: Share | None
    bounds: Interval | None
    published: float | None = None
    change: Change | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRow:
    """How many of one side ticked a choice, of those who ticked any; from the threshold up."""

    code: str
    label: str
    side: Role
    choice: str
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTable:
    """A share by group; `cells` is None when no safe table exists."""

    code: str
    label: str
    side: Role | None
    dimension: str
    cells: Mapping[str, Cell] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTable:
    """A count by group beside its total; `total` is None under the threshold."""

    name: str
    total: int | None
    cells: Mapping[str, Cell] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PulseRow:
    """The pulse of one side on one day; `share` answered 4 or 5."""

    day: int
    side: Role
    rate: Share | None
    share: Share | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRow:
    """All goals as one side rated them at one moment; `levels` counts -2 first."""

    side: Role
    moment: Moment
    attained: Attained
    levels: Distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    """Sought and offered; None is under the threshold. `is_short`: more sought than offered."""

    title: str
    needs: int | None
    offers: int | None
    is_short: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRow:
    """What the optimiser did; `scores` counts pairs by tenths of the score."""

    pairs: int
    objective: float
    bound: float
    gap: float
    certificate: str
    scores: tuple[int, ...]
    crossed: Mapping[str, Share]


@dataclass(frozen=True, slots=True)
class FavourRow:
    """A share of the confirmed pairings: thanked, pledged or returned."""

    name: str
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A cohort's outcomes, fit to print; levels in Kirkpatrick's order."""

    head: Head
    funnel: tuple[FunnelRow, ...]
    met: tuple[MetRow, ...]
    planned_meetings: int
    responses: tuple[ResponseRow, ...]
    questions: tuple[QuestionRow, ...]
    choices: tuple[ChoiceRow, ...]
    groups: tuple[GroupTable, ...]
    pulses: tuple[PulseRow, ...]
    goals: tuple[GoalRow, ...]
    goal_kinds: GroupTable | None
    goals_agreed: Share | None
    favours: tuple[FavourRow, ...]
    health: CountTable
    on_track: Share | None
    releases: CountTable
    drop_outs: tuple[CountTable, ...]
    topics: tuple[TopicRow, ...]
    match: MatchRow | None
    emails: tuple[EmailCount, ...]
    lessons: tuple[Lesson, ...]
    quotes: tuple[Quote, ...]
    earlier: str | None

    def asked(self, code: str, side: Role, moment: Moment = Moment.END) -> QuestionRow | None:
        """The row of one question; None if that side was not asked."""
        wanted = (code, side, moment)
        return next(
            (row for row in self.questions if (row.code, row.side, row.moment) == wanted), None
        )

    def rated(self, side: Role, moment: Moment = Moment.END) -> GoalRow | None:
        """The goals as one side rated them; None under the threshold."""
        return next((row for row in self.goals if (row.side, row.moment) == (side, moment)), None)
