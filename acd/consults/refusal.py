"""Who may bring whom into a call, by consulting, transferring or handing over, and why not.

A queue that is closed, full or unstaffed is refused at once. What is refused changes nothing: the
caller stays with the agent, and the request is on record with its reason.
"""

from collections.abc import Mapping

from acd.call import Call, Party
from acd.consults.messages import Target, TargetKind, TargetRefused, Way
from acd.errors import UnknownAgent, UnknownQueue
from acd.floor import Floor
from acd.offers.naming import why_not
from acd.plan.model import Queue, Role
from acd.queue.admission import refusal_to_agents


def refusal(floor: Floor, call_id: str, by_agent: str, target: Target) -> str:
    """Why this agent cannot bring the target into the call now; empty if they can.

    Raises:
        UnknownQueue: the plan has no such queue.
        UnknownAgent: the plan has no such agent.
    """
    call = floor.calls.get(call_id)
    party = asker(call, by_agent)
    if call is None or party is None:
        return "not_on_the_call"
    if call.consult is not None:
        return "consults_already"
    if call.entries_of(Role.PRIMARY):
        return "handed_over_already"
    return _target_refusal(floor, call, by_agent, target)


def handover_refusal(
    floor: Floor, call_id: str, by_agent: str, queue: str, skills: Mapping[str, int]
) -> str:
    """Why this agent cannot hand the call over to the queue now; empty if they can.

    Raises:
        UnknownQueue: the plan has no such queue.
    """
    call = floor.calls.get(call_id)
    if call is None or asker(call, by_agent) is None:
        _queue(floor, queue)
        return "not_on_the_call"
    if call.consult is not None:
        return "consults_already"
    return refusal_to_agents(floor, call, _queue(floor, queue), skills) or ""


def refused(
    floor: Floor, call_id: str, by_agent: str, target: Target, *, way: Way, why: str
) -> bool:
    """Put on record that the agent cannot have the target; tell whether `why` says so.

    Somebody who is not on the call is none of its business.
    """
    if why and why != "not_on_the_call":
        floor.say(
            TargetRefused(call_id=call_id, agent_id=by_agent, target=target, way=way, reason=why)
        )
    return bool(why)


def _queue(floor: Floor, name: str) -> Queue:
    queue = floor.plan.queues.get(name)
    if queue is None:
        raise UnknownQueue(name)
    return queue


def _target_refusal(floor: Floor, call: Call, by_agent: str, target: Target) -> str:
    """Why the target cannot be had now; empty if it can.

    Raises:
        UnknownQueue: the plan has no such queue.
        UnknownAgent: the plan has no such agent.
    """
    if target.kind is TargetKind.QUEUE:
        return refusal_to_agents(floor, call, _queue(floor, target.name), {}) or ""
    if target.kind is TargetKind.AGENT:
        agent = floor.agents.get(target.name)
        if agent is None or agent.profile.vendor is not None:
            raise UnknownAgent(target.name)
        return "yourself" if target.name == by_agent else why_not(agent)
    return ""


def asker(call: Call | None, by_agent: str) -> Party | None:
    """The party of an agent who may consult, transfer or confer: one of the caller's own."""
    party = call.party_of(by_agent) if call is not None else None
    return party if party is not None and party.role is Role.PRIMARY else None


def people(call: Call) -> int:
    """How many are there for the caller, interpreters apart."""
    return len(call.parties_of(Role.PRIMARY)) + len(call.guests_joined)
