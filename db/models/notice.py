"""Notices at the front of calls, and proposals of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from db.models.base import Base, EvidenceId, Prose


class NoticeRow(Base):
    """A notice from its beginning to its end.

    `state`: proposed, on, off, expired, rejected, lapsed. `lines` are dialled numbers, none for
    every line. `since`, `actor`: when and by whom it came to be on, or was edited last. `until` is
    when it ends by itself; a proposal does at `lapses_at`. The figures of a surge are None where
    there was none: `inquiries` in `bin_s` seconds, `usual` ones, `probability` of so many.
    """

    __tablename__ = "notice"
    __table_args__ = (Index(None, "notice_id"),)

    id: Mapped[EvidenceId]
    notice_id: Mapped[str]
    state: Mapped[str]
    kind: Mapped[str]
    text: Mapped[dict[str, Any]]
    lines: Mapped[list[str]]
    after: Mapped[str]
    began_at: Mapped[datetime]
    since: Mapped[datetime]
    until: Mapped[float]
    actor: Mapped[str]
    ended_at: Mapped[datetime | None]
    reason: Mapped[Prose]
    code: Mapped[str | None]
    inquiries: Mapped[float | None]
    usual: Mapped[float | None]
    probability: Mapped[float | None]
    bin_s: Mapped[float | None]
    false_alarms_per_year: Mapped[float | None]
    lapses_at: Mapped[float | None]
