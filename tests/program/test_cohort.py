"""A cohort moves as its table and its calendar say, and never waits without a date."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rm_core.errors import NotAllowed
from rm_core.program.agenda import Item
from rm_core.program.cohort import (
    CLOSED,
    PATIENCE,
    TRANSITIONS,
    State,
    Step,
    agenda,
    attended,
    take,
)
from rm_core.program.policy import Dates
from tests.support.builders import LATER, NOW, a_cohort, a_program
from tests.support.program import closed_from, dead_ends, moments

EVERY = [(state, step) for state in State for step in Step]
OPEN = sorted(set(State) - CLOSED)
LONG = [
    Step.LAUNCH,
    Step.MATCH,
    Step.PROPOSE,
    Step.REJECT,
    Step.PROPOSE,
    Step.APPROVE,
    Step.RUN,
    Step.ASSESS,
    Step.CLOSE,
]


@pytest.mark.parametrize(("state", "step"), EVERY)
def test_every_step_leads_where_the_table_says_or_is_refused(state: State, step: Step) -> None:
    cohort = a_cohort(state=state)

    if (state, step) not in TRANSITIONS:
        with pytest.raises(NotAllowed, match=f"cohort spring-2027 is {state} and cannot {step}"):
            take(cohort, step, now=NOW)
        return

    after = take(cohort, step, now=LATER)

    assert after.state is TRANSITIONS[state, step]
    assert (after.since, after.seen) == (LATER, LATER)
    assert (after.due_at is None) == (after.state in CLOSED)


def test_nothing_leads_out_of_a_closed_state() -> None:
    assert {state for state, _ in TRANSITIONS} == set(State) - CLOSED


def test_every_open_state_can_come_to_an_end_and_every_state_can_be_reached() -> None:
    assert dead_ends(TRANSITIONS, CLOSED) == set()
    assert closed_from(TRANSITIONS, State.DRAFT) == set(State)


def test_a_cohort_goes_its_whole_way() -> None:
    cohort = a_cohort(state=State.DRAFT)
    for number, step in enumerate(LONG):
        cohort = take(cohort, step, now=NOW + timedelta(days=number))

    assert (cohort.state, cohort.due_at) == (State.CLOSED, None)


@pytest.mark.parametrize("state", OPEN)
def test_any_open_cohort_can_be_cancelled(state: State) -> None:
    assert take(a_cohort(state=state), Step.CANCEL, now=LATER).state is State.CANCELLED


@given(
    st.sampled_from(OPEN),
    moments(datetime(2025, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)),
    st.timedeltas(timedelta(0), timedelta(days=400)),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia"]),
)
def test_an_open_cohort_always_has_a_date_ahead_however_early_or_late_it_is_attended(
    state: State, since: datetime, passed: timedelta, zone: str
) -> None:
    program = a_program(time_zone=zone)
    cohort = a_cohort(state=state, since=since, seen=since, program=program)

    after = attended(cohort, since + passed)

    assert after.due_at is not None
    assert after.due_at > after.seen


DATES = Dates(
    enrolment_opens=date(2027, 1, 11),
    enrolment_closes=date(2027, 2, 5),
    matching=date(2027, 2, 8),
    trial_ends=date(2027, 3, 26),
    ends=date(2027, 9, 17),
)
EARLY = datetime(2027, 1, 4, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "item", "due"),
    [
        (State.DRAFT, Item.COORDINATOR, datetime(2027, 1, 11, 8, tzinfo=UTC)),
        (State.ENROLLING, Item.ADVANCE, datetime(2027, 2, 8, 8, tzinfo=UTC)),
        (State.MATCHING, Item.COORDINATOR, EARLY + PATIENCE),
        (State.AWAITING_APPROVAL, Item.DECIDE, datetime(2027, 1, 7, 8, tzinfo=UTC)),
        (State.TRIAL, Item.ADVANCE, datetime(2027, 3, 26, 8, tzinfo=UTC)),
        (State.RUNNING, Item.ADVANCE, datetime(2027, 9, 18, 7, tzinfo=UTC)),
        (State.ASSESSING, Item.ADVANCE, datetime(2027, 2, 2, 8, tzinfo=UTC)),
    ],
)
def test_the_calendar_of_each_state_is_the_programs(
    state: State, item: Item, due: datetime
) -> None:
    program = a_program(time_zone="Europe/Berlin", dates=DATES)
    cohort = a_cohort(state=state, since=EARLY, seen=EARLY, program=program)

    assert [(each.item, each.at) for each in agenda(cohort)] == [(item, due)]
