"""From a URL to a SQLAlchemy engine, and from driver errors to one clear sentence."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)

from db.errors import (
    AccessDenied,
    BadDatabaseUrl,
    EntriesRejected,
    NoSuchStore,
    StoreError,
    StoreUnavailable,
    StoreUnreachable,
    StoreUnwritable,
)

BUSY_TIMEOUT_MS = 5000
CONNECT_TIMEOUT_S = 5
_WRITER_LOCK = 0x686F746C696E65  # "hotline": the advisory lock that a writer holds


def parse_url(text_url: str) -> URL:
    """Read a database URL; `postgresql://` means the psycopg driver.

    Raises:
        BadDatabaseUrl: it cannot be read, or names another kind of database.
    """
    try:
        url = make_url(text_url)
    except ArgumentError as error:
        raise BadDatabaseUrl(
            "The database URL cannot be read; it looks like sqlite:///path/hotline.db "
            "or postgresql://user:password@host/name."
        ) from error
    backend = url.get_backend_name()
    if backend in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise BadDatabaseUrl(f"{backend} is not supported: use sqlite or postgresql.")
    if not url.database or url.database == ":memory:":
        raise BadDatabaseUrl("The records need a database file: sqlite:///path/hotline.db.")
    return url


def sqlite_path(url: URL) -> Path | None:
    """Return the file of an SQLite URL, in either of its forms, None for a server."""
    if url.get_backend_name() != "sqlite":
        return None
    named = url.database or ""
    return Path(unquote(urlsplit(named).path) if named.startswith("file:") else named)


def open_engine(url: URL) -> Engine:
    """Return an engine with our settings; it connects at the first use."""
    if sqlite_path(url) is None:
        return create_engine(
            url,
            pool_pre_ping=True,
            connect_args={"connect_timeout": CONNECT_TIMEOUT_S},
            json_serializer=json.dumps,
        )
    engine = create_engine(url, json_serializer=json.dumps)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transaction handling opens none around SELECT and DDL: we issue BEGIN.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that no other writer runs beside; readers go on."""
    with engine.connect().execution_options(writing=True) as db, db.begin():
        if db.dialect.name == "postgresql":
            db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITER_LOCK})
        yield db


@contextmanager
def clear_errors(url: URL) -> Iterator[None]:
    """Turn the driver's exceptions into ours. The password is never part of the sentence."""
    try:
        yield
    except (IntegrityError, DataError) as error:
        raise EntriesRejected(f"The database refuses the data: {_first_line(error)}.") from error
    except SQLAlchemyError as error:
        raise _translate(error, url) from error


def _translate(error: SQLAlchemyError, url: URL) -> StoreError:
    said = _first_line(error)
    path = sqlite_path(url)
    if path is not None:
        if "file is not a database" in said:
            return BadDatabaseUrl(f"{path} exists but is not an SQLite database.")
        if isinstance(error, OperationalError):
            return StoreUnwritable(f"The database file {path} cannot be used: {said}.")
        return StoreUnavailable(f"The database file {path} failed: {said}.")
    where = f"{url.host or 'the local socket'}{f':{url.port}' if url.port else ''}"
    if "authentication failed" in said or "no password supplied" in said:
        return AccessDenied(f"The database server at {where} refuses user {url.username!r}.")
    if "does not exist" in said and "database" in said:
        return NoSuchStore(f"The database server at {where} has no database {url.database!r}.")
    if "permission denied" in said:
        return AccessDenied(f"User {url.username!r} may not do this in {url.database!r}: {said}.")
    if isinstance(error, (OperationalError, InterfaceError)):
        return StoreUnreachable(f"The database server at {where} cannot be reached: {said}.")
    return StoreUnavailable(f"The database at {where} failed: {said}.")


def _first_line(error: SQLAlchemyError) -> str:
    # The driver's own words, without SQL and parameters: those may hold personal data.
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    lines = str(cause).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(cause).__name__
