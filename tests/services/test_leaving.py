"""Whoever leaves is written to no more; the other side is free and none the wiser (M57, M55)."""

import pytest

from rm_core.errors import NotAllowed
from rm_core.program.emails import EmailKind
from rm_core.program.pairing import State
from rm_core.program.people import Role
from rm_core.program.people import State as PersonState
from rm_core.services import leaving, trial
from rm_core.services.approving import Verdict as Word
from rm_core.store.outbox import State as EmailState
from tests.support.cohort_builders import World
from tests.support.program import DAY

K = EmailKind


def withdraw(world: World, name: str, role: Role) -> None:
    leaving.withdraw(world.begin, world.clock, world.id_of(name, role))


def in_state(world: World, state: State) -> World:
    world.introduced(["bo"], ["ada"])
    match state:
        case State.HELD:
            world.held("bo", "ada")
        case State.AGREEING:
            world.agreeing("bo", "ada")
        case State.ACTIVE:
            world.running("bo", "ada")
    world.send()
    assert world.pairing("bo", "ada").state is state
    return world


STATES = [State.INTRODUCED, State.HELD, State.AGREEING, State.ACTIVE]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", Role)
def test_the_other_side_reads_what_it_would_read_after_any_other_end(
    world: World, state: State, role: Role
) -> None:
    in_state(world, state)
    stays = "ada" if role is Role.MENTOR else "bo"
    gone = "bo" if role is Role.MENTOR else "ada"
    before = len(world.mail_of(gone))

    withdraw(world, gone, role)
    world.at(world.now.replace(hour=10)).send()

    letter = K.RELEASE if state in {State.INTRODUCED, State.HELD} else K.WRAP_UP
    assert world.mail_of(stays)[-1] is letter
    assert len(world.mail_of(gone)) == before
    assert world.pairing("bo", "ada").state is State.RELEASED
    assert world.participant(gone, role).state is PersonState.WITHDRAWN
    back = world.participant(stays, role.other)
    assert (back.state, back.priority) == (PersonState.WAITLISTED, 1)


def test_leaving_twice_is_leaving_once(world: World) -> None:
    in_state(world, State.HELD)

    withdraw(world, "ada", Role.MENTEE)
    before = world.dump()
    withdraw(world, "ada", Role.MENTEE)

    assert world.dump() == before


def test_nothing_is_sent_to_who_left_whatever_falls_due_afterwards(world: World) -> None:
    in_state(world, State.ACTIVE)
    withdraw(world, "ada", Role.MENTEE)
    sent = len(world.mail_of("ada"))

    world.until(world.now + 60 * DAY)

    assert len(world.mail_of("ada")) == sent


def test_who_leaves_while_invited_is_reminded_no_more(world: World) -> None:
    world.launched(["bo"], ["ada"])
    world.send()
    withdraw(world, "ada", Role.MENTEE)

    world.until(world.now + 30 * DAY)

    assert world.mail_of("ada") == [K.INVITATION]


def test_what_was_owed_to_who_left_is_cancelled_at_once_and_says_why(world: World) -> None:
    world.proposed(["bo"], ["ada"]).decide(Word.APPROVE)

    withdraw(world, "ada", Role.MENTEE)

    owed = {each.participant: each for each in world.emails() if each.kind is K.INTRODUCTION}
    ended = owed[world.id_of("ada", Role.MENTEE)]
    assert (ended.state, ended.reason) == (EmailState.CANCELLED, "they have left")


def test_a_mentor_of_two_who_leaves_frees_both(world: World) -> None:
    world.enrolled(["bo"], ["ada", "eve"]).enrol("bo", Role.MENTOR, capacity=2)
    world.at(world.now.replace(month=2, day=8)).sweep().propose()
    world.decide(Word.APPROVE)
    world.send()

    withdraw(world, "bo", Role.MENTOR)
    world.send()

    assert world.mail_of("ada")[-1] is world.mail_of("eve")[-1] is K.RELEASE
    assert not world.open_pairs()


def test_ending_the_only_pairing_leaves_them_in_the_program(world: World) -> None:
    in_state(world, State.ACTIVE)

    ended = leaving.end_pairing(world.begin, world.clock, world.id_of("ada", Role.MENTEE))

    assert ended == world.pairing("bo", "ada").id
    assert world.pairing("bo", "ada").state is State.RELEASED
    assert world.mentee("ada").state is PersonState.WAITLISTED


def test_which_of_several_pairings_ends_is_not_guessed(world: World) -> None:
    world.enrolled(["bo"], ["ada", "eve"]).enrol("bo", Role.MENTOR, capacity=2)
    world.at(world.now.replace(month=2, day=8)).sweep().propose()
    world.decide(Word.APPROVE)
    before = world.dump()

    with pytest.raises(NotAllowed, match="is in 2 pairings"):
        leaving.end_pairing(world.begin, world.clock, world.id_of("bo", Role.MENTOR))

    assert world.dump() == before


def test_who_is_in_no_pairing_ends_none(world: World) -> None:
    world.proposed(["bo"], ["ada"])

    with pytest.raises(NotAllowed, match="is in 0 pairings"):
        leaving.end_pairing(world.begin, world.clock, world.id_of("ada", Role.MENTEE))


def test_one_role_can_be_left_and_the_other_kept(world: World) -> None:
    world.launched(["bo", "ada"], ["eve"])
    world.enlist(ada=Role.MENTEE)

    withdraw(world, "ada", Role.MENTEE)
    world.send()

    assert world.mentor("ada").state is PersonState.INVITED
    assert world.mail_of("ada") == [K.INVITATION]


def test_stopping_emails_stops_questions_and_not_what_must_be_known(world: World) -> None:
    in_state(world, State.HELD)
    leaving.stop_emails(world.begin, world.clock, world.id_of("ada", Role.MENTEE))

    world.until(world.now + 8 * DAY)
    trial.part(world.begin, world.clock, world.pairing("bo", "ada").id)
    world.at(world.now.replace(hour=10)).send()

    assert K.VERDICT_REMINDER not in world.mail_of("ada")
    assert K.VERDICT_REMINDER in world.mail_of("bo")
    assert world.mail_of("ada")[-1] is K.RELEASE


def test_a_concern_reaches_its_human_at_once_and_nobody_else(world: World) -> None:
    in_state(world, State.ACTIVE)
    world.at(world.now.replace(hour=23))
    sent = len(world.inbox)

    leaving.concern(world.begin, world.clock, world.id_of("ada", Role.MENTEE))
    world.send()

    assert [(mail.to, mail.kind) for mail in world.inbox[sent:]] == [
        ("robin@example.org", K.ATTENTION)
    ]
    text = world.inbox[-1].text
    assert "Ada" not in text
    assert "Bo" not in text


def test_two_concerns_are_two_emails(world: World) -> None:
    in_state(world, State.ACTIVE)

    for minute in (1, 2):
        world.at(world.now.replace(minute=minute))
        leaving.concern(world.begin, world.clock, world.id_of("ada", Role.MENTEE))
    world.send()

    assert world.mail_of("robin") == [K.ATTENTION] * 2
