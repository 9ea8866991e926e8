"""Pairs that formed elsewhere join at the agreement, once, and only where there is room (M16)."""

import pytest

from rm_core.errors import NotAllowed, NotFound
from rm_core.program.emails import EmailKind
from rm_core.program.ids import PairingId
from rm_core.program.pairing import State
from rm_core.program.people import Role
from rm_core.program.people import State as PersonState
from rm_core.program.trial import Reply
from rm_core.services import cohorts, leaving, trial
from rm_core.services.registering import register
from tests.support.builders import a_person
from tests.support.cohort_builders import World
from tests.support.program import DAY

K = EmailKind


def registered(world: World, mentor: str = "zoe", mentee: str = "yan") -> PairingId:
    return register(world.begin, world.clock, world.key, mentor, mentee)


@pytest.fixture
def acquainted(world: World) -> World:
    """A launched cohort; Zoe and Yan are known to the program and not invited."""
    world.launched(["bo"], ["ada"])
    world.send()
    world.write(lambda work: work.people.put([a_person("zoe"), a_person("yan")]))
    return world


def test_a_registered_pair_begins_with_its_agreement(acquainted: World) -> None:
    pairing = registered(acquainted)
    acquainted.send()

    assert [(each.id, each.state) for each in acquainted.pairings()] == [(pairing, State.AGREEING)]
    assert acquainted.mail_of("zoe") == acquainted.mail_of("yan") == [K.AGREEMENT]
    assert acquainted.mentor("zoe").state is acquainted.mentee("yan").state is PersonState.PAIRED


def test_registering_twice_is_registering_once(acquainted: World) -> None:
    pairing = registered(acquainted)
    before = acquainted.dump()

    assert registered(acquainted) == pairing
    assert acquainted.dump() == before


def test_a_registered_pair_is_reminded_and_then_gets_the_usual_rhythm(acquainted: World) -> None:
    registered(acquainted)

    acquainted.until(acquainted.now + 20 * DAY)

    assert acquainted.mail_of("yan").count(K.AGREEMENT_REMINDER) == 3
    pairing = acquainted.pairing("zoe", "yan")
    assert pairing.state is State.ACTIVE
    hours = {
        meeting.starts_at.astimezone(acquainted.program.zone).hour
        for meeting in acquainted.meetings(pairing.id).values()
    }
    assert hours == {10}


def test_who_was_invited_and_found_a_partner_alone_is_asked_no_more(acquainted: World) -> None:
    registered(acquainted, "bo", "ada")
    acquainted.until(acquainted.now + 10 * DAY)

    assert acquainted.mail_of("ada").count(K.INTAKE_REMINDER) == 0


def test_who_stopped_emails_still_has_stopped_them(acquainted: World) -> None:
    leaving.stop_emails(acquainted.begin, acquainted.clock, acquainted.id_of("ada", Role.MENTEE))

    registered(acquainted, "bo", "ada")

    assert acquainted.mentee("ada").quiet


def test_nobody_mentors_themselves(acquainted: World) -> None:
    with pytest.raises(NotAllowed, match="cannot mentor themselves"):
        registered(acquainted, "zoe", "zoe")


@pytest.mark.parametrize("two", [("zoe", "nobody"), ("nobody", "yan")])
def test_people_are_imported_before_they_are_registered(
    acquainted: World, two: tuple[str, str]
) -> None:
    before = acquainted.dump()

    with pytest.raises(NotFound, match="external id 'nobody'; import them first"):
        registered(acquainted, *two)

    assert acquainted.dump() == before


def test_who_has_left_is_not_brought_back(acquainted: World) -> None:
    leaving.withdraw(acquainted.begin, acquainted.clock, acquainted.id_of("ada", Role.MENTEE))
    before = acquainted.dump()

    with pytest.raises(NotAllowed, match="who is withdrawn cannot pair"):
        registered(acquainted, "zoe", "ada")

    assert acquainted.dump() == before


def test_a_pair_that_parted_is_not_registered_again(acquainted: World) -> None:
    trial.part(acquainted.begin, acquainted.clock, registered(acquainted))

    with pytest.raises(NotAllowed, match="have been a pair before"):
        registered(acquainted)


def test_a_mentee_has_one_mentor_at_a_time_and_a_mentor_may_have_two_mentees(
    acquainted: World,
) -> None:
    registered(acquainted)
    registered(acquainted, "zoe", "ada")

    with pytest.raises(NotAllowed, match="has a mentor already"):
        registered(acquainted, "bo", "yan")


def test_two_whom_matching_introduced_are_not_registered_as_well(world: World) -> None:
    world.introduced(["bo"], ["ada"])

    with pytest.raises(NotAllowed, match="has a mentor already"):
        registered(world, "bo", "ada")


def test_who_waits_for_another_match_may_be_registered(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    world.answer(world.pairing("bo", "ada"), Role.MENTOR, Reply.DECLINE)
    world.write(lambda work: work.people.put([a_person("zoe")]))

    registered(world, "zoe", "ada")

    assert (world.mentee("ada").state, world.mentee("ada").rematches) == (PersonState.PAIRED, 1)


def test_a_cohort_that_is_over_takes_no_pairs(acquainted: World) -> None:
    cohorts.cancel(acquainted.begin, acquainted.clock, acquainted.key, by="kim", why="a test")

    with pytest.raises(NotAllowed, match="is cancelled"):
        registered(acquainted)


def test_a_draft_takes_no_pairs_yet(world: World) -> None:
    cohorts.create(world.begin, world.clock, world.program)
    world.write(lambda work: work.people.put([a_person("zoe"), a_person("yan")]))

    with pytest.raises(NotAllowed, match="is draft"):
        registered(world)
