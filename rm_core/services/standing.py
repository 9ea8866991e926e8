"""Where a cohort stands, in a few figures for its coordinator and its sponsor (M79, B67).

Counts of the whole cohort only; a sponsor sees no number under the smallest group.
"""

from collections import Counter

from rm_core.mail.facts import Case, Figure
from rm_core.program.cohort import Cohort
from rm_core.program.health import Health, health
from rm_core.program.meetings import State as MeetingState
from rm_core.program.pairing import State
from rm_core.program.people import State as PersonState
from rm_core.program.purposes import Purpose
from rm_core.store.answers import Answer
from rm_core.store.unit import Work

GOING = "going"
WORRYING = frozenset({Health.AT_RISK, Health.STALLED})


def figures(work: Work, cohort: Cohort, *, for_sponsor: bool) -> tuple[Figure, ...]:
    """Invited, enrolled, introduced, confirmed, met, finished: how far the cohort has come."""
    people = Counter(each.state for each in work.participants.of(cohort.id))
    reached = work.pairings.reached(cohort.id)
    invited = sum(people.values())
    silent = people[PersonState.INVITED] + people[PersonState.DECLINED]
    counts = {
        "people invited": invited,
        "people enrolled": invited - silent,
        "waiting for a partner": people[PersonState.WAITLISTED] + people[PersonState.READY],
        "pairs introduced": reached.get(State.INTRODUCED, 0),
        "pairs after a trial meeting": reached.get(State.HELD, 0),
        "pairs that go on": reached.get(State.ACTIVE, 0),
        "meetings held": _meetings_held(work, cohort),
        "pairs that came to a good end": reached.get(State.COMPLETED, 0),
    }
    least = cohort.program.surveys.smallest_group if for_sponsor else 0
    return tuple(
        Figure(label, str(count) if not 0 < count < least else f"under {least}")
        for label, count in counts.items()
    )


def _meetings_held(work: Work, cohort: Cohort) -> int:
    running = [each.id for each in work.pairings.of(cohort.id) if each.started_at]
    return sum(
        meeting.state is MeetingState.HELD and meeting.number > 0
        for meetings in work.meetings.of_some(running).values()
        for meeting in meetings
    )


def cases(work: Work, cohort: Cohort) -> tuple[Case, ...]:
    """Running pairings that would do well with a human word, by their health (M52); ids only."""
    running = work.pairings.of(cohort.id, {State.ACTIVE})
    meetings = work.meetings.of_some([each.id for each in running])
    pulses: dict[object, list[Answer]] = {}
    for answer in work.answers.of_cohort(cohort.id, Purpose.PULSE):
        pulses.setdefault(answer.pairing, []).append(answer)
    found = []
    for each in running:
        marks = [int(answer.data[GOING][0]) for answer in pulses.get(each.id, ())]
        planned = [meeting for meeting in meetings.get(each.id, ()) if meeting.number > 0]
        finding = health(each, planned, marks, cohort.program, each.seen)
        if finding.health in WORRYING:
            case = Case(id=str(each.id), reason=finding.reason, since=each.since, due=each.due_at)
            found.append(case)
    return tuple(found)
