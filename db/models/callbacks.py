"""People who are to be called back."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CallId, Count, EvidenceId


class Callback(Base):
    """One callback, from its booking to its one outcome.

    `call_id` is the call on which it was asked for; the attempts are on record as a call of their
    own, outbound, whose id is `callback_id`. `state`: resting, queued, dialling, answered, ended.
    `waiting_since` is the place in the order; `last_reason` why the last attempt came to nothing.
    `agent_id` and `task_id` are of an agent who wanted to call, now and once, for a task.
    """

    __tablename__ = "callback"

    id: Mapped[EvidenceId]
    callback_id: Mapped[str] = mapped_column(unique=True)
    call_id: Mapped[CallId] = mapped_column(index=True)
    booked_at: Mapped[datetime]
    agent_id: Mapped[str] = mapped_column(default="")
    task_id: Mapped[str] = mapped_column(default="")
    number: Mapped[str] = mapped_column(index=True)
    queue: Mapped[str]
    language: Mapped[str | None]
    waiting_since: Mapped[datetime]
    not_before: Mapped[datetime]
    not_after: Mapped[datetime]
    state: Mapped[str] = mapped_column(index=True)
    attempts: Mapped[Count] = mapped_column(default=0)
    attempted_at: Mapped[datetime | None]
    last_reason: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
