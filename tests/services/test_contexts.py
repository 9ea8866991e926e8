"""What an email or a page is about is read together, for many as for one."""

import pytest
from sqlalchemy import event

from rm_core.program.emails import Desk, EmailKind, Owed
from rm_core.program.people import Role
from rm_core.services.contexts import contexts, matter
from rm_core.store.links import Link
from rm_core.store.outbox import Email
from tests.support.builders import a_person
from tests.support.cohort_builders import World, named

K = EmailKind


def owed(world: World, kind: EmailKind, to: object, **more: object) -> Email:
    letter = Owed(kind=kind, cohort=world.cohort.id, to=to, not_before=world.now, **more)
    world.write(lambda work: work.outbox.owe([letter], world.now))
    with world.look() as work:
        return work.outbox.some([letter.id])[letter.id]


def test_an_email_about_a_pairing_knows_both_sides_and_why_the_two(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    pairing = world.pairing("bo", "ada")

    with world.look() as work:
        found = contexts(work, [owed(world, K.NUDGE, pairing.mentor, pairing=pairing.id)])[0]

    assert found.me is not None
    assert found.partner is not None
    assert (found.me.person.given_name, found.partner.person.given_name) == ("Bo", "Ada")
    assert found.pairing == pairing
    assert found.evidence["needs"]


def test_an_email_to_a_desk_has_no_reader_among_the_participants(world: World) -> None:
    world.introduced(["bo"], ["ada"])

    with world.look() as work:
        found = contexts(work, [owed(world, K.ATTENTION, Desk.COORDINATOR)])[0]

    assert (found.me, found.partner, found.pairing) == (None, None, None)


def test_an_email_to_a_line_manager_is_about_their_report(world: World) -> None:
    world.launched(["max"], [])
    world.enlist(a_person("ada", manager="max"), ada=Role.MENTEE)
    ada = world.id_of("ada", Role.MENTEE)
    world.write(lambda work: work.people.put([a_person("ada", manager="max")]))

    with world.look() as work:
        found = contexts(work, [owed(world, K.MANAGER_CONSENT, Desk.MANAGER, subject=ada)])[0]

    assert found.me is not None
    assert found.manager is not None
    assert (found.me.person.given_name, found.manager.given_name) == ("Ada", "Max")


@pytest.mark.parametrize(
    ("occasion", "number"), [("3.0", 3), ("no:2", 2), ("missed:4", 4), ("asked:1", 1), ("", 0)]
)
def test_an_occasion_names_its_meeting(world: World, occasion: str, number: int) -> None:
    world.introduced(["bo"], ["ada"]).running("bo", "ada")
    pairing = world.pairing("bo", "ada")
    email = owed(world, K.NUDGE, pairing.mentee, pairing=pairing.id, occasion=occasion)

    with world.look() as work:
        found = contexts(work, [email])[0]

    assert found.meeting is not None
    assert found.meeting.number == number


def test_many_are_read_in_as_few_queries_as_one(world: World) -> None:
    world.introduced(named("m", 8), named("s", 8))
    emails = [each for each in world.emails() if each.kind is K.INTRODUCTION]
    assert len(emails) == 16

    counted = {}
    for count in (1, 16):
        statements: list[str] = []
        listener = lambda *args: statements.append(args[2])  # noqa: B023, E731
        event.listen(world.engine, "before_cursor_execute", listener)
        with world.look() as work:
            contexts(work, emails[:count])
        event.remove(world.engine, "before_cursor_execute", listener)
        counted[count] = len(statements)

    assert counted[16] == counted[1]


def test_a_page_knows_as_much_as_an_email(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    pairing = world.pairing("bo", "ada")
    link = Link(cohort=world.cohort.id, participant=pairing.mentee, pairing=pairing.id)

    with world.look() as work:
        page = matter(work, link)
        email = contexts(work, [owed(world, K.NUDGE, pairing.mentee, pairing=pairing.id)])[0]

    assert (page.me, page.partner, page.pairing) == (email.me, email.partner, email.pairing)


def test_people_live_where_they_say_and_else_where_the_export_says(world: World) -> None:
    world.enrolled(["bo"], ["ada"])
    world.enrol("ada", Role.MENTEE, time_zone="America/New_York")
    links = [
        Link(cohort=world.cohort.id, participant=world.id_of(name, role))
        for name, role in (("ada", Role.MENTEE), ("bo", Role.MENTOR))
    ]

    with world.look() as work:
        zones = [side.zone.key for side in (matter(work, link).me for link in links) if side]

    assert zones == ["America/New_York", "Europe/Berlin"]
