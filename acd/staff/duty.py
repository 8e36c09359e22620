"""An agent's status and state: the only functions that change them, tell of it and index it."""

from acd.call import Call
from acd.events import (
    AgentState,
    AgentStateChanged,
    AgentStatus,
    AgentStatusChanged,
    WrapUpExtended,
)
from acd.floor import Floor
from acd.plan.model import Queue
from acd.routing.decision import Turn
from acd.staff.agent import Agent
from acd.timers import Purpose


def set_status(floor: Floor, agent: Agent, status: AgentStatus, *, reason: str = "") -> None:
    """Change what the agent chose. One who becomes ready by it goes to the end of the idle."""
    was_ready = agent.ready
    agent.count_time(now=floor.now)
    if not agent.staffed:
        agent.begin_shift(now=floor.now)
    agent.status = status
    agent.status_reason = reason
    if agent.ready and not was_ready:
        agent.begin_idling(now=floor.now, turn=floor.next_turn())
    tell_status(floor, agent)
    floor.roster.file(agent)


def tell_status(floor: Floor, agent: Agent) -> None:
    """Put the agent's status and device on record."""
    floor.say(
        AgentStatusChanged(
            agent_id=agent.agent_id,
            status=agent.status,
            reason=agent.status_reason,
            device=agent.device,
            turn=_turn(agent),
        )
    )


def set_state(
    floor: Floor,
    agent: Agent,
    state: AgentState,
    *,
    until: float | None = None,
    reason: str = "",
) -> None:
    """Change what the agent is seen doing."""
    agent.enter(state, now=floor.now, until=until, reason=reason)
    floor.say(
        AgentStateChanged(
            agent_id=agent.agent_id,
            state=state,
            call_id=agent.call_id,
            until=until,
            reason=reason,
            turn=_turn(agent),
        )
    )
    floor.roster.file(agent)


def reserve(floor: Floor, agent: Agent, call: Call, offer_id: str) -> None:
    """The agent is taken for a call."""
    agent.call_id = call.call_id
    agent.offer_id = offer_id
    set_state(floor, agent, AgentState.RESERVED)


def make_idle(floor: Floor, agent: Agent, *, keep_turn: bool = False) -> None:
    """The agent is free again.

    `keep_turn` is for those who lost an offer through no doing of their own: they keep the
    place among the idle they had before it.
    """
    floor.timers.cancel(Purpose.WRAP_UP, agent.agent_id)
    floor.timers.cancel(Purpose.NOT_RESPONDING, agent.agent_id)
    agent.count_time(now=floor.now)
    if not keep_turn:
        agent.begin_idling(now=floor.now, turn=floor.next_turn())
    set_state(floor, agent, AgentState.IDLE)
    if agent.removed:
        del floor.agents[agent.agent_id]


def wrap_up(floor: Floor, agent: Agent, queue: Queue) -> None:
    """The call is over for the agent; after `queue.wrap_up_s` they are idle by themselves.

    A vendor's line has nothing to write down.
    """
    if queue.wrap_up_s <= 0 or agent.profile.vendor is not None:
        make_idle(floor, agent)
        return
    agent.extensions_left = queue.wrap_up_extensions
    agent.extension_s = queue.wrap_up_extension_s
    until = floor.now + queue.wrap_up_s
    set_state(floor, agent, AgentState.WRAP_UP, until=until)
    floor.timers.set(Purpose.WRAP_UP, agent.agent_id, until)


def extend_wrap_up(floor: Floor, agent: Agent) -> None:
    """The wrap-up takes longer, as often as the queue allows; then nothing changes."""
    if agent.state is not AgentState.WRAP_UP or agent.until is None or not agent.extensions_left:
        return
    agent.extensions_left -= 1
    agent.until += agent.extension_s
    floor.timers.set(Purpose.WRAP_UP, agent.agent_id, agent.until)
    floor.say(
        WrapUpExtended(
            agent_id=agent.agent_id,
            call_id=agent.call_id,
            until=agent.until,
            left=agent.extensions_left,
        )
    )


def stop_ringing(floor: Floor, agent: Agent, queue: Queue, *, reason: str) -> None:
    """The agent gets no more calls until they show that they are there, or the queue's time ends.

    That time, `queue.not_responding_s`, may be None: then only the agent ends the state. For a
    vendor's line it is the vendor's `retry_s`.
    """
    agent.misses = 0
    vendor = agent.profile.vendor
    after_s = queue.not_responding_s if vendor is None else vendor.retry_s
    until = None if after_s is None else floor.now + after_s
    set_state(floor, agent, AgentState.NOT_RESPONDING, until=until, reason=reason)
    if until is not None:
        floor.timers.set(Purpose.NOT_RESPONDING, agent.agent_id, until)


def _turn(agent: Agent) -> Turn | None:
    """The agent's place among the idle, for the record; None while they take no call."""
    if not agent.ready:
        return None
    return Turn(idle_since=agent.idle_since, number=agent.idle_turn, occupancy=agent.occupancy)
