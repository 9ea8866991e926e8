"""An email is owed once, and dies unsent when nobody should read it any more."""

from dataclasses import replace

import pytest

from rm_core.program.emails import (
    FAREWELLS,
    LANES,
    REMINDERS_OF_A_QUESTION,
    WANTED,
    Desk,
    EmailKind,
    Lane,
    why_not,
)
from rm_core.program.pairing import CLOSED, State
from rm_core.program.people import Role
from rm_core.program.people import State as PersonState
from tests.support.builders import LATER, a_pairing, a_participant, an_owed

KINDS = list(EmailKind)
ENDINGS = {EmailKind.RELEASE, EmailKind.PARTNER_DECLINED, EmailKind.WRAP_UP}
PAIRED = a_participant(state=PersonState.PAIRED)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", [PersonState.WITHDRAWN, PersonState.LEFT])
def test_who_has_left_is_written_to_no_more(kind: EmailKind, state: PersonState) -> None:
    assert why_not(kind, a_participant(state=state), None) == "they have left"


@pytest.mark.parametrize("kind", KINDS)
def test_who_declined_gets_a_farewell_and_nothing_else(kind: EmailKind) -> None:
    told = why_not(kind, a_participant(state=PersonState.DECLINED), None)

    assert told == ("" if kind in FAREWELLS else "they declined")


@pytest.mark.parametrize(
    "kind", [EmailKind.INVITATION, EmailKind.INTAKE, EmailKind.INTAKE_REMINDER]
)
@pytest.mark.parametrize("state", [PersonState.ENROLLED, PersonState.READY, PersonState.PAIRED])
def test_who_has_enrolled_is_not_asked_to(kind: EmailKind, state: PersonState) -> None:
    assert why_not(kind, a_participant(state=PersonState.INVITED), None) == ""
    assert why_not(kind, a_participant(state=state), None) == "it was answered"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", State)
def test_an_email_dies_when_its_pairing_has_moved_on(kind: EmailKind, state: State) -> None:
    told = why_not(kind, PAIRED, a_pairing(state=state)) == "the pairing has moved on"

    assert told == (kind in WANTED and state not in WANTED[kind])


@pytest.mark.parametrize("kind", sorted(REMINDERS_OF_A_QUESTION))
def test_a_reminder_dies_with_its_own_readers_answer_only(kind: EmailKind) -> None:
    asked = a_pairing(state=min(WANTED[kind]))

    assert why_not(kind, PAIRED, asked) == ""
    assert why_not(kind, PAIRED, asked.hear(Role.MENTOR, "accept")) == ""
    assert why_not(kind, PAIRED, asked.hear(Role.MENTEE, "accept")) == "it was answered"


@pytest.mark.parametrize("kind", sorted(ENDINGS))
@pytest.mark.parametrize("state", sorted(CLOSED))
def test_letters_about_an_end_are_sent_after_it(kind: EmailKind, state: State) -> None:
    assert why_not(kind, PAIRED, a_pairing(state=state)) == ""


def test_every_question_that_reminds_is_closed_with_its_state() -> None:
    assert set(WANTED) >= REMINDERS_OF_A_QUESTION
    assert not any(states & CLOSED for states in WANTED.values())


def test_the_same_occasion_is_the_same_email_and_any_other_is_another() -> None:
    one = an_owed(EmailKind.PULSE, "2")

    assert replace(one, not_before=LATER).id == one.id
    others = [
        an_owed(EmailKind.PULSE, "3"),
        an_owed(EmailKind.NUDGE, "2"),
        an_owed(EmailKind.PULSE, "2", to=a_participant("bo").id),
        an_owed(EmailKind.PULSE, "2", to=Desk.COORDINATOR),
        an_owed(EmailKind.PULSE, "2", cohort="autumn-2027"),
        an_owed(EmailKind.PULSE, "2", pairing=a_pairing().id),
    ]
    assert len({one.id, *(other.id for other in others)}) == len(others) + 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_email_travels_in_one_lane(kind: EmailKind) -> None:
    assert an_owed(kind).lane is LANES.get(kind, Lane.REMINDER)
