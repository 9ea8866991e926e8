"""Questions to a database that change nothing: does it take writes, and what time has it?"""

from datetime import UTC, datetime

from sqlalchemy import Engine, func, select, text


def clock_of(engine: Engine) -> datetime:
    """The database's own clock, UTC; SQLite's is the machine's, in whole seconds."""
    with engine.connect() as connection:
        now = connection.execute(select(func.current_timestamp())).scalar_one()
    return now.astimezone(UTC) if now.tzinfo else now.replace(tzinfo=UTC)


def try_to_write(engine: Engine) -> None:
    """Write a row back as it is, and undo it; raises what the database says against it."""
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
        transaction.rollback()
