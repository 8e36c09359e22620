"""Callbacks: the list, and the record from which a book goes on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self, cast, get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from acd.callbacks.messages import CallbackEvent
from db.codec import decode_event
from db.models import Callback, LedgerRow

_KINDS = [kind.__name__ for kind in get_args(CallbackEvent)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackRow:
    """See `db.models.Callback`."""

    callback_id: str
    call_id: str
    booked_at: datetime
    number: str
    queue: str
    language: str | None
    waiting_since: datetime
    not_before: datetime
    not_after: datetime
    state: str
    attempts: int
    attempted_at: datetime | None
    last_reason: str
    ended_at: datetime | None
    outcome: str | None

    @classmethod
    def of(cls, row: Callback) -> Self:
        """Copy the columns."""
        return cls(**{name: getattr(row, name) for name in cls.__dataclass_fields__})


def list_callbacks(session: Session, *, ended: bool = False) -> list[CallbackRow]:
    """Return those that are open, in the order of their places; with `ended`, all of them."""
    query = select(Callback).order_by(Callback.waiting_since, Callback.id)
    if not ended:
        query = query.where(Callback.ended_at.is_(None))
    return [CallbackRow.of(row) for row in session.scalars(query)]


def open_callback_record(session: Session) -> list[tuple[CallbackEvent, float]]:
    """Return the events since the oldest open callback was booked, each with its epoch second.

    Raises:
        EventCodecError: the ledger holds what this version cannot read.
    """
    first = session.scalar(select(func.min(Callback.id)).where(Callback.ended_at.is_(None)))
    if first is None:
        return []
    query = (
        select(LedgerRow)
        .where(LedgerRow.id >= first, LedgerRow.kind.in_(_KINDS))
        .order_by(LedgerRow.id)
    )
    return [
        (cast(CallbackEvent, decode_event(row.kind, row.payload)), row.at.timestamp())
        for row in session.scalars(query)
    ]
