"""Brings the tables to this version. Alembic, set up in code: there is no ini file to find."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from db.errors import NoSuchStore, SchemaTooNew, SchemaTooOld

VERSION_TABLE = "hotline_schema"


def migration_config(db: Connection | None = None) -> Config:
    """Return the configuration; migrations run on `db`, inside its transaction."""
    config = Config()
    config.set_main_option("script_location", "db:migrations")
    config.attributes["connection"] = db
    return config


def schema_version(db: Connection) -> str | None:
    """Return the revision of the tables, None when there are none."""
    context = MigrationContext.configure(db, opts={"version_table": VERSION_TABLE})
    return context.get_current_revision()


def upgrade(db: Connection) -> None:
    """Make or bring up to date all tables.

    Raises:
        SchemaTooNew: the tables belong to a later version.
    """
    script = ScriptDirectory.from_config(migration_config())
    if schema_version(db) != script.get_current_head():
        _refuse_newer(db, script)
        command.upgrade(migration_config(db), "head")


def require_current(db: Connection) -> None:
    """Check that the tables are there and of this version.

    Raises:
        NoSuchStore: there are none.
        SchemaTooOld: they belong to an earlier version.
        SchemaTooNew: they belong to a later version.
    """
    script = ScriptDirectory.from_config(migration_config())
    found = schema_version(db)
    if found is None:
        raise NoSuchStore("The database holds no records yet; `hotline run` sets it up.")
    _refuse_newer(db, script)
    if found != script.get_current_head():
        raise SchemaTooOld(
            f"The database has schema {found}, which is older than this version; "
            "`hotline run` brings it up to date."
        )


def _refuse_newer(db: Connection, script: ScriptDirectory) -> None:
    found = schema_version(db)
    if found is not None and found not in {each.revision for each in script.walk_revisions()}:
        raise SchemaTooNew(
            f"The database has schema {found}, made by a newer version of Hotline: "
            "use that version, or another database."
        )
