"""One logged-in connection to Asterisk's manager interface, on panoramisk's Manager.

A link lives once: it connects, logs in, is lost. Reconnecting is its owner's affair, so that
nothing of an old connection can leak into a new one.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from panoramisk import Manager, Message

from ivr.asterisk.ami_types import AmiEvent, event_of
from ivr.asterisk.ami_wire import PendingAction, WireProtocol
from ivr.asterisk.errors import AmiAuthFailed, AmiDisconnected, AmiError, AmiTimeout
from ivr.asterisk.quoting import one_line

# panoramisk logs whole messages (numbers, digits, the secret): to nowhere.
_SILENT = logging.Logger("panoramisk", level=logging.CRITICAL + 1)


class AmiLink(Manager):  # type: ignore[misc]  # panoramisk ships no types
    """One connection. `lost` is set when it is over."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        username: str,
        secret: str,
        on_event: Callable[[AmiEvent], None],
    ) -> None:
        """Prepare; `open` connects."""
        super().__init__(
            loop=asyncio.get_running_loop(),
            host=host,
            port=port,
            username=one_line(username),
            secret=one_line(secret),
            protocol_factory=WireProtocol,
            log=_SILENT,
        )
        self.lost = asyncio.Event()
        self._booted = asyncio.Event()
        self._on_event = on_event

    async def open(self, *, timeout_s: float) -> None:
        """Connect and log in.

        Raises:
            AmiDisconnected: Nothing listens there, or it does not speak AMI.
            AmiAuthFailed: Asterisk refuses the user name or secret.
        """
        place = f"{self.config['host']}:{self.config['port']}"
        try:
            async with asyncio.timeout(timeout_s):
                await self.connect()
                response = (await self.authenticated_future)[0]
        except TimeoutError as error:
            raise AmiDisconnected(f"Asterisk's manager at {place} does not answer") from error
        except OSError as error:
            raise AmiDisconnected(
                f"cannot reach Asterisk's manager at {place}: {error.strerror or error}"
            ) from error
        except AmiError as error:
            raise AmiDisconnected(f"Asterisk's manager at {place} hung up at login") from error
        finally:
            if not self.authenticated:
                self.close()
        if not response.success:
            raise AmiAuthFailed(
                f"Asterisk's manager at {place} refuses user {self.config['username']!r}: "
                f"{response.message or 'no reason given'}"
            )

    async def wait_booted(self, *, timeout_s: float) -> bool:
        """Wait until Asterisk has loaded everything; the manager answers long before.

        False if it did not say so in time, as it only does to users with the read right `system`.

        Raises:
            AmiDisconnected: The connection broke meanwhile.
        """
        try:
            async with asyncio.timeout(timeout_s):
                await self._booted.wait()
        except TimeoutError:
            return False
        if self.lost.is_set():
            raise AmiDisconnected("the connection to Asterisk broke while it started")
        return True

    async def perform(self, headers: dict[str, Any], *, timeout_s: float) -> list[Message]:
        """Send an action and return its response, followed by its list if it has one.

        Raises:
            AmiTimeout: No complete answer in `timeout_s`.
            AmiDisconnected: The connection is or was lost.
        """
        if self.lost.is_set() or self.protocol.closed:
            raise AmiDisconnected("there is no connection to Asterisk")
        action = PendingAction(headers)
        try:
            async with asyncio.timeout(timeout_s):
                answer: list[Message] = await self.send_action(action)
        except TimeoutError as error:
            raise AmiTimeout(
                f"Asterisk did not answer {headers['Action']} in {timeout_s:g} s"
            ) from error
        finally:
            self.protocol.responses.pop(action.id, None)
        return answer

    def abort(self) -> None:
        """Drop the connection at once, without waiting for what is still to be written."""
        if self.protocol is not None:
            self.protocol.transport.abort()

    # --- called by panoramisk ---------------------------------------------------------------

    def connection_made(self, f: "asyncio.Future[Any]") -> None:
        """Log in on a new connection; a failed one is reported by `open`."""
        if f.cancelled() or f.exception() is not None:
            return
        _, protocol = f.result()
        if protocol.closed:
            # The peer was gone before anybody could listen for it.
            self.authenticated_future = self.loop.create_future()
            self.authenticated_future.set_exception(AmiDisconnected("the peer hung up"))
            self.protocol = protocol
            return
        super().connection_made(f)

    def login(self, future: "asyncio.Future[Any]") -> bool:
        """Note whether the login was accepted; `open` reports it."""
        failed = future.cancelled() or future.exception() is not None
        self.authenticated = not failed and bool(future.result()[0].success)
        return self.authenticated

    def send_action(self, action: Any, as_list: bool | None = None, **kwargs: Any) -> Any:
        """Send; panoramisk's own login comes as a plain dict and becomes a `PendingAction`."""
        if not isinstance(action, PendingAction):
            action = PendingAction(dict(action))
        return super().send_action(action, as_list=as_list, **kwargs)

    async def send_awaiting_actions(self, *_: Any) -> None:
        """Send nothing: an action of a lost connection is never repeated."""

    def ping(self) -> None:
        """Do nothing: the client pings, because it also waits for the answer."""

    def dispatch(self, event: Message) -> None:
        """Pass an event on."""
        if event.event == "FullyBooted":
            self._booted.set()
        self._on_event(event_of(event))

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end. There is no reconnect here."""
        self.close()
        self.lost.set()

    def close(self) -> None:
        """Close the connection and stop panoramisk's timers."""
        super().close()
        self.lost.set()
        self._booted.set()
