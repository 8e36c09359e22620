"""Whose the agent ids are."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import AgentIdentity


def known_agents(session: Session) -> Mapping[str, str]:
    """Return the name on record by agent id, of everybody who ever had one."""
    rows = session.execute(select(AgentIdentity.agent_id, AgentIdentity.name))
    return dict(iter(rows))
