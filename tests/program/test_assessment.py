"""The end of a term: two surveys, three reminders at most, and one good end."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.program.agenda import Item
from rm_core.program.assessment import agenda, hear
from rm_core.program.effects import Outcome
from rm_core.program.emails import EmailKind
from rm_core.program.pairing import State
from rm_core.program.people import Role
from tests.support.builders import a_pairing
from tests.support.program import DAY, Life, introduced

K = EmailKind
START = datetime(2027, 2, 15, 12, tzinfo=UTC)


def assessing() -> Life:
    life = introduced(now=START).begin()
    assert life.pairing.ends_at
    life.until(life.pairing.ends_at)
    assert life.pairing.state is State.ASSESSING
    return life


def test_the_survey_reminds_after_7_14_and_21_days_and_closes_after_28() -> None:
    life = assessing()

    days = [
        ((due.at - life.pairing.since).days, due.item)
        for due in sorted(agenda(life.pairing, life.program))
    ]

    assert days == [
        (7 + 2, Item.REMIND),
        (14 + 2, Item.REMIND),
        (21 + 2, Item.REMIND),
        (28 + 2, Item.CLOSE),
    ]


def test_both_answered_ends_it_with_the_same_letter_to_both() -> None:
    life = assessing()

    life.survey(Role.MENTOR)
    assert life.pairing.state is State.ASSESSING
    life.survey(Role.MENTEE)

    assert life.pairing.state is State.COMPLETED
    assert life.letters(Role.MENTOR)[-1] is life.letters(Role.MENTEE)[-1] is K.WRAP_UP


def test_only_those_who_have_not_answered_are_reminded() -> None:
    life = assessing().survey(Role.MENTEE)

    life.until(life.pairing.since + 29 * DAY)

    assert Counter(life.letters(Role.MENTEE))[K.SURVEY_REMINDER] == 0
    assert Counter(life.letters(Role.MENTOR))[K.SURVEY_REMINDER] == 3


def test_silence_ends_it_as_well() -> None:
    assert assessing().in_silence(looks=4).pairing.state is State.COMPLETED


@pytest.mark.parametrize("days", [10, 17, 29])
def test_after_an_outage_one_reminder_is_sent(days: int) -> None:
    life = assessing()

    life.wait(days * DAY).look()

    assert Counter(life.letters(Role.MENTEE))[K.SURVEY_REMINDER] == 1


def test_after_a_longer_outage_only_the_letter_at_the_end_is_sent() -> None:
    life = assessing()

    life.wait(90 * DAY).look()

    assert Counter(life.letters(Role.MENTEE))[K.SURVEY_REMINDER] == 0
    assert life.letters(Role.MENTEE)[-1] is K.WRAP_UP


@pytest.mark.parametrize("state", sorted(set(State) - {State.ASSESSING}))
def test_an_answer_out_of_time_changes_nothing(state: State) -> None:
    pairing = a_pairing(state=state)

    assert hear(pairing, Role.MENTOR, START) == Outcome(pairing=pairing)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from([None, *Role])), max_size=8))
def test_whatever_is_answered_and_however_late_it_ends_once(
    story: list[tuple[int, Role | None]],
) -> None:
    life = assessing()

    for hours, role in story:
        life.wait(timedelta(hours=hours)).look()
        if role and life.pairing.state is State.ASSESSING:
            life.survey(role)
    life.in_silence()

    assert (life.ends, life.pairing.state) == (1, State.COMPLETED)
    assert Counter(life.letters(Role.MENTEE))[K.SURVEY_REMINDER] <= 3
