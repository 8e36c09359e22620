"""Ready agents in lines: one for each mark and order that decisions ask for.

A decision looks at the agents under a mark, the best first, so they stand sorted by their keys.
The first part of a key says how well the agent fits the mark and is reckoned once; the second,
since when they wait for work, each time they become ready.
"""

from collections.abc import Iterator

from acd.queue.need import Capability, Mark
from acd.queue.ordered import OrderedKeys
from acd.routing.policies import Order, ReadyKey, fit_key, turn_key
from acd.staff.agent import Agent


class Line:
    """The ready agents under a mark, in an order."""

    __slots__ = ("_keys", "mark", "order")

    def __init__(self, order: Order, mark: Mark) -> None:
        """Begin with nobody."""
        self.order = order
        self.mark = mark
        self._keys: OrderedKeys[ReadyKey] = OrderedKeys()

    def __iter__(self) -> Iterator[str]:
        """The ids of the agents; the line may not change meanwhile."""
        for key in self._keys:
            yield str(key[-1])

    def join(self, key: ReadyKey) -> None:
        """Somebody is ready; the agent's id is the last part of the key."""
        self._keys.add(key)

    def leave(self, key: ReadyKey) -> None:
        """Whoever joined with that key is ready no more."""
        self._keys.remove(key)


class Standing:
    """Where a logged-in agent stands while ready.

    Attributes:
        able: what the agent can do.
        marks: every mark the agent bears.
        ready: whether the agent would take a call now.
    """

    __slots__ = ("_agent", "_joined", "_lines", "able", "marks", "ready")

    def __init__(self, agent: Agent, able: Capability, marks: tuple[Mark, ...]) -> None:
        """Begin not ready, and with no lines to stand in."""
        self._agent = agent
        self._lines: list[tuple[Line, ReadyKey]] = []
        self._joined: list[tuple[Line, ReadyKey]] = []
        self.able = able
        self.marks = marks
        self.ready = False

    def stand_in(self, line: Line) -> None:
        """Stand in that line as well, now and whenever ready."""
        fit = fit_key(line.order, self.able, line.mark)
        self._lines.append((line, fit))
        if self.ready:
            self._join(line, fit)

    def stand_nowhere(self) -> None:
        """Forget the lines."""
        self._lines.clear()
        self._joined.clear()

    def begin(self) -> None:
        """The agent is ready."""
        self.ready = True
        for line, fit in self._lines:
            self._join(line, fit)

    def end(self) -> None:
        """The agent is ready no more."""
        self.ready = False
        for line, key in self._joined:
            line.leave(key)
        self._joined.clear()

    def _join(self, line: Line, fit: ReadyKey) -> None:
        key = fit + turn_key(line.order, self._agent)
        line.join(key)
        self._joined.append((line, key))
