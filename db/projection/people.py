"""Whose each agent id is."""

from sqlalchemy import bindparam, update

from acd.staff.events import AgentEnrolled
from db.models import AgentIdentity
from db.projection.work import Projection, Work, table_of

rows = Projection()

_identity = table_of(AgentIdentity)
_RENAME = update(_identity).where(_identity.c.agent_id == bindparam("of_agent"))


@rows.on(AgentEnrolled)
def _enrolled(work: Work, event: AgentEnrolled) -> None:
    renamed = work.db.execute(_RENAME, {"of_agent": event.agent_id, "name": event.name})
    if renamed.rowcount == 0:
        work.add(AgentIdentity, agent_id=event.agent_id, name=event.name, since=work.at)
