"""Made-up cohorts with the drop-outs, silences and opinions that real ones have."""

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import pairwise

from rm_core.program.goals import GoalKind
from rm_core.program.outcomes import Moment, Scale
from rm_core.program.people import Role
from rm_core.program.questions import CHANGE, HELPED, asked_of
from rm_core.reports.facts import (
    Asked,
    CohortFacts,
    DropOut,
    EmailCount,
    Favours,
    MatchFacts,
    PairParts,
    Pulse,
    Quote,
    Rating,
    Response,
    Stage,
    StageCount,
    TopicFacts,
)

DEPARTMENTS = {
    "Operations": 24,
    "Sales": 20,
    "Engineering": 18,
    "Finance": 12,
    "Marketing": 10,
    "People and Culture": 8,
    "Legal": 5,
    "Board Office": 2,
}
SITES = {"Hamburg": 40, "Rotterdam": 30, "Gdańsk": 20, "Home based": 10}
TOPICS = {
    "AI assistants in daily work": (30, 17),
    "Reading data and dashboards": (18, 20),
    "What young colleagues expect": (16, 19),
    "Social media and professional networks": (13, 22),
    "Younger customers": (10, 12),
    "Allyship and inclusion": (9, 5),
    "Remote collaboration": (8, 15),
    "Short video": (5, 9),
    "Sustainability": (4, 2),
    "Software shortcuts": (2, 11),
}


@dataclass(frozen=True, slots=True)
class _Pair:
    number: int
    quality: float
    met: int


def an_empty_cohort(**changes: object) -> CohortFacts:
    """A cohort that nobody was ever invited to."""
    facts = CohortFacts(
        program="Reverse mentoring",
        cohort="Spring 2027",
        organisation="Nordhafen Logistics",
        sponsor="Ingrid Solberg, COO",
        coordinator="Tomasz Wrona",
        goal="Leaders decide on digital work with those who live it",
        metric="Leaders who use the shared planning tools every week",
        unit="%",
        baseline=31,
        target=60,
        starts=date(2027, 3, 1),
        ends=date(2027, 9, 30),
        made_at=datetime(2027, 10, 29, 7, 0, tzinfo=UTC),
    )
    return replace(facts, **changes)  # type: ignore[arg-type]


def a_cohort(people: int = 60, seed: int = 7) -> CohortFacts:
    """A cohort of about so many invited people, and its end."""
    chance = random.Random(seed)
    invited = people // 2
    enrolled = round(invited * 0.93)
    matched = round(invited * 0.9)
    tried = round(invited * 0.85)
    confirmed = round(invited * 0.77)
    pairs = [
        _Pair(number, quality, sum(chance.random() < 0.55 + quality * 0.4 for _ in range(6)))
        for number in range(confirmed)
        for quality in [min(1.0, max(0.0, chance.gauss(0.62, 0.2)))]
    ]
    asked = tuple(
        Asked(side=side, moment=moment, people=confirmed)
        for moment in (Moment.MIDTERM, Moment.END)
        for side in Role
    )
    responses = tuple(
        _response(chance, side, each.moment, pair)
        for each in asked
        for side in [each.side]
        for pair in pairs
        if chance.random() < (0.86 if side is Role.MENTOR else 0.74)
    )
    answered = {
        side: sum((r.side, r.moment) == (side, Moment.END) for r in responses) for side in Role
    }
    stages = (
        (Stage.INVITED, invited, invited),
        (Stage.ENROLLED, enrolled + invited // 30, enrolled),
        (Stage.MATCHED, matched, matched),
        (Stage.TRIAL, tried, tried),
        (Stage.CONFIRMED, confirmed, confirmed),
        (Stage.ASSESSED, answered[Role.MENTOR], answered[Role.MENTEE]),
    )
    return an_empty_cohort(
        measured=57.5,
        funnel=tuple(
            StageCount(stage=stage, mentors=mentors, mentees=mentees)
            for stage, mentors, mentees in stages
        ),
        drop_outs=_drop_outs(stages),
        releases={"trial": tried - confirmed, "term": max(1, confirmed // 12)},
        asked=asked,
        responses=responses,
        quotes=(
            Quote(Role.MENTEE, "I stopped pretending to know, and my team noticed."),
            Quote(Role.MENTOR, "I saw how decisions are really made."),
        ),
        ratings=tuple(rating for pair in pairs for rating in _ratings(chance, pair)),
        meetings_held=tuple(pair.met for pair in pairs),
        pulses=tuple(_pulse(chance, day, side, pairs) for day in (30, 90, 150) for side in Role),
        health=_health(pairs),
        topics=tuple(
            TopicFacts(title=title, needs=needs * people // 70, offers=offers * people // 70)
            for title, (needs, offers) in TOPICS.items()
        ),
        match=_match(chance, matched),
        parts=_parts(chance, pairs, tried - confirmed),
        emails=(
            EmailCount(kind="invitation", sent=people),
            EmailCount(kind="intake_reminder", sent=people * 3 // 5),
            EmailCount(kind="introduction", sent=matched * 2),
            EmailCount(kind="meeting_card", sent=confirmed * 12, failed=people // 40),
            EmailCount(kind="did_you_meet", sent=confirmed * 12),
            EmailCount(kind="outcome_survey", sent=confirmed * 2),
        ),
        favours=Favours(
            pairings=confirmed,
            thanked=round(confirmed * 0.81),
            pledged=round(confirmed * 0.67),
            returned=round(confirmed * 0.45),
        ),
    )


def a_second_cohort(people: int = 60, seed: int = 7) -> CohortFacts:
    """A cohort that came after another one."""
    earlier = replace(a_cohort(max(40, people * 3 // 4), seed + 1), cohort="Spring 2026")
    return replace(a_cohort(people, seed), earlier=earlier)


def _drawn(chance: random.Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _point(chance: random.Random, quality: float, lift: float) -> int:
    return max(1, min(5, round(chance.gauss(2.55 + 2.1 * quality + lift, 0.8))))


def _response(chance: random.Random, side: Role, moment: Moment, pair: _Pair) -> Response:
    lift = {"business_practice": 0.1, "personal_growth": 0.5, "recommend": 0.4, "tools": 0.3}
    late = 0.2 if moment is Moment.END else 0.0
    questions = asked_of(side, moment)
    return Response(
        side=side,
        moment=moment,
        groups={"department": _drawn(chance, DEPARTMENTS), "site": _drawn(chance, SITES)},
        points={
            question.code: _point(chance, pair.quality, lift.get(question.code, 0.0) + late)
            for question in questions
            if question.scale not in (Scale.CHOICES, Scale.TEXT) and chance.random() < 0.97
        },
        choices={
            "helped": tuple(chance.sample(sorted(HELPED), chance.randint(1, 3))),
            "change": tuple(chance.sample(sorted(CHANGE), chance.randint(0, 2))),
        },
    )


def _ratings(chance: random.Random, pair: _Pair) -> list[Rating]:
    found = []
    for goal in range(chance.randint(1, 3)):
        kind = chance.choices(list(GoalKind), [9, 6, 4, 2, 4, 3, 1])[0]
        true = {
            Moment.BASELINE: -2 if chance.random() < 0.6 else -1,
            Moment.MIDTERM: round(chance.gauss(-0.9 + pair.quality, 0.6)),
            Moment.END: round(chance.gauss(-0.7 + 1.8 * pair.quality, 0.8)),
        }
        found += [
            Rating(
                pairing=pair.number,
                goal=goal,
                kind=kind,
                weight=goal % 3 + 1,
                side=side,
                moment=moment,
                level=max(-2, min(2, level + chance.choice([0, 0, 0, 0, 1, -1]))),
            )
            for moment, level in true.items()
            for side in Role
            if moment is Moment.BASELINE or chance.random() < 0.85
        ]
    return found


def _pulse(chance: random.Random, day: int, side: Role, pairs: list[_Pair]) -> Pulse:
    answering = [pair for pair in pairs if chance.random() < 0.9 - day / 600]
    return Pulse(
        day=day,
        side=side,
        asked=len(pairs),
        answers=tuple(_point(chance, pair.quality, 0.2 + day / 500) for pair in answering),
    )


def _health(pairs: list[_Pair]) -> dict[str, int]:
    names = ["stalled", "stalled", "at risk", "at risk", "watch", "on track", "on track"]
    health = [names[pair.met] for pair in pairs]
    return {name: health.count(name) for name in ("on track", "watch", "at risk", "stalled")}


def _match(chance: random.Random, matched: int) -> MatchFacts:
    scores = tuple(min(0.99, max(0.2, chance.gauss(0.68, 0.12))) for _ in range(matched))
    return MatchFacts(
        objective=sum(scores),
        bound=sum(scores),
        gap=0.0,
        certificate="No other set of as many pairs has a higher total; proved by its dual prices.",
        scores=scores,
        crossed={"department": round(matched * 0.88), "site": round(matched * 0.61)},
    )


def _parts(chance: random.Random, pairs: list[_Pair], released: int) -> tuple[PairParts, ...]:
    def parts(lift: float) -> dict[str, float]:
        return {
            "need coverage": min(1.0, max(0.0, chance.gauss(0.6 + lift, 0.15))),
            "work style": min(1.0, max(0.0, chance.gauss(0.5 + lift, 0.15))),
            "office hours": min(1.0, max(0.0, chance.gauss(0.5, 0.2))),
        }

    return (
        *(PairParts(True, parts(0.12)) for _ in pairs),
        *(PairParts(False, parts(0.0)) for _ in range(released)),
    )


def _drop_outs(stages: tuple[tuple[Stage, int, int], ...]) -> tuple[DropOut, ...]:
    reasons = {
        Stage.INVITED: ("no_answer", "no_time", "not_eligible"),
        Stage.ENROLLED: ("no_partner_above_floor", "withdrew"),
        Stage.MATCHED: ("trial_not_held", "left_organisation"),
        Stage.TRIAL: ("released", "left_organisation"),
        Stage.CONFIRMED: ("no_answer",),
    }
    found = []
    for (stage, *before), (_, *after) in pairwise(stages):
        lost = sum(before) - sum(after)
        first, *others = reasons[stage]
        for other in others:
            some = lost // 4
            found.append(DropOut(after=stage, reason=other, people=some))
            lost -= some
        found.append(DropOut(after=stage, reason=first, people=lost))
    return tuple(each for each in found if each.people)
