"""Tables of the program: people, cohorts, pairings and what was agreed and answered.

An open person, pairing or cohort cannot be stored without a next due date: that is what the
`open_is_due` constraints say (B54). Times are aware UTC.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
)

from rm_core.program import cohort as cohort_stage
from rm_core.program import pairing as pairing_stage
from rm_core.program import people as people_stage
from rm_core.store.columns import Instant, due_index, id_column, metadata, open_is_due, reference

people = Table(
    "people",
    metadata,
    id_column(),
    Column("external_id", String(100), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("given_name", String(200), nullable=False),
    Column("email", String(320), nullable=False, index=True),
    Column("manager", String(100)),
    Column("department", String(200), nullable=False),
    Column("site", String(200), nullable=False),
    Column("level", Integer),
    Column("time_zone", String(60), nullable=False),
    Column("languages", JSON, nullable=False),
    Column("erased_at", Instant),
)

cohorts = Table(
    "cohorts",
    metadata,
    id_column(),
    Column("key", String(60), nullable=False, unique=True),
    Column("program", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("since", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
    Column("due_at", Instant),
    Column("on_hold", Boolean, nullable=False, server_default=false()),
    open_is_due(cohort_stage.CLOSED),
)

cohort_log = Table(
    "cohort_log",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    reference("cohort", "cohorts"),
    Column("state", String(20), nullable=False),
    Column("entered_at", Instant, nullable=False),
    Column("left_at", Instant),
    Index("ix_cohort_log_cohort", "cohort"),
)

participants = Table(
    "participants",
    metadata,
    id_column(),
    reference("cohort", "cohorts"),
    reference("person", "people"),
    Column("role", String(10), nullable=False),
    Column("state", String(20), nullable=False),
    Column("since", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
    Column("due_at", Instant),
    Column("reminders", Integer, nullable=False, default=0),
    Column("rematches", Integer, nullable=False, default=0),
    Column("priority", Integer, nullable=False, default=0),
    Column("reason", String(40), nullable=False, default=""),
    Column("quiet", Boolean, nullable=False, server_default=false()),
    Column("profile", JSON),
    Column("consent_version", String(20)),
    Column("enrolled_at", Instant),
    UniqueConstraint("cohort", "person", "role"),
    open_is_due(people_stage.CLOSED),
    due_index("participants", "cohort"),
    Index("ix_participants_cohort_state", "cohort", "state"),
    Index("ix_participants_person", "person"),
)

match_runs = Table(
    "match_runs",
    metadata,
    id_column(),
    reference("cohort", "cohorts"),
    Column("round", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("decided_at", Instant),
    Column("decided_by", String(200)),
    Column("reason", Text),
    Column("figures", JSON, nullable=False),
    UniqueConstraint("cohort", "round"),
)

pairings = Table(
    "pairings",
    metadata,
    id_column(),
    reference("cohort", "cohorts"),
    reference("mentor", "participants"),
    reference("mentee", "participants"),
    Column("match_run", Uuid),
    Column("state", String(20), nullable=False),
    Column("since", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
    Column("due_at", Instant),
    Column("mentor_said", String(20)),
    Column("mentee_said", String(20)),
    Column("trials", Integer, nullable=False, default=0),
    Column("misses", Integer, nullable=False, default=0),
    Column("cancelled", Integer, nullable=False, default=0),
    Column("started_at", Instant),
    Column("ends_at", Instant),
    Column("paused_until", Instant),
    Column("evidence", JSON),
    UniqueConstraint("match_run", "mentor", "mentee"),
    open_is_due(pairing_stage.CLOSED),
    due_index("pairings", "cohort"),
    Index("ix_pairings_cohort_state", "cohort", "state"),
    Index("ix_pairings_mentor", "mentor"),
    Index("ix_pairings_mentee", "mentee"),
)

pairing_log = Table(
    "pairing_log",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    reference("pairing", "pairings"),
    Column("state", String(20), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_pairing_log_pairing", "pairing"),
)

meetings = Table(
    "meetings",
    metadata,
    id_column(),
    reference("pairing", "pairings"),
    Column("number", Integer, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("sequence", Integer, nullable=False, default=0),
    Column("state", String(20), nullable=False),
    UniqueConstraint("pairing", "number"),
)

agreements = Table(
    "agreements",
    metadata,
    id_column(),
    reference("pairing", "pairings"),
    Column("version", Integer, nullable=False),
    Column("terms", JSON, nullable=False),
    Column("mentor_at", Instant),
    Column("mentee_at", Instant),
    UniqueConstraint("pairing", "version"),
)

answers = Table(
    "answers",
    metadata,
    id_column(),
    reference("cohort", "cohorts"),
    reference("participant", "participants"),
    reference("pairing", "pairings", nullable=True),
    Column("purpose", String(30), nullable=False),
    Column("occasion", String(60), nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("data", JSON, nullable=False),
    Index("ix_answers_cohort_purpose", "cohort", "purpose"),
    Index("ix_answers_pairing", "pairing"),
    Index("ix_answers_participant", "participant"),
)

bars = Table(
    "bars",
    metadata,
    id_column(),
    reference("cohort", "cohorts"),
    reference("mentor", "people"),
    reference("mentee", "people"),
    Column("kind", String(10), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_bars_cohort", "cohort"),
)
"""Who must or must never meet: `pin` and `ban` by an admin, `past` once they have been paired."""
