"""A contact, the segments it is made of, and the offers to agents."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CallId, EvidenceId, Prose

BLOCKED = "blocked"
"""The disposition of a call that could not be taken at all; the others are `Disposition`."""


INBOUND, OUTBOUND, TEST = "inbound", "outbound", "test"


class Contact(Base):
    """One citizen on one call.

    `direction`: inbound, outbound when we have called, or test when it is none of a citizen's but a
    test of the line; `calling_number` is the citizen's.
    `answered_at`: the line was answered. `queued_at`: first asked for a person. `connected_at`:
    first heard one. `language_means`: what the language rests on (speech, key, a hint's name,
    flow, agent). Until the end, `disposition` is NULL.
    """

    __tablename__ = "contact"

    call_id: Mapped[str] = mapped_column(primary_key=True)
    serial: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str] = mapped_column(default="phone")
    direction: Mapped[str] = mapped_column(default=INBOUND)
    calling_number: Mapped[str] = mapped_column(default="", index=True)
    dialled: Mapped[str] = mapped_column(default="")
    alias: Mapped[str] = mapped_column(default="")
    flow: Mapped[str] = mapped_column(default="")
    flow_version: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    queued_at: Mapped[datetime | None]
    connected_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    language: Mapped[str | None]
    language_confidence: Mapped[float | None]
    language_means: Mapped[str | None]
    disposition: Mapped[str | None] = mapped_column(index=True)
    ended_by: Mapped[str] = mapped_column(default="")
    end_node: Mapped[str] = mapped_column(default="")
    end_reason: Mapped[Prose] = mapped_column(default="")


class Segment(Base):
    """A stretch of a call.

    Kinds: ivr, queue, ring, dial, talk, hold, interpreter, consult, consulted, outside, conference,
    wrap_up, transfer, voicemail, and of a supervisor (the `agent_id`) listen, whisper, barge on the
    conversation of `supervised_agent_id`. Talk and hold never overlap for one party; consult,
    conference and outside lie beside them. `queue`
    is the queue's name, or the destination of a transfer; a transfer by an agent has its manner
    (blind, attended) in `role`. `outcome` says how it ended; NULL `ended_at` means that it goes on.
    """

    __tablename__ = "segment"
    __table_args__ = (
        Index(None, "call_id", "kind"),
        Index(None, "kind", "started_at"),
    )

    id: Mapped[EvidenceId]
    call_id: Mapped[CallId]
    kind: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    agent_id: Mapped[str | None] = mapped_column(index=True)
    supervised_agent_id: Mapped[str | None] = mapped_column(index=True)
    queue: Mapped[str | None]
    role: Mapped[str | None]
    language: Mapped[str | None]
    entry_id: Mapped[str | None] = mapped_column(index=True)
    offer_id: Mapped[str | None] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(default="")
    reason: Mapped[Prose] = mapped_column(default="")


class Offer(Base):
    """An agent reserved for an entry, with the receipt: who was weighed and why this one."""

    __tablename__ = "offer"

    id: Mapped[EvidenceId]
    offer_id: Mapped[str] = mapped_column(index=True)
    call_id: Mapped[CallId] = mapped_column(index=True)
    entry_id: Mapped[str]
    agent_id: Mapped[str] = mapped_column(index=True)
    role: Mapped[str]
    made_at: Mapped[datetime]
    rang_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    lease_until: Mapped[float]
    outcome: Mapped[str | None]
    reason: Mapped[Prose] = mapped_column(default="")
    receipt: Mapped[dict[str, Any]]
