"""Call-back tasks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """See `db.models.Task`."""

    task_id: str
    call_id: str
    created_at: datetime
    number: str
    language: str | None
    path: str
    duration_s: float
    kind: str
    state: str
    owner: str | None
    taken_at: datetime | None
    done_at: datetime | None
    done_by: str | None
    outcome: str

    @classmethod
    def of(cls, row: Task) -> Self:
        """Copy the columns."""
        return cls(**{name: getattr(row, name) for name in cls.__dataclass_fields__})


def find_task(session: Session, task_id: str) -> TaskRow | None:
    """Return the task of that id."""
    row = session.scalar(select(Task).where(Task.task_id == task_id))
    return TaskRow.of(row) if row is not None else None


def list_tasks(session: Session, *, done: bool = False) -> list[TaskRow]:
    """Return the tasks that are to be done, oldest first; with `done`, all of them."""
    query = select(Task).order_by(Task.id)
    if not done:
        query = query.where(Task.state != "done")
    return [TaskRow.of(row) for row in session.scalars(query)]
