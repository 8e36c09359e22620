"""Nodes that lead into another flow and back."""

from ivr.flow.call import Call
from ivr.flow.graph import CallNode
from ivr.flow.visits.base import Visit


class CallVisit(Visit):
    """Enters another flow."""

    def __init__(self, call: Call, node: CallNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node

    def enter(self, now: float) -> None:
        """Go to the flow's first node."""
        self.call.enter_flow(self._node.flow, back_to=self._node.next)


class ReturnVisit(Visit):
    """Goes back."""

    def enter(self, now: float) -> None:
        """Go on where the flow was called."""
        self.call.leave_flow()
