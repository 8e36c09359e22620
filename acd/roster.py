"""Who is there: logged-in agents by the marks they bear, the ready ones of each mark in order.

A decision looks only at agents who bear what is needed, the best first, so its cost does not grow
with how many others there are. `acd.need` says what a mark is, `acd.policies` which orders there
are; only the orders that the plan's policies use are kept.
"""

from collections.abc import Iterable, Iterator

from acd.agent import Agent
from acd.need import Capability, Mark, Need, marks_borne, marks_wanted, shortfall
from acd.ordered import OrderedKeys
from acd.policies import Order, ReadyKey, ready_key
from acd.reach import ReachBook

Bucket = tuple[Order, Mark]


class Roster:
    """The index over the agents. `file` keeps it true after any change to an agent.

    Attributes:
        reach: which needs somebody logged in could meet.
        duty_changed: somebody began or ceased to take calls; reset by whoever acts on it.
    """

    def __init__(self, orders: Iterable[Order] = (Order.FIT,)) -> None:
        """Begin with nobody, keeping the ready agents in these orders."""
        self._orders = tuple(sorted(set(orders)))
        self._staffed: dict[str, Agent] = {}
        self._able: dict[str, tuple[Capability, tuple[Mark, ...]]] = {}
        self._names: OrderedKeys[tuple[str]] = OrderedKeys()
        self._bearers: dict[Mark, OrderedKeys[tuple[str]]] = {}
        self._ready: dict[Bucket, OrderedKeys[ReadyKey]] = {}
        self._filed: dict[str, list[tuple[Bucket, ReadyKey]]] = {}
        self._fresh: dict[str, Agent] = {}
        self._on_duty: set[str] = set()
        self._group_sizes: dict[str, int] = {}
        self.reach = ReachBook()
        self.duty_changed = False

    @property
    def staffed_count(self) -> int:
        """How many agents are logged in."""
        return len(self._staffed)

    def use(self, orders: Iterable[Order]) -> None:
        """Keep the ready agents in these orders from now on."""
        wanted = tuple(sorted(set(orders)))
        if wanted == self._orders:
            return
        self._orders = wanted
        for name in list(self._filed):
            self._unready(name)
            self._make_ready(self._staffed[name])

    def file(self, agent: Agent) -> None:
        """Put the agent where status, state and capability say."""
        name = agent.agent_id
        self._unready(name)
        self._fresh.pop(name, None)
        filed = self._able.get(name)
        if filed is not None and (not agent.staffed or filed[0] != agent.capability):
            self._leave(name)
            filed = None
        if agent.staffed and filed is None:
            self._enter(agent)
        if agent.on_duty != (name in self._on_duty):
            self._on_duty ^= {name}
            self.duty_changed = True
        if agent.ready:
            self._make_ready(agent)
            self._fresh[name] = agent

    def take_fresh(self) -> list[Agent]:
        """The agents who became ready since the last call and still are."""
        fresh, self._fresh = self._fresh, {}
        return list(fresh.values())

    def groups(self) -> tuple[str, ...]:
        """The agent groups of everyone logged in, '' among them for those who have none."""
        return tuple(sorted(self._group_sizes))

    def ready(self, order: Order, mark: Mark) -> Iterator[Agent]:
        """Agents who bear the mark and would take a call now, in the order."""
        keys = self._ready.get((order, mark))
        if keys is not None:
            for key in keys:
                yield self._staffed[str(key[-1])]

    def ready_agent(self, name: str) -> Agent | None:
        """That agent, if they would take a call now."""
        return self._staffed[name] if name in self._filed else None

    def anybody_ready(self, wanted: Need) -> bool:
        """Whether somebody who would take a call now could meet the need."""
        order = self._orders[0]
        for mark in marks_wanted(wanted):
            for agent in self.ready(order, mark):
                if not shortfall(agent.capability, wanted):
                    return True
        return False

    def staffed(self) -> Iterator[Agent]:
        """Everyone logged in, by id."""
        return (self._staffed[name] for (name,) in self._names)

    def bearing(self, wanted: Need) -> Iterator[Agent]:
        """Logged-in agents who bear what the need asks for; they may yet fall short of it.

        Someone who bears several of its marks comes several times.
        """
        for mark in marks_wanted(wanted):
            for (name,) in self._bearers.get(mark, ()):
                yield self._staffed[name]

    def can_be_met(self, wanted: Need, *, asker: str) -> bool:
        """Whether somebody logged in could meet the need, free or not.

        The asker is told by `take_flipped` when the answer changes.
        """
        if not self.reach.knows(wanted):
            able = {
                agent.agent_id
                for agent in self.bearing(wanted)
                if not shortfall(agent.capability, wanted)
            }
            self.reach.begin(wanted, len(able))
        return self.reach.ask(wanted, asker)

    def _make_ready(self, agent: Agent) -> None:
        filed = self._filed[agent.agent_id] = []
        for order in self._orders:
            for mark in self._able[agent.agent_id][1]:
                bucket, key = (order, mark), ready_key(order, agent, mark)
                keys = self._ready.get(bucket)
                if keys is None:
                    keys = self._ready[bucket] = OrderedKeys()
                keys.add(key)
                filed.append((bucket, key))

    def _unready(self, name: str) -> None:
        for bucket, key in self._filed.pop(name, ()):
            keys = self._ready[bucket]
            keys.remove(key)
            if not keys:
                del self._ready[bucket]

    def _enter(self, agent: Agent) -> None:
        name, able = agent.agent_id, agent.capability
        marks = marks_borne(able)
        self._staffed[name] = agent
        self._able[name] = (able, marks)
        self._names.add((name,))
        for mark in marks:
            self._bearers.setdefault(mark, OrderedKeys()).add((name,))
        self._group_sizes[able.group] = self._group_sizes.get(able.group, 0) + 1
        self.reach.came(able)

    def _leave(self, name: str) -> None:
        able, marks = self._able.pop(name)
        del self._staffed[name]
        self._names.remove((name,))
        for mark in marks:
            bearers = self._bearers[mark]
            bearers.remove((name,))
            if not bearers:
                del self._bearers[mark]
        self._group_sizes[able.group] -= 1
        if not self._group_sizes[able.group]:
            del self._group_sizes[able.group]
        self.reach.went(able)
