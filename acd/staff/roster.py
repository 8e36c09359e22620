"""Who is there: logged-in agents by the marks they bear, the ready ones of each mark in order.

A decision looks only at agents who bear what is needed, the best first, so its cost does not grow
with how many others there are. `acd.queue.need` says what a mark is, `acd.routing.policies` which
orders there are. Of a mark nobody has asked for no line of ready agents is kept: most marks never
are.
"""

from collections.abc import Iterator

from acd.queue.need import Capability, Mark, Need, marks_borne, marks_wanted, shortfall
from acd.queue.ordered import OrderedKeys
from acd.queue.reach import ReachBook
from acd.routing.lines import Line, Standing
from acd.routing.policies import Order
from acd.staff.agent import Agent


class Roster:
    """The index over the agents. `file` keeps it true after any change to an agent.

    Attributes:
        reach: which needs somebody logged in could meet.
        reach_on_duty: which needs somebody on duty could meet (`Agent.on_duty`).
        fresh: the agents who became ready and have not been looked at, by id.
        duty_changed: somebody began or ceased to take calls; reset by whoever acts on it.
    """

    def __init__(self, order: Order = Order.FIT) -> None:
        """Begin with nobody; `order` is the one most asked for."""
        self._order = order
        self._staffed: dict[str, Agent] = {}
        self._standings: dict[str, Standing] = {}
        self._names: OrderedKeys[tuple[str]] = OrderedKeys()
        self._bearers: dict[Mark, OrderedKeys[tuple[str]]] = {}
        self._lines: dict[tuple[Order, Mark], Line] = {}
        self.fresh: dict[str, Agent] = {}
        self._on_duty: dict[str, Capability] = {}
        self._group_sizes: dict[str, int] = {}
        self.reach = ReachBook()
        self.reach_on_duty = ReachBook()
        self.duty_changed = False

    @property
    def staffed_count(self) -> int:
        """How many agents are logged in."""
        return len(self._staffed)

    def use(self, order: Order) -> None:
        """Begin the lines anew; this order is the one most asked for from now on."""
        self._order = order
        self._lines.clear()
        for standing in self._standings.values():
            standing.stand_nowhere()

    def file(self, agent: Agent) -> None:
        """Put the agent where status, state and capability say."""
        name = agent.agent_id
        standing = self._standings.get(name)
        if standing is not None:
            if standing.ready:
                standing.end()
                self.fresh.pop(name, None)
            if not agent.staffed or (
                standing.able is not agent.capability and standing.able != agent.capability
            ):
                self._leave(name, standing)
                standing = None
        if standing is None and agent.staffed:
            standing = self._enter(agent)
        self._file_duty(agent)
        if standing is not None and agent.ready:
            standing.begin()
            self.fresh[name] = agent

    def take_fresh(self) -> list[Agent]:
        """The agents who became ready since the last call and still are."""
        fresh, self.fresh = self.fresh, {}
        return list(fresh.values())

    def groups(self) -> tuple[str, ...]:
        """The agent groups of everyone logged in, '' among them for those who have none."""
        return tuple(sorted(self._group_sizes))

    def ready(self, order: Order, mark: Mark) -> Iterator[Agent]:
        """Agents who bear the mark and would take a call now, in the order."""
        line = self._lines.get((order, mark))
        if line is None:
            line = self._begin(order, mark)
        return map(self._staffed.__getitem__, line)

    def ready_agent(self, name: str) -> Agent | None:
        """That agent, if they would take a call now."""
        standing = self._standings.get(name)
        return self._staffed[name] if standing is not None and standing.ready else None

    def anybody_ready(self, wanted: Need) -> bool:
        """Whether somebody who would take a call now could meet the need."""
        for mark in marks_wanted(wanted):
            for agent in self.ready(self._order, mark):
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

    def can_be_met(self, wanted: Need, *, asker: str, on_duty: bool = False) -> bool:
        """Whether somebody logged in, or on duty, could meet the need, free or not.

        The asker is told by `take_flipped` when the answer changes.
        """
        book = self.reach_on_duty if on_duty else self.reach
        if not book.knows(wanted):
            able = {
                agent.agent_id
                for agent in self.bearing(wanted)
                if (agent.agent_id in self._on_duty or not on_duty)
                and not shortfall(agent.capability, wanted)
            }
            book.begin(wanted, len(able))
        return book.ask(wanted, asker)

    def forget(self, wanted: Need, *, asker: str) -> None:
        """The asker need not be told any more."""
        self.reach.forget(wanted, asker)
        self.reach_on_duty.forget(wanted, asker)

    def take_flipped(self) -> list[str]:
        """Who has to be told since the last call that an answer of `can_be_met` changed."""
        return [*self.reach.take_flipped(), *self.reach_on_duty.take_flipped()]

    def _file_duty(self, agent: Agent) -> None:
        name = agent.agent_id
        before, now = self._on_duty.get(name), agent.capability if agent.on_duty else None
        if before is now or before == now:
            return
        self.duty_changed = self.duty_changed or before is None or now is None
        if before is not None:
            del self._on_duty[name]
            self.reach_on_duty.went(before)
        if now is not None:
            self._on_duty[name] = now
            self.reach_on_duty.came(now)

    def _begin(self, order: Order, mark: Mark) -> Line:
        line = self._lines[order, mark] = Line(order, mark)
        for (name,) in self._bearers.get(mark, ()):
            self._standings[name].stand_in(line)
        return line

    def _enter(self, agent: Agent) -> Standing:
        name, able = agent.agent_id, agent.capability
        marks = marks_borne(able)
        self._staffed[name] = agent
        standing = self._standings[name] = Standing(agent, able, marks)
        for order in Order:
            for mark in marks:
                line = self._lines.get((order, mark))
                if line is not None:
                    standing.stand_in(line)
        self._names.add((name,))
        for mark in marks:
            self._bearers.setdefault(mark, OrderedKeys()).add((name,))
        self._group_sizes[able.group] = self._group_sizes.get(able.group, 0) + 1
        self.reach.came(able)
        return standing

    def _leave(self, name: str, standing: Standing) -> None:
        able = standing.able
        del self._staffed[name], self._standings[name]
        self._names.remove((name,))
        for mark in standing.marks:
            bearers = self._bearers[mark]
            bearers.remove((name,))
            if not bearers:
                del self._bearers[mark]
        self._group_sizes[able.group] -= 1
        if not self._group_sizes[able.group]:
            del self._group_sizes[able.group]
        self.reach.went(able)
