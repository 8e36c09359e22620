"""What is to be done: the intake, notes and call-back tasks."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CallId, EvidenceId, Prose


class Intake(Base):
    """Intake part 1. Saving again under the same serial corrects the row.

    `surname` is what stands before a comma in `name`, else its last word.
    """

    __tablename__ = "intake"
    __table_args__ = (UniqueConstraint("serial", "call_id"),)

    id: Mapped[EvidenceId]
    serial: Mapped[str]
    call_id: Mapped[CallId] = mapped_column(index=True)
    calling_number: Mapped[str]
    at: Mapped[datetime]
    agent_id: Mapped[str]
    name: Mapped[Prose]
    surname: Mapped[Prose]
    service_type: Mapped[str] = mapped_column(index=True)
    contact_type: Mapped[str]
    need: Mapped[Prose]


class Note(Base):
    """What an agent wrote down during a call."""

    __tablename__ = "note"

    id: Mapped[EvidenceId]
    call_id: Mapped[CallId] = mapped_column(index=True)
    at: Mapped[datetime]
    agent_id: Mapped[str]
    text: Mapped[Prose]


class Task(Base):
    """Somebody has to be called back.

    `kind`: voicemail, a message at `path` to be heard first; callback, which was tried in vain.
    `state`: open, taken by `owner`, or done.
    """

    __tablename__ = "task"

    id: Mapped[EvidenceId]
    task_id: Mapped[str] = mapped_column(unique=True)
    call_id: Mapped[CallId] = mapped_column(index=True)
    created_at: Mapped[datetime]
    number: Mapped[str]
    language: Mapped[str | None]
    path: Mapped[Prose]
    duration_s: Mapped[float]
    kind: Mapped[str] = mapped_column(default="voicemail")
    state: Mapped[str] = mapped_column(index=True)
    owner: Mapped[str | None]
    taken_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None]
    outcome: Mapped[Prose] = mapped_column(default="")
