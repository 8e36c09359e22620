"""Sessions from login to logout, and periods of status and of state."""

from sqlalchemy import bindparam, update

from acd.events import AgentStateChanged, AgentStatus, AgentStatusChanged, WrapUpExtended
from db.models import AgentPeriod, AgentSession
from db.projection.work import Projection, Work, table_of

rows = Projection()

_session, _agent_period = table_of(AgentSession), table_of(AgentPeriod)
_CHANGE_SESSION = update(_session).where(
    _session.c.agent_id == bindparam("of_agent"), _session.c.ended_at.is_(None)
)
_KEEP_SESSION = _CHANGE_SESSION.values(device=_session.c.device)
_CHANGE_PERIOD = update(_agent_period).where(
    _agent_period.c.agent_id == bindparam("of_agent"),
    _agent_period.c.axis == bindparam("of_axis"),
    _agent_period.c.ended_at.is_(None),
)


@rows.on(AgentStatusChanged)
def _status(work: Work, event: AgentStatusChanged) -> None:
    of_agent = {"of_agent": event.agent_id}
    if event.status is AgentStatus.LOGGED_OUT:
        work.db.execute(_CHANGE_SESSION, {**of_agent, "ended_at": work.at})
    else:
        # A login at another device is a change of the open session, not a second one.
        if event.device:
            changed = work.db.execute(_CHANGE_SESSION, {**of_agent, "device": event.device})
        else:
            changed = work.db.execute(_KEEP_SESSION, of_agent)
        if changed.rowcount == 0:
            work.add(
                AgentSession,
                id=work.id,
                agent_id=event.agent_id,
                device=event.device,
                started_at=work.at,
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


@rows.on(WrapUpExtended)
def _extended(work: Work, event: WrapUpExtended) -> None:
    of_wrap_up = {"of_agent": event.agent_id, "of_axis": "state"}
    work.db.execute(_CHANGE_PERIOD, {**of_wrap_up, "until": event.until})


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
    work.db.execute(_CHANGE_PERIOD, {"of_agent": agent_id, "of_axis": axis, "ended_at": work.at})
    work.add(
        AgentPeriod,
        id=work.id,
        agent_id=agent_id,
        axis=axis,
        value=value,
        reason=reason,
        call_id=call_id,
        until=until,
        started_at=work.at,
    )
