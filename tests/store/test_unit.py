"""A unit of work happens whole or not at all, and text comes back as it went in."""

import threading
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from rm_core.errors import BadInput, NotFound
from rm_core.store.deeds import Deed
from rm_core.store.outbox import State
from rm_core.store.unit import Begin, open_database, opener, reader, within
from tests.support.builders import (
    LATER,
    NOW,
    a_cohort,
    a_pairing,
    a_participant,
    a_person,
    an_event,
    an_owed,
    store_pair,
    store_people,
)

HOSTILE = [
    "'; DROP TABLE people; --",
    '"quoted" \\ %s %(name)s :name ? $1 {}',
    "Zoë Müller-Łukasz Nguyễn",
    "王小明 🧑🏽‍🤝‍🧑🏻 \u202e\u2028\ufeff",
    "e\u0301 is not \u00e9",
    "tab\tline\nreturn\rbell\x07delete\x7f",
    "\\u0000 and \\\\u0000 are only letters",
    "  kept   as it is  ",
    "",
]


class Fault(Exception):
    """Something that goes wrong half-way."""


def test_whatever_was_done_before_a_fault_is_undone(begin: Begin) -> None:
    with begin() as work:
        before = store_pair(work)

    def half_a_unit() -> None:
        with begin() as work:
            work.people.put([a_person("ada", name="Somebody Else"), a_person("cy")])
            work.pairings.move(before, a_pairing(due_at=NOW))
            work.outbox.owe([an_owed()], NOW)
            work.events.announce([an_event()], NOW)
            raise Fault

    with pytest.raises(Fault):
        half_a_unit()

    with begin() as work:
        assert [person.name for person in work.people.everyone()] == ["Ada Example", "Bo Example"]
        assert work.pairings.get(before.id) == before
        assert work.outbox.of(before.cohort) == []
        assert work.events.untold(10) == []


def test_a_unit_within_another_stands_or_falls_with_it(begin: Begin) -> None:
    def half_a_unit() -> None:
        with begin() as work:
            with within(work)() as inner:
                inner.people.put([a_person("ada")])
            assert [person.given_name for person in work.people.everyone()] == ["Ada"]
            raise Fault

    with pytest.raises(Fault):
        half_a_unit()

    with begin() as work:
        assert work.people.everyone() == []


def test_a_refused_row_undoes_the_whole_unit(begin: Begin) -> None:
    def half_a_unit() -> None:
        with begin() as work:
            work.people.put([a_person("ada")])
            work.participants.add([a_participant("nobody")])

    with pytest.raises(IntegrityError):
        half_a_unit()

    with begin() as work:
        assert work.people.everyone() == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_comes_back_as_it_went_in(begin: Begin, hostile: str) -> None:
    ada = a_person("ada", name=hostile, department=hostile, languages=("en", hostile))
    with begin() as work:
        work.people.put([ada])
        work.cohorts.add(a_cohort())
        work.deeds.note(
            Deed(cohort=a_cohort().id, at=NOW, by="kim", what="note", about="x", why=hostile)
        )

    with begin() as work:
        assert work.people.get(ada.id) == ada
        assert [deed.why for deed in work.deeds.of(a_cohort().id)] == [hostile]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None
)
@given(
    words=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=200),
)
def test_any_text_comes_back_as_it_went_in(begin: Begin, words: str) -> None:
    ada = a_person("ada", name=words, languages=(words,))

    with begin() as work:
        work.people.put([ada])

    with begin() as work:
        assert work.people.get(ada.id) == ada


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "A\x00da"}, "`name`"),
        ({"department": "\x00"}, "`department`"),
        ({"languages": ("en", "d\x00e")}, "an answer"),
        ({"languages": ("en", "\\\x00")}, "an answer"),
        ({"name": "half \ud83d"}, "`name`"),
        ({"languages": ("half \ude00",)}, "an answer"),
    ],
)
@pytest.mark.parametrize("others", [[], ["bo", "cy"]])
def test_a_character_that_no_database_keeps_is_refused_by_name(
    begin: Begin, changed: dict[str, str], field: str, others: list[str]
) -> None:
    people = [*map(a_person, others), a_person("ada", **changed)]

    with pytest.raises(BadInput, match=rf"^{field} holds .*take it out"), begin() as work:
        work.people.put(people)

    with begin() as work:
        assert work.people.everyone() == []


def test_a_null_character_is_refused_in_a_change_and_in_a_question_too(begin: Begin) -> None:
    with begin() as work:
        pairing = store_pair(work)

    with pytest.raises(BadInput, match="NUL"), begin() as work:
        work.pairings.move(pairing, a_pairing(said={"mentor": "a\x00ccept"}, due_at=NOW))
    with pytest.raises(BadInput, match="NUL"), begin() as work:
        work.people.by_external_id(["a\x00da"])
    with pytest.raises(BadInput, match="NUL"), begin() as work:
        work.pairings.add([(a_pairing("bo", "cy"), {"score": {"deep": ["\x00"]}})])


def test_a_moment_without_a_zone_is_refused(begin: Begin) -> None:
    with pytest.raises(StatementError, match="without a zone"), begin() as work:
        work.cohorts.add(a_cohort(since=NOW.replace(tzinfo=None)))


def test_moments_come_back_in_utc_to_the_microsecond(begin: Begin) -> None:
    precise = LATER.replace(microsecond=123_456).astimezone(ZoneInfo("America/St_Johns"))
    with begin() as work:
        work.cohorts.add(a_cohort(due_at=precise))

    with begin() as work:
        due_at = work.cohorts.get("spring-2027").due_at

    assert due_at is not None
    assert (due_at, due_at.tzname()) == (precise, "UTC")


def test_errors_name_no_values(begin: Begin) -> None:
    with pytest.raises(IntegrityError) as caught, begin() as work:
        work.people.put([a_person("ada", email="secret@example.org", site=None)])

    assert "secret@example.org" not in str(caught.value).split("DETAIL")[0]


def test_a_postgresql_address_needs_no_driver() -> None:
    for written in (
        "postgresql://rm@db/rm",
        "postgres://rm@db/rm",
        "postgresql+psycopg://rm@db/rm",
    ):
        assert open_database(written).dialect.driver == "psycopg"


def test_a_reader_on_sqlite_waits_for_no_writer_and_sees_only_what_is_committed(
    sqlite: Engine,
) -> None:
    with opener(sqlite)() as writing:
        writing.people.put([a_person("ada")])

        with reader(sqlite)() as reading:
            assert reading.people.everyone() == []


def test_a_second_writer_on_sqlite_waits_for_the_first(sqlite: Engine) -> None:
    begin = opener(sqlite)
    order: list[str] = []
    started = threading.Event()

    def second() -> None:
        started.set()
        with begin() as work:
            order.append("second")
            work.people.put([a_person("bo")])

    with begin() as work:
        other = threading.Thread(target=second)
        other.start()
        started.wait(10)
        work.people.put([a_person("ada")])
        order.append("first")
    other.join(30)

    assert order == ["first", "second"]
    with begin() as work:
        assert [person.given_name for person in work.people.everyone()] == ["Ada", "Bo"]


def test_sqlite_keeps_an_acknowledged_answer_through_a_power_cut(sqlite: Engine) -> None:
    with sqlite.connect() as connection:
        settings_ = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert settings_ == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_reader_cannot_be_used_to_find_what_is_not_there(begin: Begin) -> None:
    for shelf in ("participants", "pairings", "people", "meetings"):
        with pytest.raises(NotFound, match=str(a_cohort().id)), begin() as work:
            getattr(work, shelf).get(a_cohort().id)
    with pytest.raises(NotFound, match="no-such"), begin() as work:
        work.cohorts.get("no-such")


def test_a_folder_that_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    begin = opener(open_database(f"sqlite:///{tmp_path}/none/rm.sqlite"))

    with pytest.raises(OperationalError), begin():
        pass


def test_states_of_the_outbox_fit_their_column() -> None:
    assert max(len(state) for state in State) <= 12


def test_builders_keep_what_they_build(begin: Begin) -> None:
    with begin() as work:
        pairing = store_pair(work)
        store_people(work, [a_participant("cy")], ["cy"])

    with begin() as work:
        assert work.pairings.get(pairing.id) == pairing
        assert work.participants.get(a_participant("cy").id) == a_participant("cy")
        assert work.cohorts.get("spring-2027") == a_cohort()
