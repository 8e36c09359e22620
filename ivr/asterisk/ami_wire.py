"""panoramisk's AMI protocol and action, with the answers put right.

One message can never end the connection, text split in the middle of a character is not lost,
an event is never mistaken for an answer, and when the connection breaks every open action fails
instead of waiting to be sent again.
"""

import asyncio
import codecs
from typing import Any, Final

import structlog
from panoramisk import Message
from panoramisk.actions import Action
from panoramisk.ami_protocol import AMIProtocol

from ivr.asterisk.errors import AmiDisconnected

IGNORED_EVENTS: Final = frozenset({"testevent", "rtcpsent", "rtcpreceived"})
"""Sent many times a second by builds with the test framework and by every RTP stream."""

MAX_MESSAGE_CHARACTERS: Final = 1_000_000
"""A peer that sends more without a blank line is not Asterisk."""


class PendingAction(Action):  # type: ignore[misc]  # panoramisk ships no types
    """An action and its answer: one response, and the list that the response announces."""

    def __init__(self, headers: dict[str, Any]) -> None:
        """Take the headers as they go out; an ActionID is made if there is none."""
        super().__init__(headers)
        self._listing = False

    def add_message(self, message: Message) -> bool:
        """Take a message with our ActionID; True once the answer is complete.

        An Originate's events carry its ActionID too and may even come before the response:
        only a list that the response announced takes events.
        """
        if self.future.done():
            return True
        if "event" in message:
            if not self._listing:
                return False
            self.responses.append(message)
            complete = message.eventlist.lower() in {"complete", "cancelled"}
            if complete or message.event.endswith("Complete"):
                self.future.set_result(self.responses)
                return True
            return False
        self.responses.append(message)
        announced = message.eventlist.lower() == "start" or "will follow" in message.message
        if message.success and announced:
            self._listing = True
            return False
        self.future.set_result(self.responses)
        return True


class WireProtocol(AMIProtocol):  # type: ignore[misc]  # panoramisk ships no types
    """One AMI connection. `factory` is the `AmiLink` that opened it."""

    responses: dict[str, PendingAction]
    closed: bool

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin with an empty decoder, so that a character split across reads is kept."""
        super().connection_made(transport)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def data_received(self, data: bytes) -> None:
        """Hand panoramisk whole characters only; drop a peer that never ends its message."""
        super().data_received(self._decoder.decode(data).encode())
        if self.queue and len(self.queue[0]) > MAX_MESSAGE_CHARACTERS:
            structlog.get_logger().error("ami_message_too_long")
            self.transport.abort()

    def handle_message(self, message: Message) -> None:
        """Give the message to its action and, if it is an event, to the subscribers as well."""
        try:
            self._route(message)
        except Exception:
            structlog.get_logger().exception("ami_message_dropped")

    def _route(self, message: Message) -> None:
        is_event = "event" in message
        if is_event and message.event.lower() in IGNORED_EVENTS:
            return
        action = self.responses.get(message.action_id)
        if action is not None and action.add_message(message):
            self.responses.pop(message.action_id, None)
        if is_event:
            self.factory.dispatch(message)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail what is open and tell the link. Also runs after `close`."""
        self.close()
        if self.factory is not None:
            self.factory.connection_lost(exc)

    def close(self) -> None:
        """Close the connection; every action without an answer fails now."""
        pending, self.responses = self.responses, {}
        for action in pending.values():
            if not action.future.done():
                action.future.set_exception(
                    AmiDisconnected("the connection to Asterisk broke before it answered")
                )
        if not self.closed:
            self.closed = True
            self.transport.close()
