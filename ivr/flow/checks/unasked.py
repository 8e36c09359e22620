"""Skills of agents that nothing asks for: written for a queue to come, or mistyped."""

from collections.abc import Iterator

from ivr.flow.loading.folder import Folder
from ivr.flow.loading.problems import Problem, did_you_mean
from ivr.flow.schema.nodes import EnqueueSpec


def unasked_skills(folder: Folder) -> Iterator[Problem]:
    """Tell each skill of an agent that no queue and no flow asks for."""
    routing = folder.routing.value
    asked = {skill for queue in routing.queues.values() for skill in queue.skills}
    for flow in folder.flows.values():
        for node in flow.value.nodes.values():
            if isinstance(node, EnqueueSpec):
                asked |= set(node.skills)
    for agent_id, agent in routing.agents.items():
        for skill in agent.skills:
            if skill not in asked:
                yield folder.routing.problem(
                    *("agents", agent_id, "skills", skill),
                    message=f"no queue and no flow asks for {skill}",
                    hint=did_you_mean(skill, asked),
                )
