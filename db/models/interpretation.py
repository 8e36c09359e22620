"""Interpreters: one row for each time one was asked for."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CallId, Count, EvidenceId


class Interpretation(Base):
    """An interpreter who was asked for, with a clock and a cost of its own.

    `requested_at`: the search began, for `reason`. `found_at`: the search was over, with `outcome`
    as an entry has it; NULL while it goes on. `connected_at` and `left_at`: from joining the call
    to leaving it. `attempts` counts the offers made. `vendor` is '' for a person. `billed_s` and
    `cost_micros`, millionths of `currency`, are the vendor's, 0 for a person.
    """

    __tablename__ = "interpretation"

    id: Mapped[EvidenceId]
    call_id: Mapped[CallId] = mapped_column(index=True)
    entry_id: Mapped[str] = mapped_column(index=True)
    language: Mapped[str | None]
    reason: Mapped[str]
    requested_at: Mapped[datetime] = mapped_column(index=True)
    found_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")
    attempts: Mapped[Count] = mapped_column(default=0)
    agent_id: Mapped[str | None]
    vendor: Mapped[str] = mapped_column(default="", index=True)
    connected_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    billed_s: Mapped[Count] = mapped_column(default=0)
    cost_micros: Mapped[Count] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(default="")
