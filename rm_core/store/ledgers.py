"""Tables of what leaves the house and what was done: outbox, events, links, deeds, reports."""

from sqlalchemy import (
    JSON,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from rm_core.store.columns import Instant, due_index, id_column, metadata, open_is_due, reference

OUTBOX_CLOSED = frozenset({"sent", "failed", "cancelled"})

outbox = Table(
    "outbox",
    metadata,
    id_column(),
    reference("cohort", "cohorts"),
    Column("kind", String(30), nullable=False),
    Column("lane", Integer, nullable=False),
    Column("participant", Uuid),
    Column("desk", String(20)),
    Column("pairing", Uuid),
    Column("subject", Uuid),
    Column("occasion", String(80), nullable=False),
    Column("owed_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("state", String(12), nullable=False),
    Column("fence", Integer, nullable=False, default=0),
    Column("lease_until", Instant),
    Column("attempts", Integer, nullable=False, default=0),
    Column("resend", Integer, nullable=False, default=0),
    Column("sent_at", Instant),
    Column("reason", String(200), nullable=False, default=""),
    open_is_due(OUTBOX_CLOSED),
    due_index("outbox", "lane"),
    Index(
        "ix_outbox_open_pairing",
        "pairing",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
    Index("ix_outbox_cohort_kind", "cohort", "kind"),
    Index("ix_outbox_participant", "participant"),
)

events = Table(
    "events",
    metadata,
    id_column(),
    reference("cohort", "cohorts"),
    Column("name", String(60), nullable=False),
    Column("about", String(60), nullable=False),
    Column("occasion", String(80), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("told_at", Instant),
    Index(
        "ix_events_untold",
        "at",
        sqlite_where=text("told_at IS NULL"),
        postgresql_where=text("told_at IS NULL"),
    ),
)

links = Table(
    "links",
    metadata,
    id_column(),
    reference("cohort", "cohorts"),
    reference("participant", "participants", nullable=True),
    Column("pairing", Uuid),
    Column("subject", Uuid),
    Column("made_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Index("ix_links_participant", "participant"),
)
"""What a signed link is about (nobody: a desk); the signature holds its purpose and its expiry."""

deeds = Table(
    "deeds",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("cohort", Uuid),
    Column("at", Instant, nullable=False),
    Column("by", String(200), nullable=False),
    Column("what", String(60), nullable=False),
    Column("about", String(60), nullable=False),
    Column("why", Text, nullable=False, default=""),
)
"""What admins did: the audit trail (M77)."""

reports = Table(
    "reports",
    metadata,
    id_column(),
    reference("cohort", "cohorts"),
    Column("made_at", Instant, nullable=False),
    Column("name", String(60), nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("cohort", "name"),
)
