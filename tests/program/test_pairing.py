"""A pairing moves as its table says, and in no other way."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rm_core.errors import NotAllowed
from rm_core.program.pairing import (
    CHECKIN_STAGE,
    CLOSED,
    TRANSITIONS,
    TRIAL_STAGE,
    State,
    Step,
    take,
)
from rm_core.program.people import Role
from tests.support.builders import LATER, NOW, a_pairing
from tests.support.program import closed_from, dead_ends

EVERY = [(state, step) for state in State for step in Step]


@pytest.mark.parametrize(("state", "step"), EVERY)
def test_every_step_leads_where_the_table_says_or_is_refused(state: State, step: Step) -> None:
    pairing = a_pairing(state=state, said={Role.MENTOR: "accept"})

    if (state, step) not in TRANSITIONS:
        with pytest.raises(NotAllowed, match=f"{pairing.id} is {state} and cannot {step}"):
            take(pairing, step, now=NOW)
        return

    after = take(pairing, step, now=LATER)

    assert after.state is TRANSITIONS[state, step]
    assert (after.since, after.seen, dict(after.said)) == (LATER, LATER, {})
    assert (after.due_at is None) == (after.state in CLOSED)


def test_nothing_leads_out_of_a_closed_state() -> None:
    assert {state for state, _ in TRANSITIONS} == set(State) - CLOSED


def test_every_open_state_can_come_to_an_end() -> None:
    assert dead_ends(TRANSITIONS, CLOSED) == set()


def test_every_state_can_be_reached() -> None:
    assert closed_from(TRANSITIONS, State.PROPOSED) == set(State)


def test_a_pairing_that_both_know_of_can_be_parted_from_any_open_state() -> None:
    known = set(State) - CLOSED - {State.PROPOSED}

    assert {state for state in known if (state, Step.PART) in TRANSITIONS} == known


def test_every_open_state_belongs_to_one_stage() -> None:
    stages = [{State.PROPOSED}, TRIAL_STAGE, CHECKIN_STAGE, {State.ASSESSING}]

    assert sorted(state for stage in stages for state in stage) == sorted(set(State) - CLOSED)


@given(st.lists(st.sampled_from(list(Step)), max_size=60))
def test_any_sequence_of_steps_ends_at_most_once(steps: list[Step]) -> None:
    pairing, ends = a_pairing(state=State.PROPOSED), 0

    for number, step in enumerate(steps):
        try:
            pairing = take(pairing, step, now=NOW + timedelta(hours=number))
        except NotAllowed:
            continue
        ends += not pairing.is_open

    assert ends == (not pairing.is_open)
    assert (pairing.due_at is None) == (not pairing.is_open)


def test_the_last_answer_of_a_side_wins_and_the_other_side_is_left_alone() -> None:
    pairing = a_pairing().hear(Role.MENTOR, "accept").hear(Role.MENTEE, "accept")

    assert dict(pairing.hear(Role.MENTOR, "decline").said) == {
        Role.MENTOR: "decline",
        Role.MENTEE: "accept",
    }


@pytest.mark.parametrize("role", Role)
def test_a_side_is_found_by_its_role_and_the_other_way_round(role: Role) -> None:
    pairing = a_pairing()

    assert pairing.role_of(pairing.side(role)) is role
