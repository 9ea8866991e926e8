"""From a cohort's rows to the facts of its report; names of participants stay behind."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from rm_core.program.cohort import Cohort
from rm_core.program.forms.survey import CANNOT_TELL
from rm_core.program.goals import Goal
from rm_core.program.health import health
from rm_core.program.ids import PairingId, ParticipantId
from rm_core.program.outcomes import POINTS, Moment
from rm_core.program.pairing import State
from rm_core.program.people import Role
from rm_core.program.purposes import Purpose
from rm_core.program.questions import BY_CODE
from rm_core.program.topics import Catalogue
from rm_core.reports import facts as f
from rm_core.reports.history import Past
from rm_core.store.answers import Answer
from rm_core.store.outbox import State as EmailState
from rm_core.store.unit import Work

SURVEYS = {Moment.MIDTERM: Purpose.MIDTERM, Moment.END: Purpose.SURVEY}
GOING = "going"


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
        pulses=_pulses(work, past),
        health=_health(work, past, cohort, now),
        topics=_topics(past, catalogue),
        match=_match(work, cohort, past),
        parts=tuple(_parts(past)),
        emails=_emails(work, cohort),
        favours=_favours(work, past),
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


def _pulses(work: Work, past: Past) -> tuple[f.Pulse, ...]:
    """Each round of pulses, by side: asked as the emails went out, answered by month."""
    rules = past.cohort.program.checkins
    asked: Counter[tuple[int, Role]] = Counter()
    for number, participant in past.pulses_asked:
        asked[number, past.people[participant].role] += 1
    given: dict[tuple[int, Role], list[int]] = {}
    started = {each.id: each.started_at for each in past.confirmed}
    for answer in work.answers.of_cohort(past.cohort.id, Purpose.PULSE):
        began = started.get(answer.pairing) if answer.pairing else None
        if began is None or GOING not in answer.data:
            continue
        days = (answer.given_at - began).days
        number = max(1, (days - rules.first_pulse) // rules.pulse_every + 1)
        side = past.people[answer.participant].role
        if len(given.get((number, side), [])) < asked[number, side]:
            given.setdefault((number, side), []).append(int(answer.data[GOING][0]))
    return tuple(
        f.Pulse(
            day=rules.first_pulse + (number - 1) * rules.pulse_every,
            side=side,
            asked=count,
            answers=tuple(sorted(given.get((number, side), []))),
        )
        for (number, side), count in sorted(asked.items())
    )


def _health(work: Work, past: Past, cohort: Cohort, now: datetime) -> Mapping[str, int]:
    """Confirmed pairings by their health, now or on their last day (M52)."""
    pulses: dict[PairingId, list[int]] = {}
    for answer in work.answers.of_cohort(cohort.id, Purpose.PULSE):
        if answer.pairing and GOING in answer.data:
            pulses.setdefault(answer.pairing, []).append(int(answer.data[GOING][0]))
    return Counter(
        health(
            each,
            [meeting for meeting in past.meetings(each.id) if meeting.number > 0],
            pulses.get(each.id, ()),
            cohort.program,
            min(now, each.ends_at + timedelta(days=1)) if each.ends_at else now,
        ).health.value
        for each in past.confirmed
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


def _favours(work: Work, past: Past) -> f.Favours | None:
    """Thanks given, favours pledged and returned, of the confirmed pairings (M42)."""
    if not past.confirmed:
        return None
    confirmed = {each.id for each in past.confirmed}
    thanks = [
        answer
        for answer in work.answers.of_cohort(past.cohort.id, Purpose.THANKS)
        if answer.pairing in confirmed
    ]
    pledged = {each.id for each in past.confirmed if past.pledge(each.id)}
    back = {answer.pairing for answer in thanks if answer.data.get("returned") in _RETURNED}
    said = {answer.pairing for answer in thanks if answer.data.get("words")}
    return f.Favours(
        pairings=len(confirmed), thanked=len(said), pledged=len(pledged), returned=len(back)
    )


_RETURNED = (["yes"], ["partly"])
