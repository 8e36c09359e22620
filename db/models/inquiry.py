"""The city's questions: every one answered, and which list a caller was offered."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CallId, EvidenceId


class Inquiry(Base):
    """A question answered under a code, by whom and on whatever channel. Trending counts these.

    `channel`: ivr for an answer the caller chose to hear, agent for one that a person gave, else
    the channel's own name (web, app, sms). `call_id` is NULL where there was no call.
    """

    __tablename__ = "inquiry"
    __table_args__ = (Index(None, "at", "code"),)

    id: Mapped[EvidenceId]
    call_id: Mapped[str | None] = mapped_column(
        ForeignKey("contact.call_id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    code: Mapped[str]
    channel: Mapped[str]
    agent_id: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="")
    district: Mapped[str] = mapped_column(default="")


class Lookup(Base):
    """What a caller looked up in the city's knowledge; `found` has the codes, none if in vain.

    `by`: number, words, or tree. `asked` is what was keyed or said, or the code arrived at.
    """

    __tablename__ = "lookup"

    id: Mapped[EvidenceId]
    call_id: Mapped[CallId] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    node: Mapped[str]
    by: Mapped[str]
    asked: Mapped[str]
    found: Mapped[list[str]] = mapped_column(JSON)
    means: Mapped[str]


class FaqOffer(Base):
    """The questions that a caller was offered. `arm`: trending, or control for the control list."""

    __tablename__ = "faq_offer"

    id: Mapped[EvidenceId]
    call_id: Mapped[CallId] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    node: Mapped[str]
    arm: Mapped[str]
    faqs: Mapped[list[str]] = mapped_column(JSON)
