"""Segments of supervisors on conversations: listen, whisper, barge, each with its own times.

The segment's `agent_id` is the supervisor, `supervised_agent_id` the agent, `offer_id` the
supervision, `role` supervisor. A supervisor whom a killed controller left on a conversation is
found at the next start: the `SupervisionEnded` of then has the last word over `recovery`.
"""

from sqlalchemy import bindparam, or_, update

from acd.supervision.messages import SupervisionEnded, SupervisionModeEntered
from db.models import Segment
from db.projection.recovery import REASON
from db.projection.stretches import close_segments, closing, open_segment
from db.projection.work import Projection, Work, table_of

rows = Projection()

ROLE = "supervisor"

_segment = table_of(Segment)
_of_supervision = (
    _segment.c.offer_id == bindparam("of_supervision"),
    _segment.c.role == ROLE,
)
_CLOSE = closing(*_of_supervision)
_END = update(_segment).where(
    or_(_segment.c.ended_at.is_(None), _segment.c.reason == REASON), *_of_supervision
)


@rows.on(SupervisionModeEntered)
def _mode_entered(work: Work, event: SupervisionModeEntered) -> None:
    close_segments(work, _CLOSE, outcome=event.mode.value, of_supervision=event.supervision_id)
    open_segment(
        work,
        event.mode.value,
        event.call_id,
        agent_id=event.supervisor_id,
        supervised_agent_id=event.agent_id,
        role=ROLE,
        offer_id=event.supervision_id,
    )


@rows.on(SupervisionEnded)
def _ended(work: Work, event: SupervisionEnded) -> None:
    close_segments(
        work, _END, outcome="left", reason=event.reason, of_supervision=event.supervision_id
    )
