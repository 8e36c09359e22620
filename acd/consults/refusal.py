"""Who may bring whom into a call, by consulting or by transferring, and why not."""

from acd.call import Call, Party
from acd.consults.messages import Target, TargetKind
from acd.errors import UnknownAgent, UnknownQueue
from acd.floor import Floor
from acd.offers.naming import why_not
from acd.plan.model import Role
from acd.queue.admission import is_staffed


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


def _target_refusal(floor: Floor, call: Call, by_agent: str, target: Target) -> str:
    """Why the target cannot be had now; empty if it can.

    Raises:
        UnknownQueue: the plan has no such queue.
        UnknownAgent: the plan has no such agent.
    """
    if target.kind is TargetKind.QUEUE:
        queue = floor.plan.queues.get(target.name)
        if queue is None:
            raise UnknownQueue(target.name)
        return "" if is_staffed(floor, call, queue, {}) else "nobody_at_work"
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
