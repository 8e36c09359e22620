"""What a supervisor may do, and to whom: the one place that says no, and why."""

from acd.plan.model import RoutingPlan


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
    limits = [
        f"{word} {', '.join(names)}"
        for word, names in (("groups", supervisor.groups), ("sites", supervisor.sites))
        if names
    ]
    return f"supervisor {supervisor_id} is limited to {' and '.join(limits)}; {agent_id} is not in"
