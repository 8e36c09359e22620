"""The recordings of one call, and whose call it is."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Recording, Segment, Task
from db.queries.calls import find_call

_SPEAKS = ("talk", "interpreter", "conference")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedPart:
    """A sound file. `kind`: conversation, voicemail or answer."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCall:
    """The call's recordings in the order they were made.

    `agents` spoke with the caller, or have taken the task that the call left.
    """

    call_id: str
    parts: tuple[RecordedPart, ...]
    agents: frozenset[str]


def recorded_call(session: Session, name: str) -> RecordedCall | None:
    """Return the recordings of the call with that id or serial number, None if there is none."""
    call = find_call(session, name)
    if call is None:
        return None
    call_id = call.call_id
    recordings = select(Recording).where(Recording.call_id == call_id).order_by(Recording.id)
    spoke = select(Segment.agent_id).where(
        Segment.call_id == call_id,
        Segment.kind.in_(_SPEAKS),
        Segment.supervised_agent_id.is_(None),
    )
    took = select(Task.owner, Task.done_by).where(Task.call_id == call_id)
    agents = {*session.scalars(spoke), *(who for row in session.execute(took) for who in row)}
    return RecordedCall(
        call_id=call_id,
        parts=tuple(
            RecordedPart(kind=row.kind, path=row.path) for row in session.scalars(recordings)
        ),
        agents=frozenset(agent_id for agent_id in agents if agent_id is not None),
    )
