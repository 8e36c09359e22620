"""Whose conversation a supervisor was on."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("segment", sa.Column("supervised_agent_id", sa.Text(), nullable=True))
    op.create_index(op.f("ix_segment_supervised_agent_id"), "segment", ["supervised_agent_id"])
    # A segment has the number of the event that opened it, which names the agent.
    op.execute(
        "UPDATE segment SET supervised_agent_id = "
        "(SELECT agent_id FROM ledger WHERE ledger.id = segment.id) "
        "WHERE role = 'supervisor'"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_segment_supervised_agent_id"), "segment")
    op.drop_column("segment", "supervised_agent_id")
