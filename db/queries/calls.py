"""The list of calls, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.models import Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """Which calls. A field that is None does not restrict."""

    since: datetime | None = None
    until: datetime | None = None
    disposition: str | None = None
    language: str | None = None
    calling_number: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """A contact as it is listed. `wait_s`: from asking for a person to hearing one."""

    call_id: str
    serial: str
    channel: str
    direction: str
    calling_number: str
    dialled: str
    alias: str
    flow: str
    flow_version: str
    started_at: datetime
    answered_at: datetime | None
    queued_at: datetime | None
    connected_at: datetime | None
    ended_at: datetime | None
    language: str | None
    language_confidence: float | None
    language_means: str | None
    disposition: str | None
    ended_by: str
    end_node: str
    end_reason: str

    @classmethod
    def of(cls, row: Contact) -> Self:
        """Copy the columns."""
        return cls(**{name: getattr(row, name) for name in cls.__dataclass_fields__})

    @property
    def duration_s(self) -> float | None:
        """From the start to the end, None while it goes on."""
        return (self.ended_at - self.started_at).total_seconds() if self.ended_at else None

    @property
    def wait_s(self) -> float | None:
        """From asking for a person to hearing one, None when that did not happen."""
        if self.queued_at is None or self.connected_at is None:
            return None
        return (self.connected_at - self.queued_at).total_seconds()


def list_calls(session: Session, wanted: CallFilter) -> list[CallRow]:
    """Return the calls that fit, newest first."""
    query = select(Contact).order_by(Contact.started_at.desc(), Contact.serial.desc())
    if wanted.since is not None:
        query = query.where(Contact.started_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(Contact.started_at < wanted.until)
    for column, value in (
        (Contact.disposition, wanted.disposition),
        (Contact.language, wanted.language),
        (Contact.calling_number, wanted.calling_number),
    ):
        if value is not None:
            query = query.where(column == value)
    return [CallRow.of(row) for row in session.scalars(query.limit(wanted.limit))]


def find_call(session: Session, name: str) -> Contact | None:
    """Return the contact with that call id or serial number."""
    found: Contact | None = session.scalar(
        select(Contact).where(or_(Contact.call_id == name, Contact.serial == name)).limit(1)
    )
    return found


def serial_of(session: Session, call_id: str) -> str | None:
    """Return the call's human-readable number."""
    return session.scalar(select(Contact.serial).where(Contact.call_id == call_id))
