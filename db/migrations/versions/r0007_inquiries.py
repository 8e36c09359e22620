"""Inquiries of every channel, and which questions callers were offered."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inquiry",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["contact.call_id"],
            name=op.f("fk_inquiry_call_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
    )
    op.create_index(op.f("ix_inquiry_call_id"), "inquiry", ["call_id"])
    op.create_index(op.f("ix_inquiry_at_code"), "inquiry", ["at", "code"])
    # Answers heard before there was this table are inquiries too.
    op.execute(
        "INSERT INTO inquiry (id, call_id, at, code, channel, language, district) "
        "SELECT id, call_id, at, faq, 'ivr', "
        "CASE WHEN language LIKE '%,%' THEN '' ELSE language END, '' FROM faq_play"
    )
    op.create_table(
        "faq_offer",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("arm", sa.Text(), nullable=False),
        sa.Column("faqs", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["contact.call_id"],
            name=op.f("fk_faq_offer_call_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_offer")),
    )
    for column in ("call_id", "at"):
        op.create_index(op.f(f"ix_faq_offer_{column}"), "faq_offer", [column])


def downgrade() -> None:
    op.drop_table("faq_offer")
    op.drop_table("inquiry")
