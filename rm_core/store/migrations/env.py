"""Run by Alembic for each command; whoever gives the command also gives the connection."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.sql.elements import False_

from rm_core.store import ledgers, tables
from rm_core.store.columns import Instant, metadata

KNOWN = (ledgers, tables)
"""Imported for the tables that they add to the metadata."""


def _rendered(kind: str, thing: Any, _autogen: object) -> str | Literal[False]:
    """Types of ours as plain SQL: a migration must mean the same when the code has moved on."""
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "server_default" and isinstance(getattr(thing, "arg", None), False_):
        return "sa.false()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=_rendered,
    render_as_batch=context.config.attributes.get("batch", False),
)
context.run_migrations()
