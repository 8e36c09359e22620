"""What connects the caller to somebody outside: transfer, an agent's transfer, emergency."""

from abc import ABC, abstractmethod

from ivr.flow import commands, events, inputs
from ivr.flow.call import Call
from ivr.flow.graph import TransferNode
from ivr.flow.visits.base import Visit

EMERGENCY_PRIORITY = 100
"""The priority of a caller whom the emergency destination did not answer."""


TRANSFER_PRIORITY = 1
"""The priority of a caller whom nobody answered where an agent had sent them."""


class _Outside(Visit, ABC):
    """Dials a destination and waits for the end of that conversation."""

    keeps_text = False
    is_emergency = False
    number = ""
    by_agent = ""

    def __init__(self, call: Call, destination: str) -> None:
        """Take the call; the destination is dialled by `dial`."""
        super().__init__(call)
        self._destination = destination
        self._transfer_id: str | None = None

    @property
    def waits_for_result(self) -> bool:
        """Whether the transfer's end has not been reported yet."""
        return self._transfer_id is not None

    @property
    def takes_text(self) -> bool:
        """Whether nothing is dialled yet."""
        return self._transfer_id is None

    def dial(self) -> None:
        """Ask for the destination."""
        self._transfer_id = self.call.new_id("transfer")
        self.call.emit(
            commands.TransferOut(
                transfer_id=self._transfer_id,
                destination=self._destination,
                emergency=self.is_emergency,
                number=self.number,
            )
        )
        self.call.emit(
            events.TransferStarted(
                call_id=self.call.call_id,
                destination=self._destination,
                emergency=self.is_emergency,
                by_agent=self.by_agent,
            )
        )

    def on_transfer_ended(self, transfer_id: str, answered: bool, reason: str, now: float) -> None:
        """Go on, unless this is an older transfer's end."""
        if transfer_id != self._transfer_id:
            return
        self._finish(answered, reason)
        self.connected(answered)

    def on_failed(self, what: str, reason: str, now: float) -> None:
        """A transfer that cannot be tried is one that nobody answered."""
        if self._transfer_id is not None and what in (self._transfer_id, "TransferOut"):
            self._finish(False, reason)
            self.connected(False)

    def leave(self, now: float) -> None:
        """Account for a transfer that is replaced, or whose end was never reported."""
        if self._transfer_id is not None:
            self._finish(False, "caller_left")

    @abstractmethod
    def connected(self, answered: bool) -> None:
        """Go on after the conversation, or without one."""

    def _finish(self, answered: bool, reason: str) -> None:
        self._transfer_id = None
        self.call.emit(
            events.TransferFinished(
                call_id=self.call.call_id,
                destination=self._destination,
                answered=answered,
                reason=reason,
            )
        )


class TransferVisit(_Outside):
    """Connects to a destination that the flow names."""

    takes_human_key = False

    def __init__(self, call: Call, node: TransferNode) -> None:
        """Take the call to `node`."""
        chosen = call.facts.value(node.chosen) if node.chosen else node.destination
        super().__init__(call, str(chosen))
        self._node = node
        self._connects = True

    def enter(self, now: float) -> None:
        """Say where the call goes, then dial. What is no destination nobody answers at."""
        self.call.typed.clear()
        known = self.call.profile.destinations.get(self._destination)
        if known is None:
            self._pass_by("unknown", self._node.failed)
        elif not known.open_at(now):
            self._pass_by("closed", self._node.closed)
        else:
            self._connects = known.connects
            if not self.call.say(self.call.prompts(self._node.text, known.about), now=now):
                self._go_on()

    def on_spoken(self, now: float) -> None:
        """Dial, unless that was all there is to hear: it is an answer."""
        if not self._connects:
            self.call.outcome.answer_heard = True
        self._go_on()

    def _go_on(self) -> None:
        if self._connects:
            self.dial()
        else:
            self._pass_by("told", self._node.told)

    def _pass_by(self, reason: str, node: str) -> None:
        self.call.emit(
            events.TransferPassedBy(
                call_id=self.call.call_id, destination=self._destination, reason=reason
            )
        )
        self.call.goto(node)

    def on_key(self, key: str, now: float) -> None:
        """A key ends the words before; keys in the conversation are the conversation's."""
        if self.call.media.is_speaking:
            self.call.media.stop(now=now)
            self._go_on()

    def connected(self, answered: bool) -> None:
        """End the call after the conversation, else go where the node says."""
        if answered:
            self.call.outcome.transferred = True
            self.call.end("transferred")
        else:
            self.call.goto(self._node.failed)


class AgentTransferVisit(_Outside):
    """Connects to where an agent sent the caller, without a word.

    When nobody answers there the caller goes to a person of our own, before those who come anew.
    """

    takes_human_key = False

    def __init__(self, call: Call, declared: inputs.TransferDeclared) -> None:
        """Take the call from the agent."""
        super().__init__(call, declared.destination or "number")
        self.number = declared.number
        self.by_agent = declared.by_agent

    def enter(self, now: float) -> None:
        """Dial."""
        self.call.typed.clear()
        self.dial()

    def on_key(self, key: str, now: float) -> None:
        """Keys in the conversation are the conversation's."""

    def connected(self, answered: bool) -> None:
        """End the call after the conversation, else take the caller to a person."""
        if answered:
            self.call.outcome.transferred = True
            self.call.end("transferred")
        else:
            self.call.priority_floor = max(self.call.priority_floor, TRANSFER_PRIORITY)
            self.call.goto_person()


class EmergencyVisit(_Outside):
    """Connects to an emergency destination at once: no words, no queue.

    When nobody answers there the caller goes to a person of our own with the highest priority.
    """

    takes_human_key = False
    is_emergency = True

    def __init__(self, call: Call) -> None:
        """Take the call, from wherever it is."""
        super().__init__(call, call.emergency_destination or call.profile.emergency.destination)
        call.emergency_destination = ""

    def enter(self, now: float) -> None:
        """Dial. A flow that leads here by itself asks on the caller's behalf."""
        self.call.typed.clear()
        if not self.call.outcome.emergency:
            self.call.outcome.emergency = True
            self.call.emit(
                events.EmergencyRequested(
                    call_id=self.call.call_id,
                    node=self.call.node,
                    means="flow",
                    destination=self._destination,
                )
            )
        self.dial()

    def on_key(self, key: str, now: float) -> None:
        """Keys in the conversation are the conversation's."""

    def connected(self, answered: bool) -> None:
        """End the call after the conversation, else take the caller to a person."""
        if answered:
            self.call.end("emergency")
        else:
            self.call.priority_floor = EMERGENCY_PRIORITY
            self.call.goto_person()
