"""Agents come and go.

    input         idle            ringing               on a call, wrap-up     not responding
    logged in     -               -                     -                      idle
    logged out    logged out      offer rescinded       finishes first         idle, logged out
    paused        paused          offer rescinded       finishes first         stays, paused
    resumed       available       available             available; ends        idle, available
                                                        the wrap-up

The status changes at once in every case. Logging in again moves the agent to another device and
keeps a pause; a telephone that rings already goes on ringing where it is. An agent who is logged
out can neither pause nor resume. A wrap-up may be lengthened as often as its queue allows.
"""

from acd.errors import UnknownAgent
from acd.events import AgentState, AgentStatus
from acd.floor import Floor
from acd.inputs import (
    AgentLoggedIn,
    AgentLoggedOut,
    AgentPaused,
    AgentResumed,
    WrapUpExtensionRequested,
)
from acd.offers.offering import rescind
from acd.staff.agent import Agent
from acd.staff.duty import extend_wrap_up, make_idle, set_status, tell_status


def logged_in(floor: Floor, told: AgentLoggedIn) -> None:
    """The agent is at work, at a device.

    Raises:
        UnknownAgent: the plan has no such agent.
    """
    agent = _agent(floor, told.agent_id)
    device = told.device or agent.profile.device
    moved = device != agent.device
    agent.device = device
    if not agent.staffed:
        agent.misses = 0
        set_status(floor, agent, AgentStatus.AVAILABLE)
    elif moved:
        tell_status(floor, agent)
    if agent.state is AgentState.NOT_RESPONDING:
        make_idle(floor, agent)


def logged_out(floor: Floor, told: AgentLoggedOut) -> None:
    """The agent goes home.

    Raises:
        UnknownAgent: the plan has no such agent.
    """
    send_home(floor, _agent(floor, told.agent_id))


def send_home(floor: Floor, agent: Agent, *, reason: str = "") -> None:
    """Log the agent out; what they are doing is finished first."""
    if not agent.staffed:
        return
    set_status(floor, agent, AgentStatus.LOGGED_OUT, reason=reason)
    _stop_offer(floor, agent, reason="logged_out")
    if agent.state is AgentState.NOT_RESPONDING:
        make_idle(floor, agent)


def paused(floor: Floor, told: AgentPaused) -> None:
    """The agent takes no further calls.

    Raises:
        UnknownAgent: the plan has no such agent.
    """
    agent = _agent(floor, told.agent_id)
    if not agent.staffed:
        return
    set_status(floor, agent, AgentStatus.PAUSED, reason=told.reason)
    _stop_offer(floor, agent, reason="paused")


def resumed(floor: Floor, told: AgentResumed) -> None:
    """The agent takes calls again, and at once.

    Raises:
        UnknownAgent: the plan has no such agent.
    """
    agent = _agent(floor, told.agent_id)
    if not agent.staffed:
        return
    if agent.status is AgentStatus.PAUSED:
        set_status(floor, agent, AgentStatus.AVAILABLE)
    if agent.state in (AgentState.WRAP_UP, AgentState.NOT_RESPONDING):
        make_idle(floor, agent)


def wrap_up_extension_requested(floor: Floor, told: WrapUpExtensionRequested) -> None:
    """The agent takes longer to finish.

    Raises:
        UnknownAgent: the plan has no such agent.
    """
    extend_wrap_up(floor, _agent(floor, told.agent_id))


def time_over(floor: Floor, agent_id: str) -> None:
    """The time for wrap-up, or for being not responding, is over."""
    make_idle(floor, floor.agents[agent_id])


def _stop_offer(floor: Floor, agent: Agent, *, reason: str) -> None:
    """Rescind the offer that rings; a call already accepted is not touched."""
    offer = floor.offers.get(agent.offer_id) if agent.offer_id else None
    if offer is not None:
        rescind(floor, offer, reason=reason)


def _agent(floor: Floor, agent_id: str) -> Agent:
    agent = floor.agents.get(agent_id)
    if agent is None or agent.removed:
        raise UnknownAgent(agent_id)
    return agent
