"""From a cohort's rows to the facts of its report; names of participants stay behind."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rm_core.program.cohort import Cohort
from rm_core.program.forms.survey import CANNOT_TELL
from rm_core.program.goals import Goal
from rm_core.program.ids import ParticipantId
from rm_core.program.outcomes import POINTS, Moment
from rm_core.program.pairing import State
from rm_core.program.people import Role
from rm_core.program.purposes import Purpose
from rm_core.program.questions import BY_CODE
from rm_core.program.topics import Catalogue
from rm_core.reports import facts as f
from rm_core.reports import gathering_term as term
from rm_core.reports.history import Past
from rm_core.store.answers import Answer
from rm_core.store.outbox import State as EmailState
from rm_core.store.unit import Work

SURVEYS = {Moment.MIDTERM: Purpose.MIDTERM, Moment.END: Purpose.SURVEY}


def gather(work: Work, key: str, catalogue: Catalogue, now: datetime) -> f.CohortFacts:
    """The facts of one cohort's report as they stand now (UTC).

    Raises:
        NotFound: there is no such cohort.
    """
    cohort = work.cohorts.get(key)
    past = Past.read(work, cohort)
    program = cohort.program
    return f.CohortFacts(
        program=program.title,
        cohort=cohort.key,
        organisation=program.organisation,
        sponsor=program.sponsor.name,
        coordinator=program.coordinator.name,
        goal=program.goal.statement,
        metric=program.goal.metric,
        unit=program.goal.unit,
        baseline=program.goal.baseline,
        target=program.goal.target,
        starts=program.dates.enrolment_opens,
        ends=program.dates.ends,
        made_at=now,
        smallest_group=program.surveys.smallest_group,
        amber_below=program.surveys.amber_below,
        red_below=program.surveys.red_below,
        planned_meetings=program.cadence.meetings,
        funnel=past.funnel(),
        drop_outs=past.drop_outs(),
        releases=past.releases(),
        asked=_asked(past),
        responses=tuple(_responses(work, past)),
        ratings=tuple(_ratings(work, past)),
        meetings_held=tuple(past.held(each.id) for each in past.confirmed),
        pulses=term.pulses(work, past),
        health=term.health(work, past, cohort, now),
        topics=_topics(past, catalogue),
        match=_match(work, cohort, past),
        parts=tuple(_parts(past)),
        emails=_emails(work, cohort),
        favours=term.favours(work, past),
    )


def _asked(past: Past) -> tuple[f.Asked, ...]:
    """How many people of each side a survey went to; who teaches two is counted once."""
    return tuple(
        f.Asked(side=role, moment=moment, people=len(past.asked(role, moment)))
        for moment in SURVEYS
        for role in Role
        if past.asked(role, moment)
    )


def _responses(work: Work, past: Past) -> Sequence[f.Response]:
    """The latest answers of each person: whoever teaches two does not count twice."""
    return [
        f.Response(
            side=past.people[person].role,
            moment=moment,
            groups=past.groups(person),
            points=_points(answer.data),
            choices=_choices(answer.data),
        )
        for moment, purpose in SURVEYS.items()
        for person, answer in _latest(work.answers.of_cohort(past.cohort.id, purpose)).items()
        if person in past.asked(past.people[person].role, moment)
    ]


def _latest(answers: Sequence[Answer]) -> dict[ParticipantId, Answer]:
    return {answer.participant: answer for answer in answers}


def _points(data: Mapping[str, Any]) -> dict[str, int]:
    return {
        code: int(values[0])
        for code, values in data.items()
        if code in BY_CODE and values and values[0].isdigit() and int(values[0]) in POINTS
    }


def _choices(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {
        code: tuple(values)
        for code, values in data.items()
        if code in BY_CODE and BY_CODE[code].choices
    }


def _ratings(work: Work, past: Past) -> Sequence[f.Rating]:
    """Where each goal stood at the beginning, half-way and at the end, by each side."""
    numbers = {each.id: number for number, each in enumerate(past.confirmed)}
    found: list[f.Rating] = []
    for pairing in past.confirmed:
        found += [
            _rating(numbers[pairing.id], number, goal, (role, Moment.BASELINE), goal.now)
            for number, goal in enumerate(past.goals(pairing.id))
            for role in Role
        ]
    for moment, purpose in SURVEYS.items():
        for answer in work.answers.of_cohort(past.cohort.id, purpose):
            if answer.pairing in numbers:
                found += _rated(past, answer, numbers[answer.pairing], moment)
    return found


def _rated(past: Past, answer: Answer, pairing: int, moment: Moment) -> list[f.Rating]:
    side = past.people[answer.participant].role
    goals = past.goals(answer.pairing) if answer.pairing else ()
    return [
        _rating(pairing, number, goal, (side, moment), int(said[0]))
        for number, goal in enumerate(goals)
        if (said := answer.data.get(f"goal-{number + 1}")) and said[0] != CANNOT_TELL
    ]


def _rating(
    pairing: int, number: int, goal: Goal, when: tuple[Role, Moment], level: int
) -> f.Rating:
    side, moment = when
    return f.Rating(
        pairing=pairing,
        goal=number,
        kind=goal.kind,
        weight=goal.weight,
        side=side,
        moment=moment,
        level=level,
    )


def _topics(past: Past, catalogue: Catalogue) -> tuple[f.TopicFacts, ...]:
    needs = Counter(need.topic for each in past.profiles.values() for need in each.needs)
    offers = Counter(offer.topic for each in past.profiles.values() for offer in each.offers)
    return tuple(
        f.TopicFacts(title=topic.label, needs=needs[topic.key], offers=offers[topic.key])
        for topic in catalogue.topics
        if needs[topic.key] or offers[topic.key]
    )


def _match(work: Work, cohort: Cohort, past: Past) -> f.MatchFacts | None:
    runs = [run for run in work.match_runs.of(cohort.id) if run.figures.get("pairs")]
    if not runs:
        return None
    figures = runs[0].figures
    evidence = past.evidence.values()
    crossed = Counter(each for one in evidence for each in one.get("crosses", ()))
    bound = figures["bound"] or 1
    return f.MatchFacts(
        objective=figures["total"] / 1_000_000,
        bound=figures["bound"] / 1_000_000,
        gap=figures["gap"] / bound,
        certificate=figures["certificate"],
        scores=tuple(one["score"] for one in evidence if "score" in one),
        crossed=dict(crossed),
    )


def _parts(past: Past) -> Sequence[f.PairParts]:
    ended = (State.COMPLETED, State.RELEASED)
    return [
        f.PairParts(completed=each.state is State.COMPLETED, parts=past.evidence[each.id]["parts"])
        for each in past.pairings
        if each.state in ended and "parts" in past.evidence.get(each.id, {})
    ]


def _emails(work: Work, cohort: Cohort) -> tuple[f.EmailCount, ...]:
    counts = work.outbox.counts(cohort.id)
    kinds = sorted({kind for kind, _ in counts})
    return tuple(
        f.EmailCount(
            kind=kind,
            sent=counts.get((kind, EmailState.SENT), 0),
            failed=counts.get((kind, EmailState.FAILED), 0),
        )
        for kind in kinds
    )
