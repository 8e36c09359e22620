"""A controller that starts finds what an earlier one, killed in mid-call, left open.

Everything open ends at the time of the last event before the start: nothing is known of later.
Should a call live on and be taken up again, its own `CallEnded` has the last word.
"""

from sqlalchemy import select, update

from db.models import (
    AgentPeriod,
    AgentSession,
    Callback,
    Contact,
    Interpretation,
    LedgerRow,
    Offer,
    Segment,
)
from db.projection.work import Projection, Work
from ivr.flow.events import ControllerStarted, Disposition

rows = Projection()

REASON = "controller_restarted"

# These go on: the book takes them up again.
_STILL_TO_BE_CALLED = select(Callback.callback_id).where(Callback.ended_at.is_(None))


@rows.on(ControllerStarted)
def _controller_started(work: Work, event: ControllerStarted) -> None:
    last_known = work.db.scalar(select(LedgerRow.at).where(LedgerRow.id == work.id - 1))
    if last_known is None:
        return
    for table in (AgentSession, AgentPeriod, Contact, Segment, Offer):
        change = update(table).where(table.ended_at.is_(None)).values(ended_at=last_known)
        if table is Contact:
            change = change.where(Contact.call_id.not_in(_STILL_TO_BE_CALLED))
            change = change.values(
                disposition=Disposition.FAILED.value, ended_by="controller", end_reason=REASON
            )
        elif table is not AgentSession:
            change = change.values(reason=REASON)
        work.db.execute(change)
    work.db.execute(
        update(Interpretation)
        .where(Interpretation.found_at.is_(None))
        .values(found_at=last_known, outcome=REASON)
    )
    work.db.execute(
        update(Interpretation)
        .where(Interpretation.connected_at.is_not(None), Interpretation.left_at.is_(None))
        .values(left_at=last_known)
    )
