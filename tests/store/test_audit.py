"""Nothing waits in silence: whatever is planted is found, and a sound database holds nothing."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, Table, text

from rm_core.program import cohort as cohorts
from rm_core.program import people
from rm_core.program.emails import EmailKind
from rm_core.program.pairing import State
from rm_core.program.people import Role
from rm_core.store import outbox as post
from rm_core.store import tables
from rm_core.store.audit import Stall, Thing, Wrong, stalls
from rm_core.store.ledgers import outbox
from rm_core.store.unit import Begin, Work
from tests.support.builders import (
    LATER,
    NOW,
    a_cohort,
    a_pairing,
    a_participant,
    a_trial_meeting,
    an_owed,
    store_pair,
    store_people,
)

GRACE = timedelta(hours=2)
COHORT = a_cohort().id
PAIRING = a_pairing().id
ADA = a_participant("ada").id
BO = a_participant("bo", Role.MENTOR).id
EMAIL = an_owed().id


def audited(begin: Begin, after: timedelta = timedelta(0)) -> list[Stall]:
    with begin() as work:
        return stalls(work.connection, NOW + after, GRACE)


def change(begin: Begin, table: Table, id_: UUID, **values: Any) -> None:
    with begin() as work:
        statement = table.update().where(table.c.id == id_).values(values)
        assert work.connection.execute(statement).rowcount == 1


def unguarded(engine: Engine, tables_: Iterable[Table]) -> None:
    """Lift the constraint that makes open rows without a due date impossible."""
    with engine.begin() as connection:
        for table in tables_:
            if engine.dialect.name == "postgresql":
                constraint = f"ck_{table.name}_open_is_due"
                connection.execute(text(f"ALTER TABLE {table.name} DROP CONSTRAINT {constraint}"))


def sound(work: Work) -> None:
    """One of everything that is open, in order and in time."""
    store_pair(work, state=State.ACTIVE, ends_at=LATER)
    scheduled = a_pairing("cy", "di", state=State.SCHEDULED)
    proposed = a_pairing("bo", "ed", state=State.PROPOSED)
    finished = a_pairing("cy", "fay", state=State.RELEASED)
    more = [
        a_participant("cy", Role.MENTOR, state=people.State.PAIRED),
        a_participant("di", state=people.State.PAIRED),
        a_participant("ed", state=people.State.READY),
        a_participant("fay", state=people.State.WAITLISTED),
        a_participant("gil", state=people.State.LEFT),
        a_participant("hu", state=people.State.INVITED),
    ]
    store_people(work, more, ["cy", "di", "ed", "fay", "gil", "hu"])
    work.pairings.add([(each, {}) for each in (scheduled, proposed, finished)])
    work.meetings.put([a_trial_meeting(scheduled)])
    work.cohorts.add(a_cohort("autumn-2026", state=cohorts.State.CLOSED))
    ready = an_owed()
    claimed = an_owed(EmailKind.INTAKE)
    work.outbox.owe([claimed], NOW)
    work.outbox.claim(NOW, NOW + timedelta(minutes=15), 1)
    work.outbox.owe([ready, an_owed(EmailKind.NUDGE, not_before=LATER)], NOW)


def test_a_sound_database_has_no_stalls(begin: Begin) -> None:
    with begin() as work:
        sound(work)

    assert audited(begin) == []
    assert audited(begin, GRACE) == []


def test_when_the_sweep_and_the_senders_stop_everything_that_was_due_is_told(begin: Begin) -> None:
    with begin() as work:
        sound(work)

    told = audited(begin, timedelta(days=8))

    assert {(stall.kind, stall.wrong) for stall in told} == {
        (Thing.COHORT, Wrong.NOT_ATTENDED),
        (Thing.PARTICIPANT, Wrong.NOT_ATTENDED),
        (Thing.PAIRING, Wrong.NOT_ATTENDED),
        (Thing.EMAIL, Wrong.NOT_ATTENDED),
        (Thing.EMAIL, Wrong.SENDER_GONE),
    }
    assert len(told) == 1 + 7 + 3 + 2 + 1


@pytest.mark.parametrize(
    ("table", "id_", "kind"),
    [
        (tables.cohorts, COHORT, Thing.COHORT),
        (tables.participants, ADA, Thing.PARTICIPANT),
        (tables.pairings, PAIRING, Thing.PAIRING),
        (outbox, EMAIL, Thing.EMAIL),
    ],
)
def test_an_open_row_without_a_due_date_is_found_even_if_the_database_let_it_in(
    engine: Engine, begin: Begin, table: Table, id_: UUID, kind: Thing
) -> None:
    with begin() as work:
        sound(work)
    unguarded(engine, [table])

    with begin() as work:
        if engine.dialect.name == "sqlite":
            work.connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        work.connection.execute(table.update().where(table.c.id == id_).values(due_at=None))

    assert audited(begin) == [Stall(kind, id_, COHORT, Wrong.NEVER_DUE)]


@pytest.mark.parametrize(
    ("table", "id_", "kind"),
    [
        (tables.cohorts, COHORT, Thing.COHORT),
        (tables.participants, ADA, Thing.PARTICIPANT),
        (tables.pairings, PAIRING, Thing.PAIRING),
        (outbox, EMAIL, Thing.EMAIL),
    ],
)
def test_what_was_due_longer_ago_than_the_grace_is_found(
    begin: Begin, table: Table, id_: UUID, kind: Thing
) -> None:
    with begin() as work:
        sound(work)

    change(begin, table, id_, due_at=NOW - GRACE)
    assert audited(begin) == []

    change(begin, table, id_, due_at=NOW - GRACE - timedelta(seconds=1))
    assert audited(begin) == [Stall(kind, id_, COHORT, Wrong.NOT_ATTENDED)]


@pytest.mark.parametrize("state", [post.State.CLAIMED, post.State.BEGUN])
def test_an_email_whose_sender_never_came_back_is_found(begin: Begin, state: post.State) -> None:
    gone = NOW - GRACE - timedelta(seconds=1)
    with begin() as work:
        sound(work)

    change(begin, outbox, EMAIL, state=state.value, lease_until=NOW - GRACE, due_at=LATER)
    assert audited(begin) == []

    change(begin, outbox, EMAIL, lease_until=gone)

    assert audited(begin) == [Stall(Thing.EMAIL, EMAIL, COHORT, Wrong.SENDER_GONE)]


@pytest.mark.parametrize("state", [State.RELEASED, State.COMPLETED, State.DROPPED, State.PROPOSED])
def test_paired_people_without_an_open_pairing_are_found(begin: Begin, state: State) -> None:
    with begin() as work:
        sound(work)

    change(begin, tables.pairings, PAIRING, state=state.value)

    assert audited(begin) == sorted(
        Stall(Thing.PARTICIPANT, id_, COHORT, Wrong.WITHOUT_PAIRING) for id_ in (ADA, BO)
    )


@pytest.mark.parametrize("state", [people.State.WAITLISTED, people.State.READY])
@pytest.mark.parametrize("who", [ADA, BO])
def test_people_who_wait_for_a_partner_and_have_one_are_found(
    begin: Begin, state: people.State, who: UUID
) -> None:
    with begin() as work:
        sound(work)

    change(begin, tables.participants, who, state=state.value)

    assert audited(begin) == [Stall(Thing.PARTICIPANT, who, COHORT, Wrong.ALREADY_PAIRED)]


@pytest.mark.parametrize("state", sorted(people.CLOSED))
@pytest.mark.parametrize("who", [ADA, BO])
def test_a_pairing_that_goes_on_without_one_of_the_two_is_found(
    begin: Begin, state: people.State, who: UUID
) -> None:
    with begin() as work:
        sound(work)

    change(begin, tables.participants, who, state=state.value, due_at=None)

    found = audited(begin)
    assert Stall(Thing.PAIRING, PAIRING, COHORT, Wrong.PARTNER_GONE) in found
    assert {stall.wrong for stall in found} == {Wrong.PARTNER_GONE}


@pytest.mark.parametrize("state", sorted(cohorts.CLOSED))
def test_pairings_that_outlive_their_cohort_are_found(begin: Begin, state: cohorts.State) -> None:
    with begin() as work:
        sound(work)

    change(begin, tables.cohorts, COHORT, state=state.value, due_at=None)

    still_open = [PAIRING, a_pairing("cy", "di").id, a_pairing("bo", "ed").id]
    assert audited(begin) == sorted(
        Stall(Thing.PAIRING, id_, COHORT, Wrong.COHORT_OVER) for id_ in still_open
    )


@pytest.mark.parametrize(
    "plant",
    [
        lambda work, id_: work.connection.execute(tables.meetings.delete()),
        lambda work, id_: work.connection.execute(
            tables.meetings.update().values(state="cancelled")
        ),
        lambda work, id_: work.connection.execute(tables.meetings.update().values(number=1)),
    ],
    ids=["none", "cancelled", "another"],
)
def test_a_scheduled_pairing_without_its_trial_meeting_is_found(
    begin: Begin, plant: Callable[[Work, UUID], object]
) -> None:
    scheduled = a_pairing("cy", "di").id
    with begin() as work:
        sound(work)

    with begin() as work:
        plant(work, scheduled)

    assert audited(begin) == [Stall(Thing.PAIRING, scheduled, COHORT, Wrong.NO_TRIAL_MEETING)]


def test_an_active_pairing_without_an_end_is_found(begin: Begin) -> None:
    with begin() as work:
        sound(work)

    change(begin, tables.pairings, PAIRING, ends_at=None)

    assert audited(begin) == [Stall(Thing.PAIRING, PAIRING, COHORT, Wrong.NO_END)]


def test_a_stall_is_told_by_id_in_words_for_an_operator() -> None:
    stall = Stall(Thing.PAIRING, PAIRING, COHORT, Wrong.NO_END)

    assert str(stall) == f"pairing {PAIRING} is active without an end date"


def test_everything_that_is_closed_in_the_outbox_is_what_the_constraint_says() -> None:
    from rm_core.store.ledgers import OUTBOX_CLOSED

    assert set(post.State) - set(post.OPEN) == OUTBOX_CLOSED
