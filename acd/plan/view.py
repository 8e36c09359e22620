"""The sections of one routing file beside each other, and what follows from them together."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pydantic_core import InitErrorDetails, PydanticCustomError

from acd.plan.model import AgentProfile, QueueKind, Supervisor
from acd.plan.sections import (
    AgentConfig,
    GroupConfig,
    HoursConfig,
    QueueConfig,
    SupervisorConfig,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The sections."""

    queues: Mapping[str, QueueConfig]
    agents: Mapping[str, AgentConfig]
    groups: Mapping[str, GroupConfig]
    hours: Mapping[str, HoursConfig]
    supervisors: Mapping[str, SupervisorConfig]

    @property
    def interpreter_queues(self) -> list[str]:
        """The queues of interpreters; there should be one at most."""
        return [name for name, queue in self.queues.items() if queue.kind is QueueKind.INTERPRETER]

    @property
    def sites(self) -> set[str]:
        """Every site that an agent or a group is at."""
        named = {group.site for group in self.groups.values()}
        named |= {agent.site for agent in self.agents.values()}
        return {site for site in named if site is not None}

    def group_of(self, agent_id: str) -> str:
        """The first group that lists the agent, '' for none."""
        return next((name for name, group in self.groups.items() if agent_id in group.agents), "")

    def profile(self, agent_id: str) -> AgentProfile:
        """The agent as the engine knows them."""
        config, group = self.agents[agent_id], self.group_of(agent_id)
        return AgentProfile(
            agent_id=agent_id,
            name=config.name,
            device=config.device,
            devices=tuple(config.devices),
            formerly=tuple(config.formerly),
            kinds=frozenset(config.kinds),
            skills=MappingProxyType(dict(config.skills)),
            languages=MappingProxyType(dict(config.languages)),
            group=group,
            site=config.site or (self.groups[group].site or "" if group else ""),
        )

    def supervisor(self, supervisor_id: str) -> Supervisor:
        """The supervisor as the rest of us knows them."""
        config, agent = self.supervisors[supervisor_id], self.agents.get(supervisor_id)
        return Supervisor(
            supervisor_id=supervisor_id,
            name=config.name or (agent.name if agent else ""),
            device=config.device or (agent.device if agent else ""),
            groups=tuple(config.groups),
            sites=tuple(config.sites),
        )

    def chain(self, queue: str) -> list[str]:
        """The queue and those to which it overflows, one after the other, each once."""
        seen: list[str] = []
        here = queue
        while here in self.queues and here not in seen:
            seen.append(here)
            overflow = self.queues[here].overflow
            here = (overflow.queue or "") if overflow is not None else ""
        return seen

    def exits(self, queue: str) -> frozenset[str]:
        """The exits of the queue and of those to which it overflows."""
        overflows = (self.queues[name].overflow for name in self.chain(queue))
        return frozenset(each.exit for each in overflows if each is not None and each.exit)


def fault(kind: str, message: str, value: object, *where: str | int) -> InitErrorDetails:
    """One mistake, for pydantic to report at `where`."""
    return InitErrorDetails(type=PydanticCustomError(kind, message), loc=where, input=value)
