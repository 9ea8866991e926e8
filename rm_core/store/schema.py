"""The schema's version: brought up to date step by step, and checked before anybody writes."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from time import sleep

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from rm_core.errors import SetupBroken

log = logging.getLogger(__name__)

LOCK_TIMEOUT = timedelta(seconds=2)
"""An ALTER that waits for a reader makes everybody else wait behind it: give up, try again."""

TRIES = 10
TO_MEND = "run `rmctl migrate`"
LOCK_NOT_AVAILABLE = "55P03"
ALONE = 7_305_114_092
"""Key of the advisory lock under which one process migrates; any number that is ours."""


def migrate(
    engine: Engine,
    pause: Callable[[float], None] = sleep,
    lock_timeout: timedelta = LOCK_TIMEOUT,
) -> None:
    """Bring the schema up to date: one transaction a step, safe to call from many processes.

    `pause` waits that many seconds between two tries for a lock.

    Raises:
        SetupBroken: the schema is newer than the program, or others hold their locks for too long.
    """
    while _retried(engine, pause, lock_timeout):
        pass


def is_current(engine: Engine) -> bool:
    """Whether the schema is exactly the one that this program knows."""
    with engine.connect() as connection:
        return not misfit(_revision(connection), _known(connection))


def check(engine: Engine) -> None:
    """Raises: SetupBroken: the database cannot be reached, or its schema is older or newer."""
    try:
        with engine.connect() as connection:
            wrong = misfit(_revision(connection), _known(connection))
    except OperationalError as error:
        message = f"the database cannot be opened: {error.orig}; check RM_DATABASE"
        raise SetupBroken(message) from error
    if wrong:
        raise SetupBroken(wrong)


def misfit(revision: str | None, known: Sequence[str]) -> str:
    """What is wrong with a schema at this revision, and how to mend it; empty if nothing is.

    `known` are the revisions of this program, the newest first.
    """
    if revision == known[0]:
        return ""
    if revision is None:
        return f"the database has no tables yet (this program needs {known[0]}): {TO_MEND}"
    if revision in known:
        return f"the database is at revision {revision}, this program needs {known[0]}: {TO_MEND}"
    return (
        f"the database is at revision {revision}, which this program does not know: "
        "a newer version has migrated it; install that version"
    )


def script(connection: Connection) -> Config:
    """What Alembic's commands take: our migrations, on this connection."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "rm_core.store:migrations")
    return config


def _retried(engine: Engine, pause: Callable[[float], None], lock_timeout: timedelta) -> bool:
    for tried in range(1, TRIES + 1):
        try:
            return _step(engine, lock_timeout)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                raise
            log.warning("migration: a lock was not free, try %d of %d", tried, TRIES)
            pause(min(tried, 5))
    message = f"others kept the tables locked for {TRIES} tries: stop long reports, try again"
    raise SetupBroken(message)


def _step(engine: Engine, lock_timeout: timedelta) -> bool:
    """Take the next step, if there is one; False if the schema is up to date."""
    with engine.connect() as connection:
        _foreign_keys(connection, on=False)
        try:
            with connection.begin():
                _wait_for_locks(connection, lock_timeout)
                return _upgraded(connection)
        finally:
            _foreign_keys(connection, on=True)


def _wait_for_locks(connection: Connection, most: timedelta) -> None:
    """One process at a time migrates; SQLite sees to that by itself, when a transaction begins."""
    if connection.dialect.name == "postgresql":
        milliseconds = most // timedelta(milliseconds=1)
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {milliseconds}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ALONE})")


def _upgraded(connection: Connection) -> bool:
    before, known = _revision(connection), _known(connection)
    if before == known[0]:
        return False
    if before is not None and before not in known:
        raise SetupBroken(misfit(before, known))
    command.upgrade(script(connection), "+1")
    _refuse_orphans(connection)
    log.info("schema: %s -> %s", before or "empty", _revision(connection))
    return True


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    """SQLite alters a table by replacing it; what refers to it must not be checked meanwhile."""
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _refuse_orphans(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if orphan is not None:
        message = f"migration: a row of {orphan[0]} refers to a row of {orphan[2]} that is gone"
        raise SetupBroken(message)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _known(connection: Connection) -> list[str]:
    """The revisions of this program, the newest first."""
    scripts = ScriptDirectory.from_config(script(connection))
    return [each.revision for each in scripts.walk_revisions()]
