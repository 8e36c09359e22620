"""Intake, notes and call-back tasks. Number and time come from the call, not from a person."""

from sqlalchemy import select, update

from db.models import Contact, Intake, Note, Task
from db.projection.work import Projection, Work
from ivr.flow.desk_events import (
    IntakeSaved,
    NoteAdded,
    TaskDone,
    TaskTaken,
)
from ivr.flow.events import (
    VoicemailLeft,
)

rows = Projection()


def surname_of(name: str) -> str:
    """Return what stands before a comma, else the last word: "Ortiz, Ana" and "Ana Ortiz"."""
    before, comma, _ = name.partition(",")
    words = (before if comma else name).split()
    if comma:
        return " ".join(words)
    return words[-1] if words else ""


def _number_of(work: Work, call_id: str) -> str:
    query = select(Contact.calling_number).where(Contact.call_id == call_id)
    return work.db.scalar(query) or ""


@rows.on(IntakeSaved)
def _intake(work: Work, event: IntakeSaved) -> None:
    values = {
        "agent_id": event.agent_id,
        "name": event.name,
        "surname": surname_of(event.name),
        "service_type": event.service_type,
        "contact_type": event.contact_type,
        "need": event.need,
    }
    corrected = work.db.execute(
        update(Intake)
        .where(Intake.serial == event.serial, Intake.call_id == event.call_id)
        .values(**values)
    )
    if corrected.rowcount == 0:
        work.add(
            Intake,
            id=work.id,
            serial=event.serial,
            call_id=event.call_id,
            calling_number=_number_of(work, event.call_id),
            at=work.at,
            **values,
        )


@rows.on(NoteAdded)
def _note(work: Work, event: NoteAdded) -> None:
    work.add(
        Note,
        id=work.id,
        call_id=event.call_id,
        at=work.at,
        agent_id=event.agent_id,
        text=event.text,
    )


@rows.on(VoicemailLeft)
def _task(work: Work, event: VoicemailLeft) -> None:
    work.add(
        Task,
        id=work.id,
        task_id=work.next_serial("task", prefix="T"),
        call_id=event.call_id,
        created_at=work.at,
        number=_number_of(work, event.call_id),
        language=event.language,
        path=event.path,
        duration_s=event.duration_s,
        state="open",
    )


@rows.on(TaskTaken)
def _task_taken(work: Work, event: TaskTaken) -> None:
    """The first to take it has it."""
    work.db.execute(
        update(Task)
        .where(Task.task_id == event.task_id, Task.state == "open")
        .values(state="taken", owner=event.agent_id, taken_at=work.at)
    )


@rows.on(TaskDone)
def _task_done(work: Work, event: TaskDone) -> None:
    work.db.execute(
        update(Task)
        .where(Task.task_id == event.task_id, Task.state != "done")
        .values(state="done", done_at=work.at, done_by=event.agent_id, outcome=event.outcome)
    )
