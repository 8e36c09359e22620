"""The manager interface: actions that are answered or fail, and events, across reconnects."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import structlog

from ivr.asterisk.ami_link import AmiLink
from ivr.asterisk.ami_types import AmiEvent, AmiResponse, event_of, fields_of
from ivr.asterisk.errors import AmiAuthFailed, AmiDisconnected, AmiRejected, AmiTimeout
from ivr.asterisk.quoting import channel_variable, one_line
from ivr.asterisk.subscriptions import EventCallback, Subscriptions, call_isolated


@dataclass(frozen=True, slots=True, kw_only=True)
class Originated:
    """An Originate that Asterisk took on.

    `outcome` becomes its OriginateResponse event; it is cancelled if the connection breaks first.
    """

    action_id: str
    outcome: "asyncio.Future[AmiEvent]"


class AmiClient:
    """A connection to Asterisk's manager interface that is kept up.

    An action is sent at most once. When the connection breaks, the actions without an answer fail
    with `AmiDisconnected`; whether they were done is not known, and after every reconnect the
    owner, told by `on_gap`, looks for itself.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        username: str,
        secret: str,
        ping_interval_s: float = 10.0,
        ping_timeout_s: float = 3.0,
        connect_timeout_s: float = 5.0,
        boot_timeout_s: float = 20.0,
        first_retry_s: float = 0.2,
        last_retry_s: float = 5.0,
    ) -> None:
        """Prepare. A lost connection is tried again after `first_retry_s`, doubled each time.

        A connection counts once Asterisk has loaded everything, or `boot_timeout_s` have passed.
        """
        self._host, self._port = host, port
        self._username, self._secret = username, secret
        self._ping_interval_s, self._ping_timeout_s = ping_interval_s, ping_timeout_s
        self._connect_timeout_s, self._boot_timeout_s = connect_timeout_s, boot_timeout_s
        self._first_retry_s, self._last_retry_s = first_retry_s, last_retry_s
        self._link: AmiLink | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._refused: AmiAuthFailed | None = None
        self._subscriptions = Subscriptions()
        self._gap_callbacks: list[Callable[[], None]] = []
        self._outcomes: dict[str, asyncio.Future[AmiEvent]] = {}
        self._generation = 0
        self._log = structlog.get_logger().bind(host=host, port=port)

    # --- life ---------------------------------------------------------------------------------

    async def start(self) -> None:
        """Connect, log in, and keep the connection from now on.

        Raises:
            AmiAuthFailed: Asterisk refuses the user name or secret.
            AmiDisconnected: Asterisk cannot be reached.
        """
        self._link = await self._open()
        self._keeper = asyncio.create_task(self._keep(self._link), name="ami-keeper")

    async def stop(self) -> None:
        """Close the connection. Open actions fail with `AmiDisconnected`."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
        self._drop_link()

    @property
    def connected(self) -> bool:
        """Whether there is a logged-in connection."""
        return self._link is not None and not self._link.lost.is_set()

    @property
    def generation(self) -> int:
        """Counts connections: what was asked in an older one may have been lost."""
        return self._generation

    # --- events -------------------------------------------------------------------------------

    def subscribe(self, names: Iterable[str], callback: EventCallback) -> Callable[[], None]:
        """Call `callback` with every event of these names ("*": all); return what ends it."""
        return self._subscriptions.add(names, callback)

    def on_gap(self, callback: Callable[[], None]) -> None:
        """Call `callback` after every reconnect: events may have been missed."""
        self._gap_callbacks.append(callback)

    # --- actions ------------------------------------------------------------------------------

    async def action(self, name: str, *, timeout_s: float = 5.0, **fields: Any) -> AmiResponse:
        """Perform an action; a list of values sends the header once for each. None is left out.

        A list reply (CoreShowChannels, Status, ...) is gathered to its end.

        Raises:
            AmiTimeout: No complete answer in `timeout_s`.
            AmiDisconnected: Not connected, or the connection broke before the answer.
            AmiAuthFailed: Asterisk refused us at a reconnect.
        """
        if self._refused is not None:
            raise self._refused
        if self._link is None:
            raise AmiDisconnected("there is no connection to Asterisk")
        headers: dict[str, Any] = {"Action": one_line(name)}
        for key, value in fields.items():
            if isinstance(value, list | tuple):
                headers[key] = [one_line(item) for item in value]
            elif value is not None:
                headers[key] = one_line(value)
        answer = await self._link.perform(headers, timeout_s=timeout_s)
        return AmiResponse(
            success=bool(answer[0].success),
            message=str(answer[0].message),
            fields=fields_of(answer[0]),
            events=tuple(event_of(message) for message in answer[1:-1]),
        )

    async def originate(
        self,
        *,
        channel: str,
        channel_id: str,
        ring_timeout_s: float,
        context: str | None = None,
        exten: str | None = None,
        application: str | None = None,
        data: str | None = None,
        caller_id: str | None = None,
        codecs: str | None = None,
        variables: Mapping[str, str] | None = None,
        timeout_s: float = 5.0,
    ) -> Originated:
        """Have Asterisk call `channel`; return as soon as it took that on.

        Raises:
            AmiRejected: Asterisk refused.
            AmiTimeout: No answer: the telephone may ring all the same.
            AmiDisconnected: As for `action`.
        """
        action_id = f"originate-{uuid4()}"
        outcome: asyncio.Future[AmiEvent] = asyncio.get_running_loop().create_future()
        self._outcomes[action_id] = outcome
        try:
            response = await self.action(
                "Originate",
                timeout_s=timeout_s,
                ActionID=action_id,
                Channel=channel,
                ChannelId=channel_id,
                Context=context,
                Exten=exten,
                Priority=None if exten is None else 1,
                Application=application,
                Data=data,
                CallerID=caller_id,
                Codecs=codecs,
                Variable=[channel_variable(k, v) for k, v in (variables or {}).items()],
                Timeout=round(ring_timeout_s * 1000),
                Async="true",
            )
            if not response.success:
                raise AmiRejected(f"Asterisk refused to call {channel}: {response.message}")
        except BaseException:
            self._outcomes.pop(action_id, None)
            raise
        return Originated(action_id=action_id, outcome=outcome)

    # --- inside -------------------------------------------------------------------------------

    async def _open(self) -> AmiLink:
        link = AmiLink(
            host=self._host,
            port=self._port,
            username=self._username,
            secret=self._secret,
            on_event=self._deliver,
        )
        await link.open(timeout_s=self._connect_timeout_s)
        try:
            if not await link.wait_booted(timeout_s=self._boot_timeout_s):
                self._log.warning("ami_boot_not_confirmed")
        except BaseException:
            link.close()
            raise
        self._generation += 1
        self._log.info("ami_connected", generation=self._generation)
        return link

    def _deliver(self, event: AmiEvent) -> None:
        if event.name == "OriginateResponse":
            outcome = self._outcomes.pop(event.get("actionid"), None)
            if outcome is not None and not outcome.done():
                outcome.set_result(event)
        self._subscriptions.deliver(event)

    async def _keep(self, link: AmiLink) -> None:
        """Watch the connection and replace it when it is lost, until refused or stopped."""
        while True:
            await self._watch(link)
            self._log.warning("ami_lost")
            self._drop_link()
            try:
                link = self._link = await self._reopen()
            except AmiAuthFailed as error:
                self._refused = error
                self._log.error("ami_refused", reason=str(error))
                return
            for callback in self._gap_callbacks:
                call_isolated(callback)

    async def _watch(self, link: AmiLink) -> None:
        """Return when the connection is lost; a peer that answers no ping is dropped."""
        while not link.lost.is_set():
            try:
                async with asyncio.timeout(self._ping_interval_s):
                    await link.lost.wait()
            except TimeoutError:
                try:
                    await link.perform({"Action": "Ping"}, timeout_s=self._ping_timeout_s)
                except AmiTimeout:
                    self._log.error("ami_peer_dead")
                    link.abort()
                    await link.lost.wait()
                except AmiDisconnected:
                    return

    async def _reopen(self) -> AmiLink:
        delay_s = self._first_retry_s
        while True:
            try:
                return await self._open()
            except AmiDisconnected as error:
                self._log.warning("ami_unreachable", reason=str(error), retry_s=delay_s)
            await asyncio.sleep(delay_s)
            delay_s = min(delay_s * 2, self._last_retry_s)

    def _drop_link(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            link.close()
        outcomes, self._outcomes = self._outcomes, {}
        for outcome in outcomes.values():
            outcome.cancel()
