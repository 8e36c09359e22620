"""What happened of late, to learn from after a start."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.codec import Event, decode_event
from db.models import Contact, LedgerRow
from db.types import utc


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentEvent:
    """An event as it is on record. `at` is in epoch seconds, `caller` the call's number or ''."""

    boot_id: str
    at: float
    caller: str
    event: Event


def recent_events(
    session: Session, kinds: Collection[type[Event]], *, since: float
) -> Iterator[RecentEvent]:
    """Return the events of these kinds since the first call that came after `since`, in order."""
    # The ledger has no index on the time; the calls have.
    call_id = session.scalar(
        select(Contact.call_id)
        .where(Contact.started_at >= utc(since))
        .order_by(Contact.started_at)
        .limit(1)
    )
    first = session.scalar(select(func.min(LedgerRow.id)).where(LedgerRow.call_id == call_id))
    if first is None:
        return
    query = (
        select(
            LedgerRow.boot_id,
            LedgerRow.at,
            LedgerRow.kind,
            LedgerRow.payload,
            func.coalesce(Contact.calling_number, ""),
        )
        .outerjoin(Contact, Contact.call_id == LedgerRow.call_id)
        .where(LedgerRow.id >= first, LedgerRow.kind.in_([kind.__name__ for kind in kinds]))
        .order_by(LedgerRow.id)
    )
    for boot_id, at, kind, payload, caller in session.execute(query):
        yield RecentEvent(
            boot_id=boot_id, at=at.timestamp(), caller=caller, event=decode_event(kind, payload)
        )
