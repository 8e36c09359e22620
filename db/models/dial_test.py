"""Test calls to the city's numbers, and what came of them."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, EvidenceId, Prose


class DialTest(Base):
    """A number was called at `at`. The fields are those of the event `DialTested`."""

    __tablename__ = "dial_test"

    id: Mapped[EvidenceId]
    at: Mapped[datetime] = mapped_column(index=True)
    number: Mapped[str] = mapped_column(index=True)
    alias: Mapped[str]
    flow: Mapped[str]
    passed: Mapped[bool]
    reason: Mapped[Prose]
    prompt: Mapped[str]
    answered_s: Mapped[float | None]
    speech_s: Mapped[float | None]
