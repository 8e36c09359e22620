"""A new plan takes the place of the old one while calls go on.

Agents     new ones may log in; changed ones have their new profile at once; those who are gone
           from the plan are logged out, finish what they do, and are then forgotten.
Entries    take the new version of their queue, and so its recipe and limits; an entry whose queue
           is gone keeps the old one until it ends. Offers that ring go on ringing.
Calls      keep their agents, whatever the plan now says of them.
"""

from acd.call import Call
from acd.events import AgentState
from acd.floor import Floor, usual_order
from acd.plan.model import Role, RoutingPlan
from acd.queue.entry import Entry, EntryState
from acd.queue.queueing import arm_limits
from acd.queue.relaxing import arm_relax, begin_recipe, tell_relaxed
from acd.record import plan_adopted
from acd.staff.agent import Agent
from acd.staff.attendance import send_home


def reload(floor: Floor, plan: RoutingPlan) -> None:
    """Swap the plan whole."""
    floor.plan = plan
    floor.lines_to_open = True
    everyone = plan.everyone()
    floor.say(plan_adopted(plan))
    floor.roster.use(usual_order(plan))
    for agent in list(floor.agents.values()):
        if agent.agent_id not in everyone:
            _remove(floor, agent)
    for agent_id, profile in everyone.items():
        known = floor.agents.get(agent_id)
        if known is None:
            floor.agents[agent_id] = Agent(profile)
            continue
        known.removed = False
        known.adopt(profile)
        floor.roster.file(known)
    for call in floor.calls.values():
        for entry in call.entries.values():
            _renew(floor, call, entry)
        floor.touch(call.call_id)


def _remove(floor: Floor, agent: Agent) -> None:
    send_home(floor, agent, reason="removed")
    if agent.state is AgentState.IDLE:
        del floor.agents[agent.agent_id]
    else:
        agent.removed = True


def _renew(floor: Floor, call: Call, entry: Entry) -> None:
    before = entry.need
    entry.use(floor.plan.queues.get(entry.queue.name, entry.queue))
    if entry.named:
        return
    begin_recipe(floor, entry)
    if entry.need != before:
        tell_relaxed(floor, entry, reason="reload")
    if entry.state is EntryState.WAITING:
        floor.waiting.file(entry)
    arm_relax(floor, entry)
    if entry.role is not Role.PRIMARY or call.alone:
        arm_limits(floor, call, entry)
