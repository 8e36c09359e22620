"""Callbacks, and the direction of a contact."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "contact", sa.Column("direction", sa.Text(), nullable=False, server_default="inbound")
    )
    op.create_table(
        "callback",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("callback_id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_reason", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["contact.call_id"], name=op.f("fk_callback_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback")),
        sa.UniqueConstraint("callback_id", name=op.f("uq_callback_callback_id")),
    )
    op.create_index(op.f("ix_callback_call_id"), "callback", ["call_id"])
    op.create_index(op.f("ix_callback_number"), "callback", ["number"])
    op.create_index(op.f("ix_callback_state"), "callback", ["state"])


def downgrade() -> None:
    op.drop_index(op.f("ix_callback_state"), table_name="callback")
    op.drop_index(op.f("ix_callback_number"), table_name="callback")
    op.drop_index(op.f("ix_callback_call_id"), table_name="callback")
    op.drop_table("callback")
    op.drop_column("contact", "direction")
