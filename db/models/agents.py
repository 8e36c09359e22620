"""When agents were logged in, and what they chose and did."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, EvidenceId


class AgentSession(Base):
    """From login to logout, at one device."""

    __tablename__ = "agent_session"
    __table_args__ = (Index(None, "agent_id", "started_at"),)

    id: Mapped[EvidenceId]
    agent_id: Mapped[str]
    device: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AgentPeriod(Base):
    """A period of one status or one state.

    `axis` is `status` (what the agent chose) or `state` (what the engine saw); the two run side
    by side. `until` is when the state was to end by itself, in epoch seconds.
    """

    __tablename__ = "agent_period"
    __table_args__ = (Index(None, "agent_id", "axis", "started_at"),)

    id: Mapped[EvidenceId]
    agent_id: Mapped[str]
    axis: Mapped[str]
    value: Mapped[str]
    reason: Mapped[str]
    call_id: Mapped[str | None]
    until: Mapped[float | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AgentIdentity(Base):
    """Whose an agent id is: the name as it was last, and since when the id is known."""

    __tablename__ = "agent_identity"

    agent_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    since: Mapped[datetime]
