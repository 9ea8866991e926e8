"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "cohorts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("program", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("on_hold", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "due_at IS NOT NULL OR state IN ('cancelled', 'closed')",
            name=op.f("ck_cohorts_open_is_due"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorts")),
        sa.UniqueConstraint("key", name=op.f("uq_cohorts_key")),
    )
    op.create_table(
        "deeds",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("cohort", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_deeds")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("given_name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("manager", sa.String(length=100), nullable=True),
        sa.Column("department", sa.String(length=200), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("external_id", name=op.f("uq_people_external_id")),
    )
    op.create_index(op.f("ix_people_email"), "people", ["email"], unique=False)
    op.create_table(
        "bars",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort", sa.Uuid(), nullable=False),
        sa.Column("mentor", sa.Uuid(), nullable=False),
        sa.Column("mentee", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name=op.f("fk_bars_cohort")),
        sa.ForeignKeyConstraint(["mentee"], ["people.id"], name=op.f("fk_bars_mentee")),
        sa.ForeignKeyConstraint(["mentor"], ["people.id"], name=op.f("fk_bars_mentor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bars")),
    )
    op.create_index("ix_bars_cohort", "bars", ["cohort"], unique=False)
    op.create_table(
        "cohort_log",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("cohort", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name=op.f("fk_cohort_log_cohort")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_cohort_log")),
    )
    op.create_index("ix_cohort_log_cohort", "cohort_log", ["cohort"], unique=False)
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("occasion", sa.String(length=80), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name=op.f("fk_events_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(
        "ix_events_untold",
        "events",
        ["at"],
        unique=False,
        sqlite_where=sa.text("told_at IS NULL"),
        postgresql_where=sa.text("told_at IS NULL"),
    )
    op.create_table(
        "match_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name=op.f("fk_match_runs_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_runs")),
        sa.UniqueConstraint("cohort", "round", name=op.f("uq_match_runs_cohort_round")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("participant", sa.Uuid(), nullable=True),
        sa.Column("desk", sa.String(length=20), nullable=True),
        sa.Column("pairing", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.Uuid(), nullable=True),
        sa.Column("occasion", sa.String(length=80), nullable=False),
        sa.Column("owed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("resend", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "due_at IS NOT NULL OR state IN ('cancelled', 'failed', 'sent')",
            name=op.f("ck_outbox_open_is_due"),
        ),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name=op.f("fk_outbox_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_cohort_kind", "outbox", ["cohort", "kind"], unique=False)
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["lane", "due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_open_pairing",
        "outbox",
        ["pairing"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_outbox_participant", "outbox", ["participant"], unique=False)
    op.create_table(
        "participants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("rematches", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("quiet", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("profile", sa.JSON(), nullable=True),
        sa.Column("consent_version", sa.String(length=20), nullable=True),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "due_at IS NOT NULL OR state IN ('declined', 'finished', 'left', 'withdrawn')",
            name=op.f("ck_participants_open_is_due"),
        ),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name=op.f("fk_participants_cohort")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_participants_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        sa.UniqueConstraint(
            "cohort", "person", "role", name=op.f("uq_participants_cohort_person_role")
        ),
    )
    op.create_index(
        "ix_participants_cohort_state", "participants", ["cohort", "state"], unique=False
    )
    op.create_index(
        "ix_participants_due",
        "participants",
        ["cohort", "due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_participants_person", "participants", ["person"], unique=False)
    op.create_table(
        "reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name=op.f("fk_reports_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("cohort", "name", name=op.f("uq_reports_cohort_name")),
    )
    op.create_table(
        "links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort", sa.Uuid(), nullable=False),
        sa.Column("participant", sa.Uuid(), nullable=True),
        sa.Column("pairing", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name=op.f("fk_links_cohort")),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_links_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
    )
    op.create_index("ix_links_participant", "links", ["participant"], unique=False)
    op.create_table(
        "pairings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort", sa.Uuid(), nullable=False),
        sa.Column("mentor", sa.Uuid(), nullable=False),
        sa.Column("mentee", sa.Uuid(), nullable=False),
        sa.Column("match_run", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mentor_said", sa.String(length=20), nullable=True),
        sa.Column("mentee_said", sa.String(length=20), nullable=True),
        sa.Column("trials", sa.Integer(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "due_at IS NOT NULL OR state IN ('completed', 'dropped', 'released')",
            name=op.f("ck_pairings_open_is_due"),
        ),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name=op.f("fk_pairings_cohort")),
        sa.ForeignKeyConstraint(["mentee"], ["participants.id"], name=op.f("fk_pairings_mentee")),
        sa.ForeignKeyConstraint(["mentor"], ["participants.id"], name=op.f("fk_pairings_mentor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairings")),
        sa.UniqueConstraint(
            "match_run", "mentor", "mentee", name=op.f("uq_pairings_match_run_mentor_mentee")
        ),
    )
    op.create_index("ix_pairings_cohort_state", "pairings", ["cohort", "state"], unique=False)
    op.create_index(
        "ix_pairings_due",
        "pairings",
        ["cohort", "due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_pairings_mentee", "pairings", ["mentee"], unique=False)
    op.create_index("ix_pairings_mentor", "pairings", ["mentor"], unique=False)
    op.create_table(
        "agreements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pairing", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("mentor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mentee_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["pairing"], ["pairings.id"], name=op.f("fk_agreements_pairing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("pairing", "version", name=op.f("uq_agreements_pairing_version")),
    )
    op.create_table(
        "answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort", sa.Uuid(), nullable=False),
        sa.Column("participant", sa.Uuid(), nullable=False),
        sa.Column("pairing", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("occasion", sa.String(length=60), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohorts.id"], name=op.f("fk_answers_cohort")),
        sa.ForeignKeyConstraint(["pairing"], ["pairings.id"], name=op.f("fk_answers_pairing")),
        sa.ForeignKeyConstraint(
            ["participant"], ["participants.id"], name=op.f("fk_answers_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
    )
    op.create_index("ix_answers_cohort_purpose", "answers", ["cohort", "purpose"], unique=False)
    op.create_index("ix_answers_pairing", "answers", ["pairing"], unique=False)
    op.create_index("ix_answers_participant", "answers", ["participant"], unique=False)
    op.create_table(
        "meetings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pairing", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["pairing"], ["pairings.id"], name=op.f("fk_meetings_pairing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("pairing", "number", name=op.f("uq_meetings_pairing_number")),
    )
    op.create_table(
        "pairing_log",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("pairing", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pairing"], ["pairings.id"], name=op.f("fk_pairing_log_pairing")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_pairing_log")),
    )
    op.create_index("ix_pairing_log_pairing", "pairing_log", ["pairing"], unique=False)
