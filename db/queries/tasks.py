"""Call-back tasks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """Somebody to be called back. `path` is the recorded message."""

    task_id: str
    call_id: str
    created_at: datetime
    number: str
    language: str | None
    path: str
    duration_s: float
    state: str
    done_at: datetime | None
    done_by: str | None
    outcome: str

    @classmethod
    def of(cls, row: Task) -> Self:
        """Copy the columns."""
        return cls(**{name: getattr(row, name) for name in cls.__dataclass_fields__})


def list_tasks(session: Session, *, state: str | None = "open") -> list[TaskRow]:
    """Return the tasks in that state (None: all), oldest first."""
    query = select(Task).order_by(Task.id)
    if state is not None:
        query = query.where(Task.state == state)
    return [TaskRow.of(row) for row in session.scalars(query)]
