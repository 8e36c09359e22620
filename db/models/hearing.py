"""Who heard the recordings of calls."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CallId, EvidenceId, Prose


class Hearing(Base):
    """Somebody asked to hear a recording; `refusal` says why they did not, '' if they did.

    `part` counts the call's recordings from 1. `way`: desk, played or written (to a file).
    """

    __tablename__ = "hearing"

    id: Mapped[EvidenceId]
    call_id: Mapped[CallId] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    part: Mapped[int]
    path: Mapped[Prose]
    listener_id: Mapped[str] = mapped_column(index=True)
    way: Mapped[str]
    refusal: Mapped[Prose]
