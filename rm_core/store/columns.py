"""What columns and constraints are made of, the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    MetaData,
    Uuid,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware UTC moment; SQLite has no zones, so it is stored without and read back with."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"a moment without a zone cannot be stored: {value!r}"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _closed(states: frozenset[str]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(map(str, states)))


def open_is_due(states: frozenset[Any]) -> CheckConstraint:
    """What is not in one of these closed states has a next due date (B54)."""
    return CheckConstraint(
        f"due_at IS NOT NULL OR state IN ({_closed(states)})", name="open_is_due"
    )


def due_index(table: str, within: str) -> Index:
    """Finds what is due, the longest waiting first, among rows that are alike in `within`."""
    has_due = text("due_at IS NOT NULL")
    return Index(
        f"ix_{table}_due", within, "due_at", sqlite_where=has_due, postgresql_where=has_due
    )


def id_column() -> Column[Any]:
    return Column("id", Uuid, primary_key=True)


def reference(name: str, to: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Uuid, ForeignKey(f"{to}.id"), nullable=nullable)
