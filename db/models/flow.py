"""What the caller said, heard and left behind."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CallId, EvidenceId, Prose


class FaqPlay(Base):
    """An inquiry: the answer to `faq` was played. Trending counts these rows.

    `means`: key, speech. `heard_s` is how much of it was heard, in seconds.
    """

    __tablename__ = "faq_play"
    __table_args__ = (Index(None, "at", "faq"),)

    id: Mapped[EvidenceId]
    call_id: Mapped[CallId] = mapped_column(index=True)
    at: Mapped[datetime]
    faq: Mapped[str]
    language: Mapped[str]
    complete: Mapped[bool]
    heard_s: Mapped[float]
    means: Mapped[str]


class Choice(Base):
    """What the caller chose at a node, and how. `confidence` lies in [0, 1]."""

    __tablename__ = "choice"

    id: Mapped[EvidenceId]
    call_id: Mapped[CallId] = mapped_column(index=True)
    at: Mapped[datetime]
    node: Mapped[str]
    choice: Mapped[str]
    means: Mapped[str]
    confidence: Mapped[float]


class Answer(Base):
    """What the caller answered to a question of the flow.

    `kind`: digits, yes_no, date, choice, survey. `value` is as keyed, yes or no, an ISO date, or
    the choice's name. Consent to recording has the kind consent.
    """

    __tablename__ = "answer"

    id: Mapped[EvidenceId]
    call_id: Mapped[CallId] = mapped_column(index=True)
    at: Mapped[datetime]
    node: Mapped[str]
    variable: Mapped[str]
    kind: Mapped[str]
    value: Mapped[Prose]
    means: Mapped[str]
    confidence: Mapped[float]


class LanguageIdentification(Base):
    """One finding about the caller's language; `by_agent` when a person said so."""

    __tablename__ = "language_identification"

    id: Mapped[EvidenceId]
    call_id: Mapped[CallId] = mapped_column(index=True)
    at: Mapped[datetime]
    language: Mapped[str | None]
    confidence: Mapped[float]
    means: Mapped[str]
    by_agent: Mapped[str | None]
    evidence: Mapped[dict[str, Any]]


class Recording(Base):
    """A sound file of a call. `kind`: conversation, voicemail, or answer."""

    __tablename__ = "recording"

    id: Mapped[EvidenceId]
    call_id: Mapped[CallId] = mapped_column(index=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    path: Mapped[Prose]
    duration_s: Mapped[float]
    sides: Mapped[dict[str, Any]]
