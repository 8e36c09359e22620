"""The ledger and the rows derived from it."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agent_period",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("axis", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("until", sa.Double(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_period")),
    )
    op.create_index(
        op.f("ix_agent_period_agent_id_axis_started_at"),
        "agent_period",
        ["agent_id", "axis", "started_at"],
    )
    op.create_table(
        "agent_session",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_session")),
    )
    op.create_index(
        op.f("ix_agent_session_agent_id_started_at"), "agent_session", ["agent_id", "started_at"]
    )
    op.create_table(
        "contact",
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("calling_number", sa.Text(), nullable=False),
        sa.Column("dialled", sa.Text(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("flow_version", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("language_confidence", sa.Double(), nullable=True),
        sa.Column("language_means", sa.Text(), nullable=True),
        sa.Column("disposition", sa.Text(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.Column("end_node", sa.Text(), nullable=False),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_contact")),
        sa.UniqueConstraint("serial", name=op.f("uq_contact_serial")),
    )
    op.create_index(op.f("ix_contact_calling_number"), "contact", ["calling_number"])
    op.create_index(op.f("ix_contact_disposition"), "contact", ["disposition"])
    op.create_index(op.f("ix_contact_started_at"), "contact", ["started_at"])
    op.create_table(
        "ledger",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("boot_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("agent_id", sa.Text(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
        sa.UniqueConstraint("boot_id", "seq", name=op.f("uq_ledger_boot_id_seq")),
    )
    op.create_index(op.f("ix_ledger_agent_id"), "ledger", ["agent_id"])
    op.create_index(op.f("ix_ledger_call_id"), "ledger", ["call_id"])
    op.create_table(
        "serial_counter",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "year", name=op.f("pk_serial_counter")),
    )
    op.create_table(
        "choice",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["contact.call_id"], name=op.f("fk_choice_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice")),
    )
    op.create_index(op.f("ix_choice_call_id"), "choice", ["call_id"])
    op.create_table(
        "faq_play",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("faq", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("heard_s", sa.Double(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["contact.call_id"], name=op.f("fk_faq_play_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_play")),
    )
    op.create_index(op.f("ix_faq_play_at_faq"), "faq_play", ["at", "faq"])
    op.create_index(op.f("ix_faq_play_call_id"), "faq_play", ["call_id"])
    op.create_table(
        "intake",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("calling_number", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("surname", sa.Text(), nullable=False),
        sa.Column("service_type", sa.Text(), nullable=False),
        sa.Column("contact_type", sa.Text(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["contact.call_id"], name=op.f("fk_intake_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
        sa.UniqueConstraint("serial", "call_id", name=op.f("uq_intake_serial_call_id")),
    )
    op.create_index(op.f("ix_intake_call_id"), "intake", ["call_id"])
    op.create_index(op.f("ix_intake_service_type"), "intake", ["service_type"])
    op.create_table(
        "language_identification",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("by_agent", sa.Text(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["contact.call_id"],
            name=op.f("fk_language_identification_call_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language_identification")),
    )
    op.create_index(
        op.f("ix_language_identification_call_id"), "language_identification", ["call_id"]
    )
    op.create_table(
        "note",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["contact.call_id"], name=op.f("fk_note_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_call_id"), "note", ["call_id"])
    op.create_table(
        "offer",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("offer_id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rang_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.Double(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("receipt", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["contact.call_id"], name=op.f("fk_offer_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index(op.f("ix_offer_agent_id"), "offer", ["agent_id"])
    op.create_index(op.f("ix_offer_call_id"), "offer", ["call_id"])
    op.create_index(op.f("ix_offer_offer_id"), "offer", ["offer_id"])
    op.create_table(
        "recording",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=False),
        sa.Column("sides", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["contact.call_id"], name=op.f("fk_recording_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
    )
    op.create_index(op.f("ix_recording_call_id"), "recording", ["call_id"])
    op.create_table(
        "segment",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agent_id", sa.Text(), nullable=True),
        sa.Column("queue", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("entry_id", sa.Text(), nullable=True),
        sa.Column("offer_id", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["contact.call_id"], name=op.f("fk_segment_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
    )
    op.create_index(op.f("ix_segment_agent_id"), "segment", ["agent_id"])
    op.create_index(op.f("ix_segment_call_id_kind"), "segment", ["call_id", "kind"])
    op.create_index(op.f("ix_segment_entry_id"), "segment", ["entry_id"])
    op.create_index(op.f("ix_segment_kind_started_at"), "segment", ["kind", "started_at"])
    op.create_index(op.f("ix_segment_offer_id"), "segment", ["offer_id"])
    op.create_table(
        "task",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["contact.call_id"], name=op.f("fk_task_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("task_id", name=op.f("uq_task_task_id")),
    )
    op.create_index(op.f("ix_task_call_id"), "task", ["call_id"])
    op.create_index(op.f("ix_task_state"), "task", ["state"])


def downgrade() -> None:
    op.drop_index(op.f("ix_task_state"), table_name="task")
    op.drop_index(op.f("ix_task_call_id"), table_name="task")
    op.drop_table("task")
    op.drop_index(op.f("ix_segment_offer_id"), table_name="segment")
    op.drop_index(op.f("ix_segment_kind_started_at"), table_name="segment")
    op.drop_index(op.f("ix_segment_entry_id"), table_name="segment")
    op.drop_index(op.f("ix_segment_call_id_kind"), table_name="segment")
    op.drop_index(op.f("ix_segment_agent_id"), table_name="segment")
    op.drop_table("segment")
    op.drop_index(op.f("ix_recording_call_id"), table_name="recording")
    op.drop_table("recording")
    op.drop_index(op.f("ix_offer_offer_id"), table_name="offer")
    op.drop_index(op.f("ix_offer_call_id"), table_name="offer")
    op.drop_index(op.f("ix_offer_agent_id"), table_name="offer")
    op.drop_table("offer")
    op.drop_index(op.f("ix_note_call_id"), table_name="note")
    op.drop_table("note")
    op.drop_index(op.f("ix_language_identification_call_id"), table_name="language_identification")
    op.drop_table("language_identification")
    op.drop_index(op.f("ix_intake_service_type"), table_name="intake")
    op.drop_index(op.f("ix_intake_call_id"), table_name="intake")
    op.drop_table("intake")
    op.drop_index(op.f("ix_faq_play_call_id"), table_name="faq_play")
    op.drop_index(op.f("ix_faq_play_at_faq"), table_name="faq_play")
    op.drop_table("faq_play")
    op.drop_index(op.f("ix_choice_call_id"), table_name="choice")
    op.drop_table("choice")
    op.drop_table("serial_counter")
    op.drop_index(op.f("ix_ledger_call_id"), table_name="ledger")
    op.drop_index(op.f("ix_ledger_agent_id"), table_name="ledger")
    op.drop_table("ledger")
    op.drop_index(op.f("ix_contact_started_at"), table_name="contact")
    op.drop_index(op.f("ix_contact_disposition"), table_name="contact")
    op.drop_index(op.f("ix_contact_calling_number"), table_name="contact")
    op.drop_table("contact")
    op.drop_index(op.f("ix_agent_session_agent_id_started_at"), table_name="agent_session")
    op.drop_table("agent_session")
    op.drop_index(op.f("ix_agent_period_agent_id_axis_started_at"), table_name="agent_period")
    op.drop_table("agent_period")
