"""Who is there: agents grouped by what they can do, the ready ones of each group in idle order.

Agents of equal capability form a group. Whether a need can be met is asked of groups, not of
agents, and within a group the longest idle stands first. A decision therefore costs as much as
there are different capabilities with somebody ready, however many agents and queues there are.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator

from acd.agent import Agent
from acd.need import Capability, Need, shortfall

ReadyKey = tuple[float, int, str]


class Group:
    """The logged-in agents of one capability."""

    def __init__(self, capability: Capability) -> None:
        """Begin with nobody."""
        self.capability = capability
        self.staffed: dict[str, Agent] = {}
        self._ready: list[ReadyKey] = []

    @property
    def ready(self) -> Iterator[Agent]:
        """Agents who would take a call now, the longest idle first."""
        return (self.staffed[agent_id] for _, _, agent_id in self._ready)

    @property
    def any_ready(self) -> bool:
        """Whether somebody would take a call now."""
        return bool(self._ready)

    def add_ready(self, key: ReadyKey) -> None:
        """Put an agent into the idle order."""
        insort(self._ready, key)

    def drop_ready(self, key: ReadyKey) -> None:
        """Take an agent out of the idle order."""
        del self._ready[bisect_left(self._ready, key)]


class Roster:
    """The index over the agents. `file` keeps it true after any change to an agent."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._groups: dict[Capability, Group] = {}
        self._home: dict[str, Group] = {}
        self._ready: dict[str, tuple[Group, ReadyKey]] = {}
        self._ready_groups: dict[Capability, Group] = {}
        self._fresh: dict[str, Agent] = {}
        self._reach: dict[Need, bool] = {}
        self._on_duty: set[str] = set()
        self.staffing_changed = False
        self.duty_changed = False

    def file(self, agent: Agent) -> None:
        """Put the agent where status, state and capability say."""
        name = agent.agent_id
        self._unready(name)
        home = self._home.get(name)
        if home is not None and (not agent.staffed or home.capability != agent.capability):
            self._leave(name, home)
            home = None
        if agent.staffed and home is None:
            home = self._enter(agent)
        if agent.on_duty != (name in self._on_duty):
            self._on_duty ^= {name}
            self.duty_changed = True
        if agent.ready and home is not None:
            key = (agent.idle_since, agent.idle_turn, name)
            home.add_ready(key)
            self._ready[name] = (home, key)
            self._ready_groups[home.capability] = home
            self._fresh[name] = agent

    def _unready(self, name: str) -> None:
        filed = self._ready.pop(name, None)
        self._fresh.pop(name, None)
        if filed is not None:
            group, key = filed
            group.drop_ready(key)
            if not group.any_ready:
                del self._ready_groups[group.capability]

    def _enter(self, agent: Agent) -> Group:
        group = self._groups.get(agent.capability)
        if group is None:
            group = self._groups[agent.capability] = Group(agent.capability)
            self._staffing()
        group.staffed[agent.agent_id] = agent
        self._home[agent.agent_id] = group
        return group

    def _leave(self, name: str, group: Group) -> None:
        del group.staffed[name]
        del self._home[name]
        if not group.staffed:
            del self._groups[group.capability]
            self._staffing()

    def _staffing(self) -> None:
        self.staffing_changed = True
        self._reach.clear()

    def can_be_met(self, wanted: Need) -> bool:
        """Whether somebody logged in could serve the need, free or not."""
        known = self._reach.get(wanted)
        if known is None:
            known = any(not shortfall(able, wanted) for able in self._groups)
            self._reach[wanted] = known
        return known

    def groups(self) -> Iterator[Group]:
        """Every capability with somebody logged in."""
        return iter(self._groups.values())

    def ready_groups(self) -> Iterator[Group]:
        """Every capability with somebody ready."""
        return iter(self._ready_groups.values())

    @property
    def staffed_count(self) -> int:
        """How many agents are logged in."""
        return len(self._home)

    def take_fresh(self) -> list[Agent]:
        """The agents who became ready since the last call and still are."""
        fresh = list(self._fresh.values())
        self._fresh.clear()
        return fresh
