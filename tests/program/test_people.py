"""A participant moves as the table says, and in no other way."""

import pytest

from rm_core.errors import NotAllowed
from rm_core.program.people import CLOSED, TRANSITIONS, Role, State, Step, after
from tests.support.program import closed_from, dead_ends

EVERY = [(state, step) for state in State for step in Step]


@pytest.mark.parametrize(("state", "step"), EVERY)
def test_every_step_leads_where_the_table_says_or_is_refused(state: State, step: Step) -> None:
    if (state, step) in TRANSITIONS:
        assert after(state, step) is TRANSITIONS[state, step]
        return

    with pytest.raises(NotAllowed, match=f"who is {state} cannot {step}"):
        after(state, step)


def test_nothing_leads_out_of_a_closed_state() -> None:
    assert {state for state, _ in TRANSITIONS} == set(State) - CLOSED


def test_every_open_state_can_come_to_an_end() -> None:
    assert dead_ends(TRANSITIONS, CLOSED) == set()


def test_every_state_can_be_reached() -> None:
    assert closed_from(TRANSITIONS, State.INVITED) == set(State)


@pytest.mark.parametrize("state", sorted(set(State) - CLOSED))
def test_anybody_may_leave_at_any_time(state: State) -> None:
    assert after(state, Step.WITHDRAW) is State.WITHDRAWN
    assert after(state, Step.LEAVE) is State.LEFT


def test_the_other_of_the_two_is_the_other_role() -> None:
    assert [role.other for role in Role] == [Role.MENTEE, Role.MENTOR]
