"""An offer to one agent, asked for by name: only if they are free, and to nobody else.

The receipt has one candidate. The policy of the queue has no say, and a need that others would
have to meet is not asked of somebody who was chosen by a person.
"""

from acd.call import Call
from acd.events import AgentStatus
from acd.floor import Floor
from acd.offers.offering import make_offer
from acd.plan.model import Queue, Role
from acd.queue.entry import Entry
from acd.queue.queueing import queue_entry
from acd.routing.decision import Candidate, Receipt
from acd.routing.policies import Request
from acd.routing.selection import Choice, absence
from acd.staff.agent import Agent


def choose_named(agent: Agent | None, request: Request, *, now: float) -> Choice | None:
    """The agent who was asked for, or None if they are not free."""
    if agent is None or absence(agent, request, now=now):
        return None
    receipt = Receipt(
        policy=request.policy,
        key_names=("asked_for",),
        candidates=(Candidate(agent_id=agent.agent_id, sort_key=(0.0,)),),
        winner=agent.agent_id,
    )
    return Choice(agent=agent, request=request, receipt=receipt)


def why_not(agent: Agent) -> str:
    """Why the agent cannot be asked for now; empty if they can."""
    if agent.ready:
        return ""
    if agent.status is not AgentStatus.AVAILABLE:
        return agent.status.value
    return agent.state.value


def ask_for(
    floor: Floor, call: Call, agent: Agent, queue: Queue, *, role: Role, reason: str
) -> Entry:
    """Offer the call to one agent, who is ready; the queue gives the times.

    Should the agent not take it, the entry is left waiting for the caller of this function to end.
    """
    entry = queue_entry(
        floor,
        call,
        queue,
        role=role,
        language=None,
        call_skills={},
        reason=reason,
        named=agent.agent_id,
    )
    request = Request(
        need=entry.need,
        caller_language=entry.caller_language,
        policy=queue.policy,
        last_agent=entry.last_agent,
        named=agent.agent_id,
    )
    choice = choose_named(agent, request, now=floor.now)
    if choice is not None:
        make_offer(floor, entry, choice)
    return entry
