"""What is due is found by an index, however much is not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from rm_core.program import cohort as cohorts
from rm_core.program.emails import EmailKind
from rm_core.program.ids import ParticipantId, derive
from rm_core.program.pairing import State
from rm_core.program.people import State as PersonState
from rm_core.store.unit import Begin, Work, opener
from tests.support.builders import (
    LATER,
    NOW,
    a_cohort,
    a_pairing,
    a_participant,
    an_owed,
    store_pair,
    store_people,
)

HOUR = timedelta(hours=1)
COHORT = a_cohort().id


@contextmanager
def said(connection: Connection) -> Iterator[list[tuple[str, Any]]]:
    """The statements that are executed meanwhile, with their values."""
    heard: list[tuple[str, Any]] = []

    def listen(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        heard.append((statement, values))

    event.listen(connection, "before_cursor_execute", listen)
    yield heard
    event.remove(connection, "before_cursor_execute", listen)


def plans(work: Work, ask: Callable[[Work], object]) -> list[str]:
    """How the database goes about each statement of a question."""
    explain = "EXPLAIN " if work.connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    with said(work.connection) as heard:
        ask(work)
    return [
        "\n".join(str(row) for row in work.connection.exec_driver_sql(explain + statement, values))
        for statement, values in heard
    ]


def fill(engine: Engine) -> None:
    """Much that is not due: enough for a planner to prefer an index to reading it all."""
    names = [f"p{number}" for number in range(300)]
    with opener(engine)() as work:
        store_pair(work, due_at=NOW - HOUR)
        mentees = [a_participant(name, state=PersonState.PAIRED) for name in names]
        store_people(work, mentees, names)
        work.pairings.add([(a_pairing("bo", name), {}) for name in names])
        readers = (ParticipantId(derive("participant", number)) for number in range(3_000))
        work.outbox.owe([an_owed(to=reader, not_before=LATER) for reader in readers], NOW)
        work.outbox.owe([an_owed(pairing=a_pairing().id)], NOW)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


QUESTIONS: dict[str, tuple[str, Callable[[Work], object]]] = {
    "due participants": (
        "ix_participants_due",
        lambda work: work.participants.due(COHORT, NOW, 50),
    ),
    "due pairings": (
        "ix_pairings_due",
        lambda work: work.pairings.due(COHORT, [State.INTRODUCED, State.TRIAL], NOW, 50),
    ),
    "cohorts with due participants": (
        "ix_participants_due",
        lambda work: work.due.participants(NOW),
    ),
    "cohorts with due pairings": ("ix_pairings_due", lambda work: work.due.pairings(NOW)),
    "a claim": ("ix_outbox_due", lambda work: work.outbox.claim(NOW, LATER, 50)),
    "the next email": ("ix_outbox_due", lambda work: work.outbox.next_due()),
    "cancelling a pairing's emails": (
        "ix_outbox_open_pairing",
        lambda work: work.outbox.cancel("over", pairing=a_pairing().id),
    ),
    "someone's emails": (
        "ix_outbox_participant",
        lambda work: work.outbox.cancel("over", participant=a_participant("p1").id),
    ),
}


@pytest.mark.parametrize(("index", "ask"), QUESTIONS.values(), ids=QUESTIONS.keys())
def test_a_hot_question_is_answered_by_its_index(
    engine: Engine, index: str, ask: Callable[[Work], object]
) -> None:
    fill(engine)

    with opener(engine)() as work:
        seen = plans(work, ask)

    assert seen
    for plan in seen:
        assert index in plan


def test_the_sweep_learns_which_cohorts_have_something_due(begin: Begin) -> None:
    with begin() as work:
        store_pair(work, state=State.TRIAL, due_at=NOW)
        work.cohorts.add(a_cohort("autumn", due_at=NOW))
        work.cohorts.add(a_cohort("winter", state=cohorts.State.CLOSED))
        quiet = a_participant("cy", cohort="autumn", due_at=LATER)
        loud = a_participant("di", cohort="autumn", due_at=NOW - HOUR)
        store_people(work, [quiet, loud], ["cy", "di"])

    with begin() as work:
        assert work.due.cohorts(NOW) == ["autumn"]
        assert work.due.participants(NOW) == ["autumn"]
        assert work.due.pairings(NOW) == [("spring-2027", State.TRIAL)]
        assert work.due.first() == NOW - HOUR
        early = NOW - 2 * HOUR
        assert (work.due.cohorts(early), work.due.participants(early)) == ([], [])
        assert work.due.pairings(early) == []


def test_nothing_is_due_where_nothing_is_open(begin: Begin) -> None:
    with begin() as work:
        assert work.due.first() is None
        work.cohorts.add(a_cohort(state=cohorts.State.CLOSED))

    with begin() as work:
        assert work.due.first() is None
        assert work.due.cohorts(LATER) == []


def test_a_cohort_with_nobody_in_it_is_due_by_its_calendar(begin: Begin) -> None:
    with begin() as work:
        work.cohorts.add(a_cohort())

    with begin() as work:
        assert work.due.first() == LATER
        assert work.due.cohorts(LATER) == ["spring-2027"]


def test_builders_owe_kinds_in_every_lane() -> None:
    lanes = {an_owed(kind).lane for kind in EmailKind}

    assert len(lanes) == 3
