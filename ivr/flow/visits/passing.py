"""Nodes that go on by themselves: answer, say, hours, goto, hang up."""

from ivr.flow import commands, events
from ivr.flow.call import Call
from ivr.flow.graph import AnswerNode, GotoNode, HangUpNode, HoursNode, SayNode
from ivr.flow.visits.base import Visit


class AnswerVisit(Visit):
    """Picks up, once a call."""

    def __init__(self, call: Call, node: AnswerNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node

    def enter(self, now: float) -> None:
        """Pick up and go on at once; a failure comes as CommandFailed."""
        self.call.emit(commands.Answer())
        self.call.emit(events.CallAnswered(call_id=self.call.call_id))
        self.call.is_answered = True
        self.call.goto(self._node.next)


class SayVisit(Visit):
    """Speaks. A caller for whose language there is no text hears nothing."""

    def __init__(self, call: Call, node: SayNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node

    def enter(self, now: float) -> None:
        """Speak, unless the caller has typed ahead or nothing can be said."""
        if self.call.typed or not self.call.say(self.call.prompts(self._node.text), now=now):
            self.call.goto(self._node.next)

    def on_spoken(self, now: float) -> None:
        """Go on."""
        self.call.goto(self._node.next)


class HoursVisit(Visit):
    """Branches by the clock."""

    def __init__(self, call: Call, node: HoursNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node

    def enter(self, now: float) -> None:
        """Go on by the city's clock."""
        self.call.goto(self._node.open if is_open(self._node, now) else self._node.closed)


class GotoVisit(Visit):
    """Goes on elsewhere."""

    def __init__(self, call: Call, node: GotoNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node

    def enter(self, now: float) -> None:
        """Go there."""
        self.call.goto(self._node.goto)


class HangUpVisit(Visit):
    """Says good-bye and ends the call."""

    def __init__(self, call: Call, node: HangUpNode) -> None:
        """Take the call to `node`."""
        super().__init__(call)
        self._node = node

    def enter(self, now: float) -> None:
        """Speak first if there is something to say."""
        if not self.call.say(self.call.prompts(self._node.text), now=now):
            self.call.end("flow_ended")

    def on_spoken(self, now: float) -> None:
        """Hang up."""
        self.call.end("flow_ended")


def is_open(node: HoursNode, now: float) -> bool:
    """Tell whether the hours of `node` hold at `now`, by wall clock in their zone."""
    return node.hours is None or node.hours.open_at(now)
