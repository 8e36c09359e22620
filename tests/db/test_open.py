"""Opening the records: tables made and brought up to date, every failure one clear sentence."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from db.errors import (
    AccessDenied,
    BadDatabaseUrl,
    NoSuchStore,
    SchemaTooNew,
    SchemaTooOld,
    StoreUnavailable,
    StoreUnreachable,
    StoreUnwritable,
)
from db.migrate import VERSION_TABLE, migration_config
from db.models import Base
from db.store import Store
from tests.db.postgres import Cluster
from tests.db.story import Story


def test_the_migrations_make_what_the_models_say(store: Store) -> None:
    with store.writing() as db:
        context = MigrationContext.configure(
            db, opts={"version_table": VERSION_TABLE, "compare_type": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_all_the_way_down_and_up_again(store: Store) -> None:
    with store.writing() as db:
        command.downgrade(migration_config(db), "base")
        command.upgrade(migration_config(db), "head")
        context = MigrationContext.configure(db, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, Base.metadata) == []


def test_opened_twice_nothing_is_lost(url: str) -> None:
    for _ in range(2):
        Store.open(url).close()
    Store.open(url, create=False).close()


def test_without_create_nothing_is_made(tmp_path: Path) -> None:
    file = tmp_path / "none.db"
    with pytest.raises(NoSuchStore, match=r"no database .*none\.db yet"):
        Store.open(f"sqlite:///{file}", create=False)
    assert not file.exists()


def test_an_empty_database_holds_no_records(url: str) -> None:
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).touch()
    with pytest.raises(NoSuchStore, match="holds no records yet"):
        Store.open(url, create=False)


@pytest.mark.parametrize("create", [True, False])
def test_a_newer_schema_is_refused(url: str, create: bool) -> None:
    with Store.open(url) as store, store.writing() as db:
        db.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew, match="schema 9999, made by a newer version"):
        Store.open(url, create=create)


def test_an_older_schema_is_only_brought_up_to_date_by_who_may(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.open(url).close()
    with monkeypatch.context() as patch:
        patch.setattr("db.migrate.ScriptDirectory.get_current_head", lambda _: "9998")
        with pytest.raises(SchemaTooOld, match=r"schema \d{4}, which is older"):
            Store.open(url, create=False)


def test_folders_are_made(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path / 'a' / 'b' / 'records.db'}").close()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnwritable, match="cannot be made: Not a directory"):
        Store.open(f"sqlite:///{tmp_path / 'file' / 'sub' / 'records.db'}")


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(StoreUnwritable, match="unable to open database file"):
        Store.open(f"sqlite:///{tmp_path}")


def test_a_file_that_may_not_be_written(tmp_path: Path) -> None:
    file = tmp_path / "records.db"
    Store.open(f"sqlite:///{file}").close()
    if os.geteuid() == 0:
        # Permissions do not bind root; a database that says so itself does.
        with sqlite3.connect(file) as db:
            db.execute("PRAGMA journal_mode=DELETE")
        uri = f"sqlite:///file:{file}?mode=ro&uri=true"
        with pytest.raises(StoreUnwritable, match="readonly"):
            Store.open(uri)
        assert not Path("file:").exists()
    else:
        file.chmod(0o444)
        with pytest.raises(StoreUnwritable, match=r"readonly|cannot be"):
            Store.open(f"sqlite:///{file}")


def test_a_file_that_is_something_else(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear city, " * 200)
    with pytest.raises(BadDatabaseUrl, match="not an SQLite database"):
        Store.open(f"sqlite:///{file}")


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://h/d", "sqlite://", "sqlite:///:memory:"])
def test_urls_that_cannot_be_used(url: str) -> None:
    with pytest.raises(BadDatabaseUrl):
        Store.open(url)


def test_a_wrong_password_is_named_but_not_shown(cluster: Cluster) -> None:
    with pytest.raises(AccessDenied, match="refuses user 'hotline_test'") as caught:
        Store.open(cluster.url("postgres", password="sesame"))
    assert "sesame" not in str(caught.value)


def test_a_database_that_is_not_there(cluster: Cluster) -> None:
    with pytest.raises(NoSuchStore, match="no database 'nowhere'"):
        Store.open(cluster.url("nowhere"))


def test_no_server(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachable, match=r"cannot be reached: .*"):
        Store.open(f"postgresql://u:secret@/d?host={tmp_path}")


def test_a_server_that_breaks_off(cluster: Cluster, new_postgres_url: Callable[[], str]) -> None:
    with Store.open(new_postgres_url()) as store:
        story = Story()
        story.arrive()
        with store.session() as session:
            session.execute(text("SELECT 1"))
            cluster.stop_server()
            try:
                with pytest.raises(StoreUnavailable):
                    store.append(story.entries)
            finally:
                cluster.start_server()
                session.invalidate()
        assert store.append(story.entries) == 3
