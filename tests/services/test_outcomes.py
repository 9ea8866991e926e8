"""The end of a term on a real database: surveys answered once, twice or never."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from rm_core.program.emails import EmailKind
from rm_core.program.pairing import State
from rm_core.program.people import Role
from rm_core.program.people import State as PersonState
from rm_core.services import outcomes
from tests.support.cohort_builders import World
from tests.support.program import DAY

K = EmailKind
OVER = datetime(2027, 9, 20, 8, tzinfo=UTC)


@pytest.fixture
def assessing(world: World) -> World:
    world.introduced(["bo"], ["ada"]).running("bo", "ada")
    world.until(OVER)
    assert world.pairing("bo", "ada").state is State.ASSESSING
    return world


def survey(world: World, role: Role) -> None:
    pairing = world.pairing("bo", "ada")
    outcomes.surveyed(world.begin, world.clock, pairing.id, pairing.side(role))


@pytest.mark.parametrize("role", Role)
def test_one_answer_is_thanked_for_and_the_other_side_is_reminded(
    assessing: World, role: Role
) -> None:
    survey(assessing, role)

    assessing.until(OVER + 27 * DAY)

    counts = {name: Counter(assessing.mail_of(name))[K.SURVEY_REMINDER] for name in ("bo", "ada")}
    answered, silent = ("bo", "ada") if role is Role.MENTOR else ("ada", "bo")
    assert (counts[answered], counts[silent]) == (0, 3)


def test_silence_ends_it_too_and_both_are_thanked_and_finished(assessing: World) -> None:
    assessing.until(OVER + 40 * DAY)

    assert assessing.pairing("bo", "ada").state is State.COMPLETED
    assert assessing.mail_of("bo")[-1] is assessing.mail_of("ada")[-1] is K.WRAP_UP
    people = {assessing.mentor("bo"), assessing.mentee("ada")}
    assert {(each.state, each.reason) for each in people} == {(PersonState.FINISHED, "completed")}


def test_an_answer_after_the_end_changes_nothing(assessing: World) -> None:
    assessing.until(OVER + 40 * DAY)
    before = assessing.dump()

    survey(assessing, Role.MENTOR)

    assert assessing.dump() == before


def test_after_an_outage_of_three_weeks_one_reminder_is_sent(assessing: World) -> None:
    assessing.at(OVER + 22 * DAY).sweep()
    assessing.send()

    assert Counter(assessing.mail_of("ada"))[K.SURVEY_REMINDER] == 1
