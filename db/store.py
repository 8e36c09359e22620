"""The database: opened once, written by one writer, read by many."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Self

from sqlalchemy import URL, Connection, Engine, func, insert, select
from sqlalchemy.orm import Session

from db.codec import call_of, encode_event
from db.engine import clear_errors, open_engine, parse_url, sqlite_path, writing
from db.errors import LedgerOrderError, NoSuchStore, StoreUnwritable
from db.ledger import LedgerEntry
from db.migrate import require_current, upgrade
from db.models import LedgerRow
from db.projection import Work, project
from db.types import utc


class Store:
    """The records of one city. All methods block: from asyncio go through `LedgerWriter`."""

    def __init__(self, engine: Engine, url: URL) -> None:
        """Use `Store.open` instead."""
        self._engine = engine
        self._url = url

    @classmethod
    def open(cls, url: str, *, create: bool = True) -> Self:
        """Open the database at `url`; with `create`, make it and its tables where needed.

        Raises:
            StoreError: one of its kinds, each with one clear sentence.
        """
        parsed = parse_url(url)
        path = sqlite_path(parsed)
        if path is not None and not path.exists():
            if not create:
                raise NoSuchStore(f"There is no database {path} yet; `hotline run` makes it.")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreUnwritable(
                    f"The folder {path.parent} for the database cannot be made: {error.strerror}."
                ) from error
        if path is not None and path.exists() and not os.access(path, os.R_OK):
            raise StoreUnwritable(f"The database file {path} cannot be read.")
        store = cls(open_engine(parsed), parsed)
        try:
            with store.writing() if create else store._reading() as db:
                (upgrade if create else require_current)(db)
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Close all connections. The store may not be used afterwards."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        """Close the store at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the store."""
        self.close()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a session for reading: one consistent view of the rows.

        Raises:
            StoreError: the database fails.
        """
        with self._reading() as db, Session(bind=db) as session:
            yield session

    def append(self, entries: Sequence[LedgerEntry]) -> int:
        """Store entries and the rows they change in one transaction; return how many were new.

        Entries that are already there, and repetitions within `entries`, change nothing, so a
        batch may be sent again whenever it is not certain that it arrived.

        Raises:
            LedgerOrderError: an entry that is not stored has a lower `seq` than a stored one.
            EntriesRejected: the database will never take one of these entries.
            StoreUnavailable: the database cannot be used now; nothing was stored.
        """
        if not entries:
            return 0
        with self.writing() as db:
            new = _not_yet_stored(db, entries)
            _store(db, new)
            return len(new)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that keeps all other writers out; for this package only."""
        with clear_errors(self._url), writing(self._engine) as db:
            yield db

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with clear_errors(self._url), self._engine.connect() as db:
            yield db


def _not_yet_stored(db: Connection, entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    highest: dict[str, int] = {}
    seen: set[tuple[str, int]] = set()
    new: list[LedgerEntry] = []
    for entry in entries:
        boot = entry.boot_id
        if boot not in highest:
            query = select(func.max(LedgerRow.seq)).where(LedgerRow.boot_id == boot)
            found = db.scalar(query)
            highest[boot] = -1 if found is None else found
        if entry.seq > highest[boot]:
            highest[boot] = entry.seq
            seen.add((boot, entry.seq))
            new.append(entry)
        elif (boot, entry.seq) not in seen and not _is_stored(db, entry):
            raise LedgerOrderError(
                f"Entry {entry.seq} of boot {boot} comes after entry {highest[boot]}."
            )
    return new


def _is_stored(db: Connection, entry: LedgerEntry) -> bool:
    query = select(LedgerRow.id).where(
        LedgerRow.boot_id == entry.boot_id, LedgerRow.seq == entry.seq
    )
    return db.scalar(query) is not None


def _store(db: Connection, entries: Sequence[LedgerEntry]) -> None:
    if not entries:
        return
    # The ids run without gaps because no other writer is let in.
    first = (db.scalar(select(func.max(LedgerRow.id))) or 0) + 1
    rows = []
    for row_id, entry in enumerate(entries, first):
        kind, payload = encode_event(entry.event)
        rows.append(
            {
                "id": row_id,
                "boot_id": entry.boot_id,
                "seq": entry.seq,
                "at": utc(entry.at),
                "kind": kind,
                "call_id": call_of(entry.event),
                "agent_id": getattr(entry.event, "agent_id", None),
                "payload": payload,
            }
        )
    db.execute(insert(LedgerRow), rows)
    known_calls: set[str] = set()
    for row_id, entry in enumerate(entries, first):
        work = Work(db=db, id=row_id, at=utc(entry.at), known_calls=known_calls)
        project(work, entry.event)
