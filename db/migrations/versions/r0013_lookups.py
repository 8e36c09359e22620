"""What callers looked up in the city's knowledge."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lookup",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["contact.call_id"],
            name=op.f("fk_lookup_call_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lookup")),
    )
    op.create_index(op.f("ix_lookup_at"), "lookup", ["at"])
    op.create_index(op.f("ix_lookup_call_id"), "lookup", ["call_id"])


def downgrade() -> None:
    op.drop_table("lookup")
