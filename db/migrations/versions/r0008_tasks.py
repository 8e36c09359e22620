"""Tasks that agents take, and the calls they make for them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("task", sa.Column("kind", sa.Text(), nullable=False, server_default="voicemail"))
    op.add_column("task", sa.Column("owner", sa.Text(), nullable=True))
    op.add_column("task", sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("callback", sa.Column("agent_id", sa.Text(), nullable=False, server_default=""))
    op.add_column("callback", sa.Column("task_id", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("callback", "task_id")
    op.drop_column("callback", "agent_id")
    op.drop_column("task", "taken_at")
    op.drop_column("task", "owner")
    op.drop_column("task", "kind")
