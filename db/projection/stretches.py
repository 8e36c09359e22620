"""Opening and closing a segment, for every family of events that has some."""

from typing import Any

from sqlalchemy import ColumnElement, Update, update

from db.models import Segment
from db.projection.work import Work, table_of

_segment = table_of(Segment)


def closing(*where: ColumnElement[bool]) -> Update:
    """Return the statement that closes the open segments with these properties."""
    return update(_segment).where(_segment.c.ended_at.is_(None), *where)


def open_segment(work: Work, kind: str, call_id: str, **values: Any) -> None:
    """Begin a segment now, unless `values` say otherwise."""
    given = {"id": work.id, "kind": kind, "call_id": call_id, "started_at": work.at} | values
    work.add(Segment, **given)


def close_segments(
    work: Work, statement: Update, *, outcome: str = "", reason: str = "", **values: Any
) -> None:
    """Execute `statement`; `values` are its bound parameters and further columns to set."""
    given = {"ended_at": work.at, "outcome": outcome, "reason": reason} | values
    work.db.execute(statement, given)
