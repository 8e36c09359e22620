"""Nodes that compute: set and branch."""

from ivr.flow.call import Call
from ivr.flow.expression.evaluate import evaluate, holds
from ivr.flow.graph import BranchNode, SetNode
from ivr.flow.visits.base import Visit


class SetVisit(Visit):
    """Sets variables."""

    def __init__(self, call: Call, node: SetNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node

    def enter(self, now: float) -> None:
        """Set one after the other, and go on."""
        for name, formula in self._node.values.items():
            self.call.facts.set(name, evaluate(formula, self.call.facts))
        self.call.goto(self._node.next)


class BranchVisit(Visit):
    """Goes by conditions."""

    def __init__(self, call: Call, node: BranchNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node

    def enter(self, now: float) -> None:
        """Go where the first condition that holds leads."""
        ways = (goto for condition, goto in self._node.cases if holds(condition, self.call.facts))
        self.call.goto(next(ways, self._node.otherwise))
