"""The migrations make the tables in the code, on both databases, and say when they do not."""

import threading
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, Table, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from rm_core.errors import SetupBroken
from rm_core.store import ledgers, schema, tables
from rm_core.store.columns import metadata
from rm_core.store.schema import check, is_current, migrate, misfit
from tests.support.databases import fresh

ALL = {
    thing.name
    for module in (tables, ledgers)
    for thing in vars(module).values()
    if isinstance(thing, Table)
}
SOON = timedelta(milliseconds=30)
MEND = "the code's tables have changed: run `make migration`"


def described(connection: Connection) -> dict[str, dict[str, list[str]]]:
    """All that a database knows of its tables: columns, keys, checks, indexes and their WHEREs."""
    inspector = inspect(connection)
    look: dict[str, Callable[[str], Any]] = {
        "columns": inspector.get_columns,
        "primary key": lambda name: [inspector.get_pk_constraint(name)],
        "foreign keys": inspector.get_foreign_keys,
        "unique": inspector.get_unique_constraints,
        "checks": inspector.get_check_constraints,
        "indexes": inspector.get_indexes,
    }
    return {
        name: {what: _sorted(read(name)) for what, read in look.items()}
        for name in inspector.get_table_names()
        if name != "alembic_version"
    }


def _sorted(things: Iterable[Any]) -> list[str]:
    return sorted(repr(_plain(thing)) for thing in things)


def _plain(thing: Any) -> Any:
    if isinstance(thing, dict):
        return {key: _plain(value) for key, value in sorted(thing.items())}
    if isinstance(thing, list | tuple):
        return [_plain(value) for value in thing]
    return str(thing)


def test_migrating_an_empty_database_gives_exactly_the_tables_in_the_code(
    empty: Engine, tmp_path: Path
) -> None:
    with fresh(empty.dialect.name, tmp_path, tables=False) as created:
        metadata.create_all(created)
        with created.connect() as connection:
            in_code = described(connection)

    migrate(empty)

    with empty.connect() as connection:
        assert described(connection) == in_code, MEND
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == [], MEND
    assert set(in_code) == ALL


@pytest.mark.parametrize(
    "difference",
    [
        "DROP INDEX ix_outbox_due",
        "DROP INDEX ix_outbox_due; CREATE INDEX ix_outbox_due ON outbox (lane, due_at)",
        "ALTER TABLE outbox ADD COLUMN note VARCHAR(9)",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY)",
    ],
)
def test_the_comparison_sees_every_kind_of_difference(engine: Engine, difference: str) -> None:
    with engine.begin() as connection:
        before = described(connection)
        for statement in difference.split(";"):
            connection.execute(text(statement))

        assert described(connection) != before


def test_the_comparison_sees_a_check_that_is_gone(postgres: Engine, tmp_path: Path) -> None:
    with postgres.begin() as connection:
        before = described(connection)
        connection.execute(
            text("ALTER TABLE pairings DROP CONSTRAINT ck_pairings_open_is_due"),
        )

        assert described(connection) != before
    checks = before["pairings"]["checks"]
    assert len(checks) == 1
    assert "due_at IS NOT NULL" in checks[0]
    with fresh("sqlite", tmp_path) as sqlite, sqlite.connect() as connection:
        assert "due_at IS NOT NULL" in described(connection)["pairings"]["checks"][0]


def test_a_database_without_tables_is_not_current_and_the_check_says_what_to_run(
    empty: Engine,
) -> None:
    assert not is_current(empty)
    with pytest.raises(SetupBroken, match=r"no tables yet.*`rmctl migrate`"):
        check(empty)


def test_after_migrating_the_check_is_content_and_migrating_again_changes_nothing(
    empty: Engine,
) -> None:
    migrate(empty)
    with empty.connect() as connection:
        once = described(connection)

    migrate(empty)

    check(empty)
    assert is_current(empty)
    with empty.connect() as connection:
        assert described(connection) == once


@pytest.mark.parametrize(
    ("revision", "wrong"),
    [
        ("r0003", ""),
        ("r0002", "the database is at revision r0002, this program needs r0003: run"),
        (None, "the database has no tables yet (this program needs r0003): run `rmctl migrate`"),
        ("r0004", "the database is at revision r0004, which this program does not know: a newer"),
    ],
)
def test_a_schema_that_does_not_fit_is_told_with_the_way_to_mend_it(
    revision: str | None, wrong: str
) -> None:
    told = misfit(revision, ["r0003", "r0002", "r0001"])

    assert told.startswith(wrong)
    assert bool(told) == bool(wrong)


@pytest.mark.parametrize("step", [check, migrate])
def test_a_newer_schema_is_refused_and_left_alone(engine: Engine, step: Any) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))

    with pytest.raises(SetupBroken, match=r"r9999.*a newer version has migrated it"):
        step(engine)

    assert not is_current(engine)


def test_a_database_that_cannot_be_opened_is_said_without_a_password(tmp_path: Path) -> None:
    for url in (
        f"sqlite:///{tmp_path}/no/such/folder.sqlite",
        "postgresql+psycopg://rm:hunter2@127.0.0.1:1/rm",
    ):
        engine = create_engine(url)
        with pytest.raises(SetupBroken, match="cannot be opened") as caught:
            check(engine)
        assert "hunter2" not in str(caught.value)


def test_two_that_migrate_at_once_migrate_once(empty: Engine) -> None:
    failed: list[BaseException] = []

    def run() -> None:
        try:
            migrate(empty)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert failed == []
    check(empty)


def test_a_migration_gives_up_its_place_in_the_queue_and_comes_back(tmp_path: Path) -> None:
    pauses: list[float] = []
    with fresh("postgresql", tmp_path, tables=False) as engine:
        busy = engine.connect()
        busy.exec_driver_sql(f"SELECT pg_advisory_xact_lock({schema.ALONE})")

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 2:
                busy.rollback()

        migrate(engine, pause, SOON)
        busy.close()

        assert pauses == [1, 2]
        check(engine)


def test_a_migration_that_never_gets_its_lock_says_so(tmp_path: Path) -> None:
    pauses: list[float] = []
    with fresh("postgresql", tmp_path, tables=False) as engine, engine.connect() as busy:
        busy.exec_driver_sql(f"SELECT pg_advisory_xact_lock({schema.ALONE})")

        with pytest.raises(SetupBroken, match="kept the tables locked for 10 tries"):
            migrate(engine, pauses.append, SOON)

        assert len(pauses) == 10
        assert not is_current(engine)


def test_a_step_that_fails_half_way_leaves_nothing_behind(empty: Engine) -> None:
    in_the_way = "outbox"
    with empty.begin() as connection:
        connection.execute(text(f"CREATE TABLE {in_the_way} (id INTEGER PRIMARY KEY)"))

    with pytest.raises(DBAPIError, match=in_the_way):
        migrate(empty)

    with empty.connect() as connection:
        assert inspect(connection).get_table_names() == [in_the_way]


def test_sqlite_checks_what_refers_to_what_again_after_a_migration(sqlite: Engine) -> None:
    migrate(sqlite)

    with sqlite.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
