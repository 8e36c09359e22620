"""Who was on whose conversation."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Segment
from db.projection.supervision import ROLE


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSupervision:
    """A supervision whose end is not on record."""

    supervision_id: str
    call_id: str
    supervisor_id: str
    agent_id: str


def open_supervisions(session: Session) -> tuple[OpenSupervision, ...]:
    """Return the supervisions that go on, oldest first."""
    query = (
        select(Segment).where(Segment.role == ROLE, Segment.ended_at.is_(None)).order_by(Segment.id)
    )
    return tuple(
        OpenSupervision(
            supervision_id=row.offer_id or "",
            call_id=row.call_id,
            supervisor_id=row.agent_id or "",
            agent_id=row.supervised_agent_id or "",
        )
        for row in session.scalars(query)
    )
