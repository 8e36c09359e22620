"""What a supervisor may do, and to whom: the one place that says no, and why."""

from collections.abc import Collection

from acd.plan.model import RoutingPlan, Supervisor


def refusal(plan: RoutingPlan, supervisor_id: str, agent_id: str) -> str:
    """Why this supervisor has no say over this agent, '' if they have.

    A supervisor without groups and sites is over everybody; one with both is over whoever is in
    one of the groups or at one of the sites. Nobody is over themselves.
    """
    supervisor = plan.supervisors.get(supervisor_id)
    if supervisor is None:
        return f"{supervisor_id} is no supervisor"
    agent = plan.agents.get(agent_id)
    if agent is None:
        return f"there is no agent {agent_id}"
    if agent_id == supervisor_id:
        return f"{supervisor_id} cannot supervise themselves"
    if not supervisor.groups and not supervisor.sites:
        return ""
    if agent.group in supervisor.groups or agent.site in supervisor.sites:
        return ""
    return f"{_limits(supervisor)}; {agent_id} is not in"


def hearing_refusal(plan: RoutingPlan, listener_id: str, agents: Collection[str]) -> str:
    """Why somebody may not hear a call's recordings, '' if they may.

    `agents` are those whose call it is. They may, and so may a supervisor who is over one of them;
    a supervisor without groups and sites may hear calls that are nobody's too.
    """
    if listener_id in plan.agents and listener_id in agents:
        return ""
    supervisor = plan.supervisors.get(listener_id)
    if supervisor is None:
        if listener_id not in plan.agents:
            return f"{listener_id} is no agent and no supervisor"
        return f"{listener_id} was not on this call: its agents and their supervisors may hear it"
    if not supervisor.groups and not supervisor.sites:
        return ""
    if any(not refusal(plan, listener_id, agent_id) for agent_id in agents):
        return ""
    return f"{_limits(supervisor)}; no agent of this call is in"


def _limits(supervisor: Supervisor) -> str:
    limits = [
        f"{word} {', '.join(names)}"
        for word, names in (("groups", supervisor.groups), ("sites", supervisor.sites))
        if names
    ]
    return f"supervisor {supervisor.supervisor_id} is limited to {' and '.join(limits)}"
