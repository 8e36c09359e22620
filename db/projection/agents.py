"""Sessions from login to logout, and periods of status and of state."""

from sqlalchemy import insert, update

from acd.events import AgentStateChanged, AgentStatus, AgentStatusChanged
from db.models import AgentPeriod, AgentSession
from db.projection.work import Projection, Work

rows = Projection()


@rows.on(AgentStatusChanged)
def _status(work: Work, event: AgentStatusChanged) -> None:
    open_session = (AgentSession.agent_id == event.agent_id, AgentSession.ended_at.is_(None))
    if event.status is AgentStatus.LOGGED_OUT:
        work.db.execute(update(AgentSession).where(*open_session).values(ended_at=work.at))
    else:
        # A login at another device is a change of the open session, not a second one.
        device = {"device": event.device} if event.device else {"device": AgentSession.device}
        changed = work.db.execute(update(AgentSession).where(*open_session).values(**device))
        if changed.rowcount == 0:
            work.db.execute(
                insert(AgentSession).values(
                    id=work.id, agent_id=event.agent_id, device=event.device, started_at=work.at
                )
            )
    _period(work, "status", event.agent_id, event.status.value, event.reason)


@rows.on(AgentStateChanged)
def _state(work: Work, event: AgentStateChanged) -> None:
    _period(
        work,
        "state",
        event.agent_id,
        event.state.value,
        event.reason,
        call_id=event.call_id,
        until=event.until,
    )


def _period(
    work: Work,
    axis: str,
    agent_id: str,
    value: str,
    reason: str,
    *,
    call_id: str | None = None,
    until: float | None = None,
) -> None:
    work.db.execute(
        update(AgentPeriod)
        .where(
            AgentPeriod.agent_id == agent_id,
            AgentPeriod.axis == axis,
            AgentPeriod.ended_at.is_(None),
        )
        .values(ended_at=work.at)
    )
    work.db.execute(
        insert(AgentPeriod).values(
            id=work.id,
            agent_id=agent_id,
            axis=axis,
            value=value,
            reason=reason,
            call_id=call_id,
            until=until,
            started_at=work.at,
        )
    )
