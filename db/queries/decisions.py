"""The routing decisions of one call, and whether each comes out the same when made again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.errors import UnknownRecord
from acd.events import OfferMade
from acd.routing.replay import READS, Replica, differences
from db.codec import decode_event
from db.models import LedgerRow
from db.queries.calls import find_call

_CHUNK = 1000
_READS = tuple(kind.__name__ for kind in READS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One offer. `boot_id` and `seq` name its place in the ledger."""

    at: datetime
    boot_id: str
    seq: int
    offer: OfferMade


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A decision made again: `differences` is empty when it came out the same."""

    decision: Decision
    differences: tuple[str, ...]


def decisions(session: Session, name: str) -> tuple[Decision, ...] | None:
    """Return the decisions of the call with that id or serial number, None without such a call.

    Raises:
        EventCodecError: the ledger holds what this version cannot read.
    """
    contact = find_call(session, name)
    if contact is None:
        return None
    query = (
        select(LedgerRow)
        .where(LedgerRow.call_id == contact.call_id, LedgerRow.kind == OfferMade.__name__)
        .order_by(LedgerRow.id)
    )
    return tuple(_decision(row) for row in session.scalars(query))


def decide_again(session: Session, made: tuple[Decision, ...]) -> Iterator[Verdict]:
    """Make the decisions again from the events of their run before each.

    Raises:
        EventCodecError: the ledger holds what this version cannot read.
    """
    for boot_id in dict.fromkeys(each.boot_id for each in made):
        replica = Replica()
        since = -1
        for decision in (each for each in made if each.boot_id == boot_id):
            query = (
                select(LedgerRow)
                .where(
                    LedgerRow.boot_id == boot_id,
                    LedgerRow.seq > since,
                    LedgerRow.seq < decision.seq,
                    LedgerRow.kind.in_(_READS),
                )
                .order_by(LedgerRow.seq)
                .execution_options(yield_per=_CHUNK)
            )
            for row in session.scalars(query):
                replica.read(decode_event(row.kind, row.payload))
            since = decision.seq
            yield Verdict(decision=decision, differences=_compare(replica, decision.offer))


def _compare(replica: Replica, offer: OfferMade) -> tuple[str, ...]:
    try:
        return differences(offer.receipt, replica.decide_again(offer))
    except UnknownRecord as error:
        return (f"cannot be made again: {error}",)


def _decision(row: LedgerRow) -> Decision:
    event = decode_event(row.kind, row.payload)
    if not isinstance(event, OfferMade):
        raise TypeError(f"{row.kind} is no offer")
    return Decision(at=row.at, boot_id=row.boot_id, seq=row.seq, offer=event)
