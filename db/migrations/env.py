"""Alembic's entry: runs the steps on the connection that `db.migrate` hands over."""

from alembic import context

from db.migrate import VERSION_TABLE
from db.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    compare_type=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
