"""Who was at work when the controller was last seen."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from acd.events import AgentStatus, AgentStatusChanged
from db.codec import decode_event
from db.models import AgentPeriod, LedgerRow
from db.types import utc


def last_attendance(session: Session, *, not_before: float) -> Sequence[AgentStatusChanged]:
    """Return the last status of each agent who had not logged out, by agent id.

    Nothing when the last event on record is older than `not_before` (epoch seconds): then nobody
    can be taken to be still there.
    """
    last = session.scalar(select(LedgerRow.at).order_by(LedgerRow.id.desc()).limit(1))
    if last is None or last < utc(not_before):
        return ()
    # A period carries the id of the event that opened it.
    newest = (
        select(func.max(AgentPeriod.id))
        .where(AgentPeriod.axis == "status")
        .group_by(AgentPeriod.agent_id)
    )
    rows = session.execute(
        select(LedgerRow.kind, LedgerRow.payload)
        .where(LedgerRow.id.in_(newest))
        .order_by(LedgerRow.agent_id)
    )
    events = (decode_event(kind, payload) for kind, payload in rows)
    return tuple(
        event
        for event in events
        if isinstance(event, AgentStatusChanged) and event.status is not AgentStatus.LOGGED_OUT
    )
