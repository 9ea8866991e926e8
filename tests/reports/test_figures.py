from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.errors import BadInput
from rm_core.program.goals import GoalKind
from rm_core.program.outcomes import Level, Moment
from rm_core.program.people import Role
from rm_core.program.shares import Band, Interval, Share
from rm_core.program.suppression import Cell, Shown
from rm_core.reports.answers import NOT_GIVEN
from rm_core.reports.facts import (
    Asked,
    CohortFacts,
    DropOut,
    Favours,
    Pulse,
    Quote,
    Rating,
    Response,
    Stage,
    StageCount,
    TopicFacts,
)
from rm_core.reports.figures import publish
from rm_core.reports.published import CountTable, FunnelRow, ResponseRow, TopicRow
from tests.program.attackers import SMALLEST, share_leaks
from tests.reports.cohorts import a_cohort, a_second_cohort, an_empty_cohort


def answered(
    points: int, *, side: Role = Role.MENTEE, department: str = "", times: int = 1
) -> tuple[Response, ...]:
    groups = {"department": department} if department else {}
    one = Response(
        side=side,
        moment=Moment.END,
        groups=groups,
        points={"business_practice": points, "personal_growth": points},
    )
    return (one,) * times


def a_survey(responses: tuple[Response, ...], asked: int, **changes: object) -> CohortFacts:
    return an_empty_cohort(
        asked=(Asked(side=Role.MENTEE, moment=Moment.END, people=asked),),
        responses=responses,
        **changes,
    )


def test_a_headline_share_stands_with_its_bounds_and_the_published_figure() -> None:
    report = publish(a_survey(answered(5, times=24) + answered(3, times=6), 40))

    row = report.asked("business_practice", Role.MENTEE)

    assert row is not None
    assert (row.level, row.share, row.bounds, row.published) == (
        Level.REACTION,
        Share(24, 30),
        Interval(0.6, 0.85),
        0.80,
    )
    assert row.points is not None
    assert row.points.counts == (0, 0, 6, 0, 24)


def test_four_answers_are_too_few_to_print_and_five_are_enough() -> None:
    four = publish(a_survey(answered(5, times=4), 10)).asked("personal_growth", Role.MENTEE)
    five = publish(a_survey(answered(5, times=5), 10)).asked("personal_growth", Role.MENTEE)

    assert four is not None
    assert (four.share, four.points, four.bounds) == (None, None, None)
    assert five is not None
    assert five.share == Share(5, 5)


def test_the_response_rate_of_a_tiny_side_is_only_told_together_with_the_other() -> None:
    facts = an_empty_cohort(
        asked=(
            Asked(side=Role.MENTOR, moment=Moment.END, people=4),
            Asked(side=Role.MENTEE, moment=Moment.END, people=9),
        ),
        responses=answered(4, times=6) + answered(4, side=Role.MENTOR, times=1),
    )

    assert [(row.side, row.rate) for row in publish(facts).responses] == [(None, Share(7, 13))]


def test_response_rates_have_the_colours_of_the_program() -> None:
    facts = a_survey(answered(4, times=7), 10, amber_below=0.8, red_below=0.71)

    assert publish(facts).responses == (
        ResponseRow(side=Role.MENTEE, moment=Moment.END, rate=Share(7, 10), band=Band.RED),
    )


def test_people_by_stage_are_told_apart_only_when_both_sides_are_large_enough() -> None:
    large = StageCount(stage=Stage.INVITED, mentors=5, mentees=9)
    small = StageCount(stage=Stage.INVITED, mentors=4, mentees=9)

    assert publish(an_empty_cohort(funnel=(large,))).funnel == (
        FunnelRow(stage=Stage.INVITED, people=14, mentors=5, mentees=9),
    )
    assert publish(an_empty_cohort(funnel=(small,))).funnel == (
        FunnelRow(stage=Stage.INVITED, people=13, mentors=None, mentees=None),
    )


def test_groups_are_shown_hidden_or_ranged_by_the_rule() -> None:
    responses = (
        answered(5, department="Legal", times=3)
        + answered(5, department="Board", times=6)
        + answered(2, department="Sales", times=12)
        + answered(5, department="Operations", times=20)
        + answered(2, department="Operations", times=20)
        + answered(5, department="Finance", times=12)
        + answered(2, department="Finance", times=12)
        + answered(2, times=7)
    )

    table = publish(a_survey(responses, 120)).groups[0]

    assert table.cells == {
        "Board": Cell(group="Board", shown=Shown.HIDDEN),
        "Finance": Cell(group="Finance", shown=Shown.EXACT, n=24, k=12),
        "Legal": Cell(group="Legal", shown=Shown.UNDER),
        "Operations": Cell(group="Operations", shown=Shown.EXACT, n=40, k=20),
        "Sales": Cell(group="Sales", shown=Shown.LOW, n=12),
        NOT_GIVEN: Cell(group=NOT_GIVEN, shown=Shown.HIDDEN),
    }


PEOPLE = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from([2, 5]), st.sampled_from([2, 5])),
    max_size=34,
)


@given(PEOPLE)
@settings(max_examples=150, deadline=None)
def test_no_group_of_any_report_can_be_worked_out_from_its_totals(
    people: list[tuple[str, int, int]],
) -> None:
    responses = tuple(
        Response(
            side=Role.MENTEE,
            moment=Moment.END,
            groups={"department": department},
            points={"business_practice": business, "personal_growth": growth},
        )
        for department, business, growth in people
    )

    report = publish(a_survey(responses, 40, smallest_group=SMALLEST))

    for table in report.groups:
        shares = {
            group: Share(
                sum(
                    each.points[table.code] >= 4
                    for each in responses
                    if each.groups["department"] == group
                ),
                sum(each.groups["department"] == group for each in responses),
            )
            for group in sorted({department for department, _, _ in people})
        }
        assert share_leaks(shares, table.cells) == []


def test_topics_under_the_threshold_are_not_counted_and_tiny_ones_not_named() -> None:
    topics = (
        TopicFacts(title="Video", needs=9, offers=3),
        TopicFacts(title="Data", needs=4, offers=8),
        TopicFacts(title="Knitting", needs=1, offers=2),
    )

    assert publish(an_empty_cohort(topics=topics)).topics == (
        TopicRow(title="Video", needs=9, offers=None, is_short=True),
        TopicRow(title="Data", needs=None, offers=8, is_short=False),
    )


def test_reasons_of_a_few_are_not_split() -> None:
    drop_outs = (
        DropOut(after=Stage.INVITED, reason="no_time", people=2),
        DropOut(after=Stage.INVITED, reason="no_answer", people=2),
        DropOut(after=Stage.TRIAL, reason="released", people=8),
        DropOut(after=Stage.TRIAL, reason="left_organisation", people=1),
    )

    assert publish(an_empty_cohort(drop_outs=drop_outs)).drop_outs == (
        CountTable(name="invited", total=None, cells=None),
        CountTable(name="trial meeting held", total=9, cells=None),
    )


def test_goals_are_summed_by_side_and_moment_from_five_pairings_up() -> None:
    def rated(pairings: int) -> tuple[Rating, ...]:
        return tuple(
            Rating(
                pairing=pairing,
                goal=0,
                kind=GoalKind.SKILL,
                weight=1,
                side=Role.MENTEE,
                moment=Moment.END,
                level=1,
            )
            for pairing in range(pairings)
        )

    row = publish(an_empty_cohort(ratings=rated(5))).rated(Role.MENTEE)

    assert row is not None
    assert row.attained.mean_t == 60.0
    assert row.attained.reached == Share(5, 5)
    assert row.levels.counts == (0, 0, 0, 5, 0)
    assert publish(an_empty_cohort(ratings=rated(4))).goals == ()


def test_the_goals_of_one_pairing_are_not_five_pairings() -> None:
    ratings = tuple(
        Rating(
            pairing=1,
            goal=goal,
            kind=GoalKind.IDEA,
            weight=1,
            side=Role.MENTOR,
            moment=Moment.END,
            level=2,
        )
        for goal in range(5)
    )

    assert publish(an_empty_cohort(ratings=ratings)).goals == ()


def test_words_are_printed_only_from_a_side_that_answered_in_numbers() -> None:
    quotes = (Quote(Role.MENTEE, "Well done."), Quote(Role.MENTOR, "So-so."))

    report = publish(a_survey(answered(4, times=5), 9, quotes=quotes))

    assert report.quotes == (Quote(Role.MENTEE, "Well done."),)


def test_an_earlier_round_is_compared_with_an_interval() -> None:
    now = a_survey(answered(5, times=56) + answered(2, times=14), 80)
    before = a_survey(answered(5, times=48) + answered(2, times=32), 90)

    row = publish(replace(now, earlier=before)).asked("business_practice", Role.MENTEE)

    assert row is not None
    assert row.change is not None
    assert row.change.before == Share(48, 80)
    assert round(row.change.interval.low, 4) == 0.0524
    assert round(row.change.interval.high, 4) == 0.3339


def test_a_tiny_earlier_round_is_not_compared_with() -> None:
    now = a_survey(answered(5, times=20), 30)
    before = a_survey(answered(5, times=4), 9)

    row = publish(replace(now, earlier=before)).asked("business_practice", Role.MENTEE)

    assert row is not None
    assert row.change is None


def test_a_large_cohort_teaches_lessons() -> None:
    lessons = [lesson.code.value for lesson in publish(a_cohort(2000)).lessons]

    assert lessons[0] == "topic short of mentors"
    assert "dropped off" in lessons
    assert "weigh more" in lessons


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"smallest_group": 1}, "smallest_group is 1"),
        ({"responses": answered(5)}, "a mentee answered the end survey, which nobody was asked"),
        ({"meetings_held": (3, -1)}, "a count is negative"),
        (
            {
                "funnel": (
                    StageCount(stage=Stage.INVITED, mentors=3, mentees=3),
                    StageCount(stage=Stage.ENROLLED, mentors=4, mentees=1),
                )
            },
            "more people at “enrolled” than at “invited”",
        ),
        (
            {"pulses": (Pulse(day=30, side=Role.MENTOR, asked=1, answers=(4, 4)),)},
            "pulse of day 30",
        ),
        ({"pulses": (Pulse(day=30, side=Role.MENTOR, asked=1, answers=(9,)),)}, "pulse of day 30"),
        ({"favours": Favours(pairings=9, thanked=10, pledged=1, returned=1)}, "10 of 9 pairings"),
    ],
)
def test_facts_that_contradict_each_other_are_refused(
    changes: dict[str, object], says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        publish(an_empty_cohort(**changes))


def test_more_answers_than_people_asked_are_refused() -> None:
    with pytest.raises(BadInput, match="2 mentees answered the end survey, 1 asked"):
        publish(a_survey(answered(4, times=2), 1))
    with pytest.raises(BadInput, match="expected 1 to 5"):
        publish(a_survey(answered(6), 1))


def test_an_empty_cohort_has_an_empty_report() -> None:
    report = publish(an_empty_cohort())

    assert (report.funnel, report.questions, report.groups, report.goals, report.lessons) == (
        (),
        (),
        (),
        (),
        (),
    )
    assert report.health == CountTable(name="health", total=0, cells=None)


def test_the_same_facts_give_the_same_report() -> None:
    assert publish(a_second_cohort(60)) == publish(a_second_cohort(60))


def test_on_track_is_told_only_when_neither_part_is_small() -> None:
    enough = MappingProxyType({"on track": 15, "watch": 3, "at risk": 2})
    few = MappingProxyType({"on track": 18, "watch": 2})

    assert publish(an_empty_cohort(health=enough)).on_track == Share(15, 20)
    assert publish(an_empty_cohort(health=few)).on_track is None
