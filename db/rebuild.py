"""Makes the derived rows anew from the ledger, or checks that they would come out the same."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, delete, func, insert, select

from db.codec import decode_event
from db.models import DERIVED, LedgerRow
from db.projection import Work, project
from db.store import Store

_CHUNK = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildReport:
    """How many events were replayed, and how many rows each derived table has now."""

    events: int
    rows: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDifference:
    """How a derived table differs from what the ledger gives."""

    table: str
    missing: int
    surplus: int
    changed: int


def rebuild(store: Store) -> RebuildReport:
    """Delete all derived rows and replay the ledger, in one transaction.

    Writers wait meanwhile; readers see the old rows until the end.

    Raises:
        EventCodecError: the ledger holds what this version cannot read; nothing is changed.
        StoreError: the database fails; nothing is changed.
    """
    with store.writing() as db:
        for table in reversed(DERIVED):
            db.execute(delete(table))
        events = _replay(db)
        rows = {
            table.name: db.scalar(select(func.count()).select_from(table)) or 0 for table in DERIVED
        }
    return RebuildReport(events=events, rows=rows)


def check(store: Store) -> tuple[TableDifference, ...]:
    """Replay the ledger into a scratch database and return the tables that differ.

    Raises:
        EventCodecError: the ledger holds what this version cannot read.
        StoreError: the database fails.
    """
    with (
        tempfile.TemporaryDirectory(prefix="hotline-records-") as folder,
        Store.open(f"sqlite:///{Path(folder) / 'scratch.db'}") as scratch,
        store.session() as session,
    ):
        live = session.connection()
        with scratch.writing() as copy:
            for rows in _ledger_chunks(live):
                copy.execute(insert(LedgerRow), [dict(row) for row in rows])
            _replay(copy)
            found = (_compare(table, live, copy) for table in DERIVED)
            return tuple(each for each in found if each is not None)


def _replay(db: Connection) -> int:
    count = 0
    for rows in _ledger_chunks(db):
        known_calls: set[str] = set()
        for row in rows:
            work = Work(db=db, id=row["id"], at=row["at"], known_calls=known_calls)
            project(work, decode_event(row["kind"], row["payload"]))
        count += len(rows)
    return count


def _ledger_chunks(db: Connection) -> Iterator[Sequence[RowMapping]]:
    last = 0
    ledger = LedgerRow.__table__
    while True:
        query = select(ledger).where(LedgerRow.id > last).order_by(LedgerRow.id).limit(_CHUNK)
        rows = db.execute(query).mappings().all()
        if not rows:
            return
        yield rows
        last = rows[-1]["id"]


def _compare(table: Table, live: Connection, truth: Connection) -> TableDifference | None:
    expected, found = _rows_by_key(table, truth), _rows_by_key(table, live)
    difference = TableDifference(
        table=table.name,
        missing=len(expected.keys() - found.keys()),
        surplus=len(found.keys() - expected.keys()),
        changed=sum(found[key] != expected[key] for key in expected.keys() & found.keys()),
    )
    return difference if difference.missing or difference.surplus or difference.changed else None


def _rows_by_key(table: Table, db: Connection) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    keys = [column.name for column in table.primary_key]
    return {
        tuple(row._mapping[key] for key in keys): tuple(row) for row in db.execute(select(table))
    }
