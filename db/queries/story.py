"""The whole story of one call."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.events import OfferMade
from db.codec import decode_event
from db.models import (
    FaqPlay,
    Hearing,
    Intake,
    LanguageIdentification,
    LedgerRow,
    Note,
    Recording,
    Segment,
)
from db.models import Task as TaskTable
from db.queries.calls import CallRow, find_call
from db.queries.steps import describe, receipt_lines
from db.queries.tasks import TaskRow

T = TypeVar("T", bound="_Copied")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copied:
    @classmethod
    def of(cls, row: Any) -> Self:
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRow(_Copied):
    """See `db.models.Segment`."""

    kind: str
    started_at: datetime
    ended_at: datetime | None
    agent_id: str | None
    supervised_agent_id: str | None
    queue: str | None
    role: str | None
    language: str | None
    outcome: str
    reason: str

    @property
    def duration_s(self) -> float | None:
        """None while it goes on."""
        return (self.ended_at - self.started_at).total_seconds() if self.ended_at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqRow(_Copied):
    """An answer that was heard."""

    at: datetime
    faq: str
    language: str
    complete: bool
    heard_s: float
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageRow(_Copied):
    """A finding about the language, with what each source said."""

    at: datetime
    language: str | None
    confidence: float
    means: str
    by_agent: str | None
    evidence: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingRow(_Copied):
    """A sound file."""

    at: datetime
    kind: str
    path: str
    duration_s: float
    sides: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingRow(_Copied):
    """See `db.models.Hearing`. `part` counts `CallStory.recordings` from 1."""

    at: datetime
    part: int
    path: str
    listener_id: str
    way: str
    refusal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRow(_Copied):
    """Intake part 1."""

    serial: str
    calling_number: str
    at: datetime
    agent_id: str
    name: str
    surname: str
    service_type: str
    contact_type: str
    need: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow(_Copied):
    """A note."""

    at: datetime
    agent_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the timeline. `at_s` counts from the call's start, in seconds.

    `why` is the receipt of a routing decision in words; `receipt` the same as data.
    """

    at_s: float
    kind: str
    text: str
    why: tuple[str, ...] = ()
    receipt: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStory:
    """Everything on record about a call."""

    call: CallRow
    steps: tuple[Step, ...]
    segments: tuple[SegmentRow, ...]
    languages: tuple[LanguageRow, ...]
    faqs: tuple[FaqRow, ...]
    recordings: tuple[RecordingRow, ...]
    hearings: tuple[HearingRow, ...]
    intakes: tuple[IntakeRow, ...]
    notes: tuple[NoteRow, ...]
    tasks: tuple[TaskRow, ...]


def call_story(session: Session, name: str) -> CallStory | None:
    """Return the story of the call with that id or serial number, None if there is no such call.

    Raises:
        EventCodecError: the ledger holds what this version cannot read.
    """
    contact = find_call(session, name)
    if contact is None:
        return None
    call = CallRow.of(contact)

    def of(cls: type[T], table: Any) -> tuple[T, ...]:
        query = select(table).where(table.call_id == call.call_id).order_by(table.id)
        return tuple(cls.of(row) for row in session.scalars(query))

    tasks = select(TaskTable).where(TaskTable.call_id == call.call_id).order_by(TaskTable.id)
    return CallStory(
        call=call,
        steps=_steps(session, call),
        segments=of(SegmentRow, Segment),
        languages=of(LanguageRow, LanguageIdentification),
        faqs=of(FaqRow, FaqPlay),
        recordings=of(RecordingRow, Recording),
        hearings=of(HearingRow, Hearing),
        intakes=of(IntakeRow, Intake),
        notes=of(NoteRow, Note),
        tasks=tuple(TaskRow.of(row) for row in session.scalars(tasks)),
    )


def _steps(session: Session, call: CallRow) -> tuple[Step, ...]:
    query = select(LedgerRow).where(LedgerRow.call_id == call.call_id).order_by(LedgerRow.id)
    steps = []
    for row in session.scalars(query):
        event = decode_event(row.kind, row.payload)
        text = describe(event)
        if text is None:
            continue
        made = isinstance(event, OfferMade)
        steps.append(
            Step(
                at_s=round((row.at - call.started_at).total_seconds(), 3),
                kind=row.kind,
                text=text,
                why=receipt_lines(event.receipt) if isinstance(event, OfferMade) else (),
                receipt=row.payload["receipt"] if made else None,
            )
        )
    return tuple(steps)
