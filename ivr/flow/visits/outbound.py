"""A person whom we have called, and an agent who is held for them."""

from acd.commands import QueueResult
from ivr.flow import commands
from ivr.flow.call import Call
from ivr.flow.visits.base import Visit


class OutboundVisit(Visit):
    """The distributor has the call from the start; when it is through with it, the call is over.

    An agent who is lost before the join is replaced like any other while the person waits.
    """

    takes_human_key = False
    keeps_text = False

    @property
    def takes_text(self) -> bool:
        """Whether nobody is with the person yet."""
        return self.call.outcome.is_waiting

    def __init__(self, call: Call) -> None:
        """Take the call."""
        super().__init__(call)
        self._is_queued = True

    def enter(self, now: float) -> None:
        """The person is on the line, and not joined yet."""
        self.call.typed.clear()
        self.call.outcome.is_waiting = True

    def on_key(self, key: str, now: float) -> None:
        """Keys in the conversation are the conversation's."""

    def on_agent(self, now: float) -> None:
        """Person and agent hear each other."""
        self.call.outcome.is_waiting = False
        self.call.outcome.served = True

    def on_returned(self, result: QueueResult, now: float, *, exit: str = "") -> None:
        """Hang up."""
        self._is_queued = False
        self.call.outcome.is_waiting = False
        self.call.end(str(result))

    def leave(self, now: float) -> None:
        """Take the call back, unless the distributor has given it back already."""
        if self._is_queued:
            self._is_queued = False
            self.call.emit(commands.LeaveQueue(reason=self.call.leave_reason))
