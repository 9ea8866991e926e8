"""From the introduction to the verdict on a real database, and back to matching after a no."""

from datetime import timedelta

import pytest

from rm_core.errors import NotAllowed, Stale
from rm_core.program.emails import EmailKind
from rm_core.program.pairing import State
from rm_core.program.people import Role
from rm_core.program.people import State as PersonState
from rm_core.program.trial import Reply, Verdict
from rm_core.services import trial
from rm_core.services.approving import Verdict as Word
from rm_core.store.matching import BarKind
from tests.support.cohort_builders import World
from tests.support.program import DAY

K = EmailKind


def two_pairs(world: World) -> World:
    return world.introduced(["bo", "cy"], ["ada", "eve"])


@pytest.mark.parametrize("by", Role)
def test_a_no_frees_both_keeps_the_bar_and_the_next_round_pairs_them_otherwise(
    world: World, by: Role
) -> None:
    two_pairs(world)
    first, second = world.pairings()

    for pairing in (first, second):
        world.answer(pairing, by, Reply.DECLINE)
    world.send()

    assert {each.state for each in world.pairings()} == {State.RELEASED}
    everybody = [world.mentor("bo"), world.mentor("cy"), world.mentee("ada"), world.mentee("eve")]
    assert {(each.state, each.priority, each.rematches) for each in everybody} == {
        (PersonState.WAITLISTED, 1, 1)
    }
    assert {bar.kind for bar in world.bars()} == {BarKind.PAST}
    assert len(world.bars()) == 2
    for name in ("bo", "cy", "ada", "eve"):
        assert world.mail_of(name)[-2:] == [K.INTRODUCTION, K.PARTNER_DECLINED]

    world.until(world.now + 8 * DAY)

    known = {(each.mentor, each.mentee) for each in (first, second)}
    assert len(world.open_pairs()) == 2
    assert world.open_pairs() & known == set()


def test_two_who_parted_are_never_proposed_to_each_other_again(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    world.answer(world.pairing("bo", "ada"), Role.MENTEE, Reply.DECLINE)

    world.until(world.now + 30 * DAY)

    assert len(world.pairings()) == 1
    assert len(world.runs()) > 1


def test_an_answer_given_twice_is_one_answer(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    pairing = world.pairing("bo", "ada")

    world.answer(pairing, Role.MENTEE, Reply.ACCEPT)
    before = world.dump()
    world.answer(pairing, Role.MENTEE, Reply.ACCEPT)

    assert world.dump() == before


def test_both_yes_asks_both_for_a_time_at_once(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    pairing = world.pairing("bo", "ada")

    for role in Role:
        world.answer(pairing, role, Reply.ACCEPT)
    world.send()

    assert world.mail_of("ada")[-1] is world.mail_of("bo")[-1] is K.CHOOSE_TIME
    assert "Times that fit both of you" in world.newest("ada", K.CHOOSE_TIME).text


def test_times_in_the_email_begin_tomorrow_as_on_the_page(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    pairing = world.pairing("bo", "ada")

    for role in Role:
        world.answer(pairing, role, Reply.ACCEPT)
    world.send()

    text = " ".join(world.newest("ada", K.CHOOSE_TIME).text.split())
    assert "9 February" in text
    assert "8 February" not in text


def test_a_time_that_was_chosen_twice_is_fixed_once(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    pairing = world.pairing("bo", "ada")
    for role in Role:
        world.answer(pairing, role, Reply.ACCEPT)

    for _ in range(2):
        trial.choose_time(world.begin, world.clock, pairing.id, world.now + DAY)
    world.send()

    assert world.meetings(pairing.id)[0].sequence == 0
    assert world.mail_of("bo").count(K.TRIAL_INVITATION) == 1


def test_a_trial_meeting_lies_ahead(world: World) -> None:
    world.introduced(["bo"], ["ada"])

    with pytest.raises(NotAllowed, match="time that lies ahead"):
        trial.choose_time(world.begin, world.clock, world.pairing("bo", "ada").id, world.now)


def test_the_invitation_the_move_and_the_end_reach_both_calendars(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    pairing = world.pairing("bo", "ada")
    for role in Role:
        world.answer(pairing, role, Reply.ACCEPT)
    for days in (3, 4):
        trial.choose_time(world.begin, world.clock, pairing.id, world.now + days * DAY)
        world.send()
    trial.part(world.begin, world.clock, pairing.id)
    world.send()

    methods = [
        part.get_param("method")
        for mail in world.inbox
        if mail.to == "bo@example.org"
        for part in mail.message.walk()
        if part.get_content_type() == "text/calendar"
    ]
    assert methods == ["REQUEST", "REQUEST", "CANCEL"]


@pytest.mark.parametrize("stopper", Role)
def test_a_stop_shows_to_nobody_and_ends_with_the_same_letter_to_both(
    world: World, stopper: Role
) -> None:
    world.introduced(["bo"], ["ada"])
    pairing = world.held("bo", "ada")

    world.judge(pairing, stopper, Verdict.STOP)
    world.send()
    assert world.pairing("bo", "ada").state is State.HELD
    assert world.mail_of("bo")[-1] is world.mail_of("ada")[-1] is K.VERDICT

    world.judge(pairing, stopper.other, Verdict.CONTINUE)
    world.send()

    assert world.pairing("bo", "ada").state is State.RELEASED
    assert world.mail_of("bo") == world.mail_of("ada")
    assert world.mail_of("bo")[-1] is K.RELEASE
    one, other = world.newest("bo", K.RELEASE).text, world.newest("ada", K.RELEASE).text
    assert unnamed(one, "Bo", "Ada") == unnamed(other, "Ada", "Bo")
    returned = {
        (each.state, each.priority, each.rematches, each.due_at)
        for each in (world.mentor("bo"), world.mentee("ada"))
    }
    assert len(returned) == 1


def unnamed(text: str, reader: str, partner: str) -> list[str]:
    """The words without names and links."""
    for name in (reader, partner):
        text = text.replace(f"{name} Example", "NAME").replace(name, "NAME")
    return [word for word in text.split() if "http" not in word]


def test_after_an_outage_of_weeks_each_gets_one_reminder(world: World) -> None:
    world.introduced(["bo"], ["ada"])

    world.at(world.now + 9 * DAY).sweep()
    world.send()

    assert world.mail_of("ada")[-2:] == [K.INTRODUCTION, K.INTRODUCTION_REMINDER]


def test_a_reminder_that_is_owed_dies_with_the_answer(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    world.at(world.now + 9 * DAY).sweep()

    world.answer(world.pairing("bo", "ada"), Role.MENTEE, Reply.ACCEPT)
    world.send()

    assert K.INTRODUCTION_REMINDER not in world.mail_of("ada")
    assert K.INTRODUCTION_REMINDER in world.mail_of("bo")


def test_the_program_fixes_a_forgotten_trial_with_a_day_of_notice(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    pairing = world.pairing("bo", "ada")
    for role in Role:
        world.answer(pairing, role, Reply.ACCEPT)

    world.until(world.now + 17 * DAY)

    fixed = world.meetings(pairing.id)[0]
    told = world.newest("ada", K.TRIAL_INVITATION).at
    assert fixed.starts_at - told >= timedelta(hours=20)


def test_parting_twice_is_parting_once(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    pairing = world.pairing("bo", "ada")

    trial.part(world.begin, world.clock, pairing.id)
    before = world.dump()
    trial.part(world.begin, world.clock, pairing.id)

    assert world.dump() == before


def test_two_clicks_at_the_same_moment_do_not_overwrite_each_other(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    pairing = world.pairing("bo", "ada")
    world.answer(pairing, Role.MENTOR, Reply.ACCEPT)

    with pytest.raises(Stale), world.begin() as work:
        work.pairings.move(pairing, pairing.hear(Role.MENTEE, Reply.ACCEPT))

    assert dict(world.pairing("bo", "ada").said) == {Role.MENTOR: "accept"}


def test_a_mentor_of_two_loses_one_and_keeps_the_other(world: World) -> None:
    world.enrolled(["bo"], ["ada", "eve"])
    world.enrol("bo", Role.MENTOR, capacity=2)
    world.at(world.now.replace(month=2, day=8)).sweep()
    world.propose()
    assert world.decide(Word.APPROVE) == 2

    world.answer(world.pairing("bo", "ada"), Role.MENTEE, Reply.DECLINE)

    assert world.mentor("bo").state is PersonState.PAIRED
    assert world.mentee("ada").state is PersonState.WAITLISTED
    assert world.pairing("bo", "eve").is_open


def test_a_trial_that_ended_is_kept_as_it_was(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    pairing = world.held("bo", "ada")
    for role in Role:
        world.judge(pairing, role, Verdict.STOP)

    with world.look() as work:
        states = [state for state, _ in work.pairings.history(world.cohort.id)[pairing.id]]
    assert states == [
        State.PROPOSED,
        State.INTRODUCED,
        State.TRIAL,
        State.SCHEDULED,
        State.HELD,
        State.RELEASED,
    ]


def test_nobody_outside_is_touched(world: World) -> None:
    two_pairs(world)
    other = (
        world.pairing("cy", "eve")
        if (
            world.id_of("cy", Role.MENTOR),
            world.id_of("eve", Role.MENTEE),
        )
        in world.open_pairs()
        else world.pairing("cy", "ada")
    )
    mine = next(each for each in world.pairings() if each.id != other.id)

    world.answer(mine, Role.MENTOR, Reply.DECLINE)

    assert next(each for each in world.pairings() if each.id == other.id) == other
