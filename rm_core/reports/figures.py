"""From a cohort's facts to what may be printed of them; the only way there is."""

from rm_core.program.lessons import (
    Lesson,
    cadence_hint,
    drop_off,
    few_answered,
    short_topics,
    weight_hints,
)
from rm_core.program.outcomes import Moment
from rm_core.reports.answers import (
    choice_rows,
    group_tables,
    of,
    question_rows,
    response_rows,
)
from rm_core.reports.facts import CohortFacts, Quote, Stage, check
from rm_core.reports.published import Head, Report, ResponseRow
from rm_core.reports.running import (
    count_table,
    drop_out_tables,
    favour_rows,
    funnel_rows,
    goal_kinds,
    goal_rows,
    goals_agreed,
    match_row,
    met_rows,
    on_track,
    pulse_rows,
    topic_rows,
)
from rm_core.reports.words import MOMENTS, STAGES


def publish(facts: CohortFacts) -> Report:
    """Everything that may be printed about the cohort (M66, B67).

    Raises:
        BadInput: the facts contradict each other.
    """
    check(facts)
    smallest = facts.smallest_group
    responses = response_rows(facts)
    return Report(
        head=_head(facts),
        funnel=funnel_rows(facts),
        met=met_rows(facts),
        planned_meetings=facts.planned_meetings,
        responses=responses,
        questions=question_rows(facts),
        choices=choice_rows(facts),
        groups=group_tables(facts),
        pulses=pulse_rows(facts),
        goals=goal_rows(facts),
        goal_kinds=goal_kinds(facts),
        goals_agreed=goals_agreed(facts),
        favours=favour_rows(facts),
        health=count_table("health", facts.health, smallest),
        on_track=on_track(facts),
        releases=count_table("releases", facts.releases, smallest),
        drop_outs=drop_out_tables(facts),
        topics=topic_rows(facts),
        match=match_row(facts),
        emails=facts.emails,
        lessons=learned(facts, responses),
        quotes=_quotes(facts),
        earlier=facts.earlier.cohort if facts.earlier else None,
    )


def _head(facts: CohortFacts) -> Head:
    return Head(
        program=facts.program,
        cohort=facts.cohort,
        organisation=facts.organisation,
        sponsor=facts.sponsor,
        coordinator=facts.coordinator,
        goal=facts.goal,
        metric=facts.metric,
        unit=facts.unit,
        baseline=facts.baseline,
        target=facts.target,
        measured=facts.measured,
        starts=facts.starts,
        ends=facts.ends,
        made_at=facts.made_at,
        smallest=facts.smallest_group,
    )


def learned(facts: CohortFacts, responses: tuple[ResponseRow, ...]) -> tuple[Lesson, ...]:
    """The lessons for the next round (M70), none of them about fewer people than the threshold."""
    smallest = facts.smallest_group
    stages = [
        (STAGES[each.stage], each.mentors + each.mentees)
        for each in facts.funnel
        if each.stage is not Stage.ASSESSED
    ]
    topics = {each.title: (each.needs, each.offers) for each in facts.topics}
    found = [
        *short_topics(topics, smallest)[:3],
        drop_off(stages, smallest),
        cadence_hint(facts.meetings_held, facts.planned_meetings, smallest),
        *weight_hints(
            [each.parts for each in facts.parts if each.completed],
            [each.parts for each in facts.parts if not each.completed],
        ),
        *(
            few_answered(
                f"{MOMENTS[row.moment]} survey ({row.side}s)" if row.side else "survey",
                row.rate,
                amber=facts.amber_below,
                red=facts.red_below,
            )
            for row in responses
        ),
    ]
    return tuple(lesson for lesson in found if lesson is not None)


def _quotes(facts: CohortFacts) -> tuple[Quote, ...]:
    """Released words, from sides of which enough answered."""
    return tuple(
        quote
        for quote in facts.quotes
        if len(of(facts, quote.side, Moment.END)) >= facts.smallest_group
    )
