"""Who is invited and who enrols, on a real database: imported twice, invited once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rm_core.errors import NotAllowed
from rm_core.program.emails import EmailKind
from rm_core.program.people import Role, State
from rm_core.services import cohorts, intake, leaving
from rm_core.services.approving import Verdict as Word
from tests.support.builders import a_person
from tests.support.cohort_builders import World, a_mentee_profile
from tests.support.program import DAY, program_with

K = EmailKind


def states(world: World) -> dict[tuple[object, Role], State]:
    with world.look() as work:
        found = work.participants.of(world.cohort.id)
    return {(each.person, each.role): each.state for each in found}


def test_importing_twice_doubles_nobody_and_invites_nobody_twice(world: World) -> None:
    world.launched(["bo"], ["ada"])
    world.send()
    before = world.dump()

    again = world.enlist(bo=Role.MENTOR, ada=Role.MENTEE)
    world.send()

    assert (again.people, again.mentors, again.mentees) == (2, 0, 0)
    assert world.dump() == before
    assert world.mail_of("ada") == [K.INVITATION]


def test_importing_again_refreshes_what_the_export_says_of_people(world: World) -> None:
    world.launched(["bo"], ["ada"])

    world.enlist(replace(a_person("ada"), name="Ada Newname", department="Law"))

    with world.look() as work:
        ada = work.people.by_external_id(["ada"])["ada"]
    assert (ada.name, ada.department) == ("Ada Newname", "Law")


def test_somebody_may_take_both_roles_and_is_never_their_own_match(world: World) -> None:
    cohorts.create(world.begin, world.clock, world.program)
    both = world.enlist(a_person("ada", time_zone="Europe/Berlin"))
    assert (both.mentors, both.mentees) == (1, 1)
    cohorts.launch(world.begin, world.clock, world.key, by="kim")
    world.at(datetime(2027, 1, 11, 8, tzinfo=UTC))
    for role in Role:
        world.enrol("ada", role)
    world.at(datetime(2027, 2, 8, 8, tzinfo=UTC)).sweep()

    assert world.propose() is None
    assert set(states(world).values()) == {State.WAITLISTED}


def test_the_program_decides_who_is_eligible_and_the_export_in_which_role(world: World) -> None:
    world.program = program_with(
        "eligibility", mentor_max_level=2, mentee_min_level=4, excluded=("cy",)
    )
    cohorts.create(world.begin, world.clock, world.program)
    persons = [
        a_person("bo", level=1),
        a_person("ada", level=5),
        a_person("di", level=3),
        a_person("cy", level=5),
        a_person("eve", level=5),
    ]

    found = intake.enlist(
        world.begin, world.clock, world.key, persons, {"eve": frozenset({Role.MENTOR})}
    )

    assert (found.people, found.mentors, found.mentees) == (5, 1, 1)
    assert set(states(world)) == {
        (a_person("bo").id, Role.MENTOR),
        (a_person("ada").id, Role.MENTEE),
    }


def test_a_late_import_is_invited_at_once_and_reminded_from_then_on(world: World) -> None:
    world.launched(["bo"], ["ada"]).at(datetime(2027, 1, 20, 9, tzinfo=UTC))

    world.enlist(eve=Role.MENTEE)
    world.until(datetime(2027, 1, 26, 9, tzinfo=UTC))

    assert world.mail_of("eve") == [K.INVITATION, K.INTAKE_REMINDER]
    assert world.newest("eve", K.INTAKE_REMINDER).at == datetime(2027, 1, 25, 8, tzinfo=UTC)


def test_who_is_imported_before_enrolment_opens_is_invited_with_the_others(world: World) -> None:
    cohorts.create(world.begin, world.clock, world.program)
    world.enlist(ada=Role.MENTEE)
    cohorts.launch(world.begin, world.clock, world.key, by="kim")

    world.enlist(eve=Role.MENTEE)
    world.until(datetime(2027, 1, 12, 9, tzinfo=UTC))

    opens = datetime(2027, 1, 11, 8, tzinfo=UTC)
    assert [(mail.to, mail.at) for mail in sorted(world.inbox, key=lambda mail: mail.to)] == [
        ("ada@example.org", opens),
        ("eve@example.org", opens),
    ]
    assert world.mentee("eve").due_at == world.mentee("ada").due_at


def test_nobody_is_imported_once_enrolment_is_over(world: World) -> None:
    world.proposed(["bo"], ["ada"])
    before = world.dump()

    with pytest.raises(NotAllowed, match="enrolment is over"):
        world.enlist(eve=Role.MENTEE)

    assert world.dump() == before


def test_saying_yes_brings_the_form_once(world: World) -> None:
    world.launched(["bo"], ["ada"])
    world.send()

    for _ in range(2):
        intake.accept(world.begin, world.clock, world.id_of("ada", Role.MENTEE))
    world.send()

    assert world.mail_of("ada") == [K.INVITATION, K.INTAKE]


def test_enrolling_ends_the_reminders(world: World) -> None:
    world.launched(["bo"], ["ada"])
    world.until(datetime(2027, 1, 13, 9, tzinfo=UTC))
    world.enrol("ada", Role.MENTEE)

    world.until(datetime(2027, 2, 8, 7, 30, tzinfo=UTC))

    assert world.mail_of("ada") == [K.INVITATION]
    assert world.mail_of("bo") == [K.INVITATION, *[K.INTAKE_REMINDER] * 3, K.INTAKE_CLOSED]


def test_the_last_form_counts_until_matching_begins(world: World) -> None:
    world.enrolled(["bo"], ["ada"])
    world.enrol("ada", Role.MENTEE, hopes="to try things")
    world.at(datetime(2027, 2, 8, 8, tzinfo=UTC)).sweep()

    with pytest.raises(NotAllowed, match="is over"):
        world.enrol("ada", Role.MENTEE, hopes="too late")

    with world.look() as work:
        profile = work.participants.profile(world.id_of("ada", Role.MENTEE))
    assert profile is not None
    assert profile.hopes == "to try things"


def test_who_waits_for_another_match_may_change_the_form(world: World) -> None:
    world.proposed(["bo"], ["ada", "eve"]).decide(Word.APPROVE)
    alone = next(name for name in ("ada", "eve") if world.mentee(name).state is State.WAITLISTED)
    before = world.mentee(alone)

    world.enrol(alone, Role.MENTEE, hopes="something else")

    assert world.mentee(alone) == before
    with world.look() as work:
        assert work.participants.profile(before.id) == a_mentee_profile(hopes="something else")


def test_who_declined_cannot_enrol_and_hears_nothing_more(world: World) -> None:
    world.launched(["bo"], ["ada"])
    world.send()
    intake.decline(world.begin, world.clock, world.id_of("ada", Role.MENTEE))

    with pytest.raises(NotAllowed, match="who is declined cannot enrol"):
        world.enrol("ada", Role.MENTEE)
    world.until(datetime(2027, 3, 7, 9, tzinfo=UTC))

    assert world.mail_of("ada") == [K.INVITATION]


@pytest.mark.parametrize("granted", [True, False])
def test_a_line_manager_is_asked_and_their_word_counts(world: World, granted: bool) -> None:
    world.program = program_with("eligibility", ask_line_manager=True)
    cohorts.create(world.begin, world.clock, world.program)
    world.enlist(a_person("ada", manager="max", time_zone="Europe/Berlin"), max=Role.MENTOR)
    cohorts.launch(world.begin, world.clock, world.key, by="kim")
    world.at(datetime(2027, 1, 11, 8, tzinfo=UTC))
    world.enrol("ada", Role.MENTEE)
    world.send()
    assert K.MANAGER_CONSENT in world.mail_of("max")

    intake.consent(world.begin, world.clock, world.id_of("ada", Role.MENTEE), granted=granted)
    world.send()

    assert world.mentee("ada").state is (State.READY if granted else State.DECLINED)
    assert (K.INTAKE_CLOSED in world.mail_of("ada")) is not granted


def test_a_manager_nobody_knows_does_not_hold_anybody_up(world: World) -> None:
    world.program = program_with("eligibility", ask_line_manager=True)
    world.launched(["bo"], ["ada"])
    world.enrol("ada", Role.MENTEE)
    world.send()

    world.until(world.now + 8 * DAY)

    assert world.mentee("ada").state is State.READY


def test_nobody_is_left_open_when_the_rounds_are_over(world: World) -> None:
    world.introduced(["bo"], ["ada", "eve", "fay"])

    world.until(datetime(2027, 4, 1, tzinfo=UTC))

    with world.look() as work:
        waiting = work.participants.of(world.cohort.id, [State.READY, State.WAITLISTED])
    assert waiting == []


def test_an_attention_in_a_draft_waits_for_the_launch(world: World) -> None:
    cohorts.create(world.begin, world.clock, world.program)
    world.enlist(ada=Role.MENTEE)

    world.at(world.now + timedelta(days=20)).sweep()
    world.send()

    assert world.mail_of("ada") == []


def test_who_withdrew_is_not_invited_again_by_another_import(world: World) -> None:
    world.launched(["bo"], ["ada"])
    leaving.withdraw(world.begin, world.clock, world.id_of("ada", Role.MENTEE))

    world.enlist(ada=Role.MENTEE)
    world.send()

    assert world.mail_of("ada") == []
    assert world.mentee("ada").state is State.WITHDRAWN
