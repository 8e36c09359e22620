"""Who spoke with each caller last."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.plan.model import Role
from db.models import Contact, Segment


def last_agents(session: Session, *, since: datetime, most: int) -> Mapping[str, str]:
    """Return the last agent by calling number, the caller not seen for longest first.

    Looks at the conversations that began at `since` or later, the `most` latest of them.
    """
    rows = session.execute(
        select(Contact.calling_number, Segment.agent_id)
        .join(Contact, Contact.call_id == Segment.call_id)
        .where(
            Segment.kind == "talk",
            Segment.role == Role.PRIMARY.value,
            Segment.started_at >= since,
            Segment.agent_id.is_not(None),
            Contact.calling_number != "",
        )
        .order_by(Segment.id.desc())
        .limit(most)
    )
    latest: dict[str, str] = {}
    for number, agent_id in rows:
        latest.setdefault(number, agent_id or "")
    return dict(reversed(latest.items()))
