"""The service level of each queue since a moment, for the live board."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.events import EntryOutcome
from acd.plan.model import Role
from db.models import Segment
from db.queries.figures import ServiceLevel


def queue_levels(
    session: Session, *, since: datetime, threshold_s: float
) -> Mapping[str, ServiceLevel]:
    """Return the service level of the callers' waits that began at `since` or later, by queue.

    A wait handed on to another queue is not counted in the first.
    """
    rows = session.execute(
        select(Segment.queue, Segment.outcome, Segment.started_at, Segment.ended_at).where(
            Segment.kind == "queue",
            Segment.role == Role.PRIMARY.value,
            Segment.started_at >= since,
            Segment.ended_at.is_not(None),
            Segment.outcome != EntryOutcome.OVERFLOWED.value,
        )
    )
    answered: defaultdict[str, list[float]] = defaultdict(list)
    abandoned: defaultdict[str, list[float]] = defaultdict(list)
    left: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        waited_s = (row.ended_at - row.started_at).total_seconds()
        match row.outcome:
            case EntryOutcome.CONNECTED:
                answered[row.queue].append(waited_s)
            case EntryOutcome.ABANDONED:
                abandoned[row.queue].append(waited_s)
            case _:
                left[row.queue] += 1
    return {
        queue: ServiceLevel.of(
            threshold_s=threshold_s,
            answered=answered[queue],
            abandoned=abandoned[queue],
            left=left[queue],
        )
        for queue in sorted(answered.keys() | abandoned.keys() | left.keys())
    }
