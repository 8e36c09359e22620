"""Were the waits that callers were told true?"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.events import EntryEnded, WaitTold
from acd.forecasting.calibration import Calibration, Score
from db.codec import decode_event
from db.models import Contact, LedgerRow
from db.models.calls import TEST

_KINDS = (WaitTold.__name__, EntryEnded.__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueForecasts:
    """What callers of a queue were told, held against what happened."""

    queue: str
    score: Score


def wait_forecasts(session: Session, start: datetime, end: datetime) -> tuple[QueueForecasts, ...]:
    """Score the ranges told to calls that started in [start, end), by queue."""
    # On most days nobody is told a wait: then nothing of the day is read.
    told_calls = select(LedgerRow.call_id).where(LedgerRow.kind == WaitTold.__name__)
    query = (
        select(LedgerRow.kind, LedgerRow.payload, LedgerRow.at)
        .join(Contact, Contact.call_id == LedgerRow.call_id)
        .where(
            Contact.started_at >= start,
            Contact.started_at < end,
            Contact.queued_at.is_not(None),
            Contact.direction != TEST,
            LedgerRow.kind.in_(_KINDS),
            LedgerRow.call_id.in_(told_calls),
        )
        .order_by(LedgerRow.id)
    )
    books: defaultdict[str, Calibration] = defaultdict(Calibration)
    told_in: defaultdict[str, set[str]] = defaultdict(set)
    for kind, payload, at in session.execute(query):
        match decode_event(kind, payload):
            case WaitTold() as told:
                told_in[told.entry_id].add(told.queue)
                books[told.queue].note(told, at=at.timestamp())
            case EntryEnded() as ended:
                # It may have moved on from the queue in which its caller was told.
                for queue in told_in.pop(ended.entry_id, ()):
                    books[queue].note(ended, at=at.timestamp())
            case _:
                pass
    return tuple(
        QueueForecasts(queue=queue, score=book.score()) for queue, book in sorted(books.items())
    )
