"""The ledger, and the counters behind human-readable numbers."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, EvidenceId


class LedgerRow(Base):
    """One event. `id` runs without gaps in the order of commit, over all boots."""

    __tablename__ = "ledger"
    __table_args__ = (UniqueConstraint("boot_id", "seq"),)

    id: Mapped[EvidenceId]
    boot_id: Mapped[str]
    seq: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    kind: Mapped[str]
    call_id: Mapped[str | None] = mapped_column(index=True)
    agent_id: Mapped[str | None] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]


class SerialCounter(Base):
    """The last number given in a year (UTC) for a name such as `contact` or `task`."""

    __tablename__ = "serial_counter"

    name: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
