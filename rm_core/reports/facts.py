"""What a report is made of: plain values about one cohort, without a name of any participant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from rm_core.errors import BadInput
from rm_core.program.goals import GoalKind, check_level
from rm_core.program.outcomes import POINTS, Moment
from rm_core.program.people import Role

NONE: Mapping[str, int] = MappingProxyType({})


class Stage(StrEnum):
    """How far people came, in order; `TRIAL` is a trial meeting held."""

    INVITED = "invited"
    ENROLLED = "enrolled"
    MATCHED = "matched"
    TRIAL = "trial"
    CONFIRMED = "confirmed"
    ASSESSED = "assessed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCount:
    """People, by role, who came at least this far."""

    stage: Stage
    mentors: int
    mentees: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DropOut:
    """People who came to this stage and no further, with a reason code."""

    after: Stage
    reason: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How many of one side a survey went to."""

    side: Role
    moment: Moment
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One person's answers to one survey; who it was is not part of it.

    `groups` is dimension -> group, such as department -> Sales; `points` question code -> 1..5;
    `choices` question code -> ticked codes.
    """

    side: Role
    moment: Moment
    groups: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    points: Mapping[str, int]
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that their author agreed to see printed without a name; nothing else belongs here."""

    side: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One side's level of one goal at one moment; `pairing` and `goal` only tell them apart."""

    pairing: int
    goal: int
    kind: GoalKind
    weight: int
    side: Role
    moment: Moment
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """The answers (1..5) of one side to one pulse, `day` days after the agreement."""

    day: int
    side: Role
    asked: int
    answers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicFacts:
    """How many mentees sought a topic, and how many mentors offered it."""

    title: str
    needs: int
    offers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchFacts:
    """What the optimiser did.

    `gap` is the share of the bound that is not proven reached, 0 is optimal; `scores` are 0..1,
    one per pair; `crossed` is boundary -> pairs that cross it (practice 21).
    """

    objective: float
    bound: float
    gap: float
    certificate: str
    scores: tuple[float, ...]
    crossed: Mapping[str, int] = field(default_factory=lambda: NONE)


@dataclass(frozen=True, slots=True)
class PairParts:
    """The parts of a pair's score (name -> 0..1), and whether the pairing completed."""

    completed: bool
    parts: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailCount:
    """Emails of one kind."""

    kind: str
    sent: int
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Favours:
    """Of the confirmed pairings: thanks given, favours pledged and returned (practices 52, 53)."""

    pairings: int
    thanked: int
    pledged: int
    returned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortFacts:
    """One cohort, complete.

    `baseline`, `target` and `measured` belong to the program's metric, `measured` None if nobody
    has measured it yet. `meetings_held` has one number per confirmed pairing; `releases` counts
    pairings by the stage they were released at, `health` confirmed pairings by health at the end.
    `made_at` is UTC. `earlier` is the round to compare with.
    """

    program: str
    cohort: str
    organisation: str
    sponsor: str
    coordinator: str
    goal: str
    metric: str
    unit: str = ""
    baseline: float | None = None
    target: float | None = None
    measured: float | None = None
    starts: date
    ends: date
    made_at: datetime
    smallest_group: int = 5
    amber_below: float = 0.60
    red_below: float = 0.45
    planned_meetings: int = 6
    funnel: tuple[StageCount, ...] = ()
    drop_outs: tuple[DropOut, ...] = ()
    releases: Mapping[str, int] = field(default_factory=lambda: NONE)
    asked: tuple[Asked, ...] = ()
    responses: tuple[Response, ...] = ()
    quotes: tuple[Quote, ...] = ()
    ratings: tuple[Rating, ...] = ()
    meetings_held: tuple[int, ...] = ()
    pulses: tuple[Pulse, ...] = ()
    health: Mapping[str, int] = field(default_factory=lambda: NONE)
    topics: tuple[TopicFacts, ...] = ()
    match: MatchFacts | None = None
    parts: tuple[PairParts, ...] = ()
    emails: tuple[EmailCount, ...] = ()
    favours: Favours | None = None
    earlier: "CohortFacts | None" = None


def check(facts: CohortFacts) -> CohortFacts:
    """The facts, if they can all be true at once.

    Raises:
        BadInput: more answered than were asked, a stage has more people than the one before, an
            answer or level is off its scale, a count is negative or the threshold is under 2.
    """
    where = f"report on {facts.cohort}"
    _check_counts(facts, where)
    asked = {(each.side, each.moment): each.people for each in facts.asked}
    for (side, moment), people in asked.items():
        answered = sum((each.side, each.moment) == (side, moment) for each in facts.responses)
        if answered > people:
            message = f"{where}: {answered} {side}s answered the {moment} survey, {people} asked"
            raise BadInput(message)
    for response in facts.responses:
        if (response.side, response.moment) not in asked:
            survey = f"the {response.moment} survey, which nobody was asked"
            message = f"{where}: a {response.side} answered {survey}"
            raise BadInput(message)
        if wrong := set(response.points.values()) - set(POINTS):
            message = f"{where}: survey answers {sorted(wrong)}; expected 1 to 5"
            raise BadInput(message)
    for rating in facts.ratings:
        check_level(rating.level)
    for pulse in facts.pulses:
        if len(pulse.answers) > pulse.asked or set(pulse.answers) - set(POINTS):
            message = f"{where}: pulse of day {pulse.day} has answers nobody could have given"
            raise BadInput(message)
    return facts


def _check_counts(facts: CohortFacts, where: str) -> None:
    if facts.smallest_group < 2:
        message = f"{where}: smallest_group is {facts.smallest_group}; at least 2 hides anyone"
        raise BadInput(message)
    counts = [count for each in facts.funnel for count in (each.mentors, each.mentees)]
    counts += [each.people for each in facts.drop_outs] + [facts.planned_meetings]
    counts += [*facts.meetings_held, *facts.health.values(), *facts.releases.values()]
    counts += [count for each in facts.topics for count in (each.needs, each.offers)]
    if any(count < 0 for count in counts):
        message = f"{where}: a count is negative ({min(counts)}); counts are 0 or more"
        raise BadInput(message)
    if (f := facts.favours) and (most := max(f.thanked, f.pledged, f.returned)) > f.pairings:
        message = f"{where}: favours of {most} of {f.pairings} pairings; count each once"
        raise BadInput(message)
    for before, after in pairwise(facts.funnel):
        if after.mentors > before.mentors or after.mentees > before.mentees:
            message = f"{where}: more people at “{after.stage}” than at “{before.stage}” before it"
            raise BadInput(message)
