"""Segments of supervisors on conversations: listen, whisper, barge, each with its own times.

The segment's `agent_id` is the supervisor, `offer_id` the supervision, `role` supervisor.
"""

from sqlalchemy import bindparam, update

from acd.supervision.messages import SupervisionEnded, SupervisionModeEntered
from db.models import Segment
from db.projection.stretches import close_segments
from db.projection.work import Projection, Work, table_of

rows = Projection()

ROLE = "supervisor"

_segment = table_of(Segment)
_CLOSE = update(_segment).where(
    _segment.c.offer_id == bindparam("of_supervision"),
    _segment.c.role == ROLE,
    _segment.c.ended_at.is_(None),
)


@rows.on(SupervisionModeEntered)
def _mode_entered(work: Work, event: SupervisionModeEntered) -> None:
    _close(work, event.supervision_id, outcome=event.mode.value, reason="")
    work.add(
        Segment,
        id=work.id,
        call_id=event.call_id,
        kind=event.mode.value,
        started_at=work.at,
        agent_id=event.supervisor_id,
        role=ROLE,
        offer_id=event.supervision_id,
    )


@rows.on(SupervisionEnded)
def _ended(work: Work, event: SupervisionEnded) -> None:
    _close(work, event.supervision_id, outcome="left", reason=event.reason)


def _close(work: Work, supervision_id: str, *, outcome: str, reason: str) -> None:
    bound = {"of_supervision": supervision_id}
    close_segments(work, _CLOSE, outcome=outcome, reason=reason, **bound)
