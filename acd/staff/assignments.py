"""What supervisors changed for the day: other kinds of queues and skills than the file says.

The file stays as it is; the plan that routing goes by is the file's with the assignments laid over
it, under a version of its own, so that every decision can be made again from the record.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from acd.plan.model import AgentProfile, RoutingPlan
from acd.staff.events import AgentReassigned


class Assignments:
    """The latest assignment of each agent; each ends by itself."""

    def __init__(self) -> None:
        """Begin with the file as it is."""
        self._of: dict[str, AgentReassigned] = {}

    def note(self, event: AgentReassigned) -> None:
        """Take the place of an earlier assignment."""
        self._of[event.agent_id] = event

    def next_deadline(self) -> float | None:
        """When the first ends; None while there is none."""
        return min((each.until for each in self._of.values()), default=None)

    def over(self, plan: RoutingPlan, *, now: float) -> RoutingPlan:
        """The file's plan with the assignments that hold at `now`."""
        self._of = {name: each for name, each in self._of.items() if each.until > now}
        changed: Mapping[str, AgentProfile] = {
            agent_id: replace(
                plan.agents[agent_id], kinds=frozenset(each.kinds), skills=dict(each.skills)
            )
            for agent_id, each in self._of.items()
            if agent_id in plan.agents
        }
        if not changed:
            return plan
        told = repr(sorted((a.agent_id, sorted(a.kinds), a.skills) for a in changed.values()))
        version = hashlib.sha256(f"{plan.version} {told}".encode()).hexdigest()[:12]
        agents = MappingProxyType({**plan.agents, **changed})
        return replace(plan, agents=agents, version=version)
