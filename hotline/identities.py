"""An agent id is one person's for ever, so that nobody inherits another's history.

The records know whose each id was, from the first time it stood in the city's files
(`AgentEnrolled`). An id that comes back with another name is refused: either it is another person,
who needs an id of their own, or the same one under a new name, which the file says by
`formerly: [the old name]`.
"""

from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml import YAML

from acd.plan.model import RoutingPlan
from acd.staff.events import AgentEnrolled
from ivr.flow.loading.problems import Problem, SourceErrors


def enrol(
    plan: RoutingPlan, known: Mapping[str, str], *, routing: Path
) -> tuple[AgentEnrolled, ...]:
    """Return what is to be put on record: ids that are new, and new names of the same person.

    Args:
        plan: the city's plan.
        known: the name on record by agent id.
        routing: the file that the plan came from, for the place of a mistake.

    Raises:
        SourceErrors: an id is given to somebody else than before.
    """
    news, taken = [], []
    for agent in plan.agents.values():
        before = known.get(agent.agent_id)
        if before == agent.name:
            continue
        if before is not None and before not in agent.formerly:
            taken.append((agent.agent_id, before))
        else:
            news.append(AgentEnrolled(agent_id=agent.agent_id, name=agent.name))
    if taken:
        agents = YAML(typ="rt").load(routing)["agents"]
        raise SourceErrors(
            Problem(
                file=str(routing),
                line=agents[agent_id].lc.value("name")[0] + 1,
                column=agents[agent_id].lc.value("name")[1] + 1,
                field=f"agents.{agent_id}.name",
                message=f"the id {agent_id} is {before}'s for ever, whose history it has",
                hint="give another person an id of their own; for the same person under a new "
                f"name add formerly: [{before}]",
            )
            for agent_id, before in taken
        )
    return tuple(news)
