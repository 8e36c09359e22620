"""Supervisors' telephones: rung, put on an agent's leg, moved to another mode, hung up.

A leg is called into the dialplan context `supervise`; the extension is the mode. `listen` and
`whisper` are ChanSpy on the agent's leg, and end with it; `barge` comes into the agent's bridge as
one more party (ChanSpy's own barge is deaf in a bridge of three). What is believed is what the
switch says: ChanSpyStart, BridgeEnter, Hangup.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

import structlog

from ivr.asterisk.ami import AmiClient
from ivr.asterisk.ami_types import AmiEvent
from ivr.asterisk.errors import AmiError, AmiRejected

log = structlog.get_logger()

BARGE: Final = "barge"
_CONTEXT: Final = "supervise"
_RING_TIMEOUT_S: Final = 30.0
_NORMAL_CLEARING: Final = 16


@dataclass(slots=True, kw_only=True)
class _Leg:
    """One supervisor's telephone; `channel` is its name once there is one.

    `mode` is what the switch was told last, `wanted` what it is to be; they differ while an
    unanswered telephone cannot be moved yet. `begun` once it was on the conversation.
    """

    mode: str
    wanted: str
    generation: int
    begun: bool = False
    channel: str = ""
    target_channel: str = ""
    unwanted: bool = False


class SupervisorLegs:
    """Every supervisor's leg in the air, by supervision.

    Args:
        ami: the connection to the switch.
        on_mode: called with the supervision's id and the mode that the switch reports.
        on_gone: called once with the id and the cause when a leg is over.
        channel_prefix: begins the unique ids of these legs.
    """

    def __init__(
        self,
        ami: AmiClient,
        *,
        on_mode: Callable[[str, str], None],
        on_gone: Callable[[str, str], None],
        channel_prefix: str = "sup-",
    ) -> None:
        """Begin to follow the switch."""
        self._ami = ami
        self._on_mode = on_mode
        self._on_gone = on_gone
        self._prefix = channel_prefix
        self._legs: dict[str, _Leg] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._ends = [
            ami.subscribe([name], handler)
            for name, handler in {
                "Newchannel": self._new_channel,
                "ChanSpyStart": self._spying,
                "BridgeEnter": self._bridged,
                "OriginateResponse": self._originated,
                "Hangup": self._hung_up,
            }.items()
        ]

    def supervision_of(self, uniqueid: str) -> str | None:
        """Return the supervision whose leg has this unique id."""
        if not uniqueid.startswith(self._prefix):
            return None
        return uniqueid.removeprefix(self._prefix)

    async def close(self) -> None:
        """Follow the switch no more."""
        for end in self._ends:
            end()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def ring(
        self, supervision_id: str, device: str, *, mode: str, target_id: str, target_channel: str
    ) -> None:
        """Ring the telephone; what becomes of it comes through the callbacks.

        `target_id` and `target_channel` are unique id and name of the agent's channel.
        """
        leg = _Leg(mode=mode, wanted=mode, generation=self._ami.generation)
        self._legs[supervision_id] = leg
        try:
            await self._ami.originate(
                channel=f"PJSIP/{device}",
                channel_id=f"{self._prefix}{supervision_id}",
                context=_CONTEXT,
                exten=mode,
                ring_timeout_s=_RING_TIMEOUT_S,
                caller_id=f'"Supervise: {mode}" <0>',
                variables={"HOTLINE_TARGET": target_channel, "HOTLINE_TARGET_ID": target_id},
            )
        except AmiRejected as error:
            self._over(supervision_id, str(error))
        except AmiError as error:
            # It may ring all the same; it is hung up as soon as it is seen.
            leg.unwanted = True
            await self._hang_up(supervision_id)
            log.warning("supervisor_not_rung", supervision_id=supervision_id, error=str(error))

    async def move(self, supervision_id: str, *, mode: str, target_channel: str) -> None:
        """Put an answered leg into another mode; one that still rings comes to it afterwards."""
        leg = self._legs.get(supervision_id)
        if leg is None:
            return
        leg.wanted = mode
        leg.target_channel = target_channel
        if leg.begun:
            await self._redirect(supervision_id, leg)

    async def _redirect(self, supervision_id: str, leg: _Leg) -> None:
        leg.mode = leg.wanted
        try:
            for name, fields in (
                ("Setvar", {"Variable": "HOTLINE_TARGET", "Value": leg.target_channel}),
                ("Redirect", {"Context": _CONTEXT, "Exten": leg.mode, "Priority": 1}),
            ):
                response = await self._ami.action(name, Channel=leg.channel, **fields)
                if not response.success:
                    raise AmiRejected(f"the switch refused: {response.message}")
        except AmiError as error:
            # A mode that is not what was asked for must not go on unknown to anybody.
            log.warning("supervisor_not_moved", supervision_id=supervision_id, error=str(error))
            await self.release(supervision_id)

    async def release(self, supervision_id: str) -> None:
        """Hang up. If Asterisk cannot be told now, `resync` tells it."""
        if leg := self._legs.get(supervision_id):
            leg.unwanted = True
        await self._hang_up(supervision_id)

    async def resync(self) -> tuple[str, ...]:
        """Find out what was missed, and hang up legs that nobody here knows of.

        Returns the supervisions of those legs.

        Raises:
            AmiError: Asterisk did not say.
        """
        generation = self._ami.generation
        shown = await self._ami.action("CoreShowChannels")
        there = {event.get("uniqueid") for event in shown.events}
        for supervision_id, leg in list(self._legs.items()):
            if leg.generation < generation and f"{self._prefix}{supervision_id}" not in there:
                self._over(supervision_id, "lost while the switch could not be reached")
            leg.generation = generation
        unknown = []
        for supervision_id in filter(None, map(self.supervision_of, there)):
            known = self._legs.get(supervision_id)
            if known is None:
                unknown.append(supervision_id)
            if known is None or known.unwanted:
                await self._hang_up(supervision_id)
        return tuple(unknown)

    def _new_channel(self, event: AmiEvent) -> None:
        supervision_id = self.supervision_of(event.get("uniqueid"))
        leg = self._legs.get(supervision_id or "")
        if supervision_id is not None and leg is not None:
            leg.channel = event.get("channel")
            if leg.unwanted:
                self._spawn(self._hang_up(supervision_id))

    def _spying(self, event: AmiEvent) -> None:
        supervision_id = self.supervision_of(event.get("spyeruniqueid"))
        leg = self._legs.get(supervision_id or "")
        if supervision_id is not None and leg is not None and leg.mode != BARGE:
            self._entered(supervision_id, leg)

    def _bridged(self, event: AmiEvent) -> None:
        supervision_id = self.supervision_of(event.get("uniqueid"))
        leg = self._legs.get(supervision_id or "")
        if supervision_id is not None and leg is not None and leg.mode == BARGE:
            self._entered(supervision_id, leg)

    def _entered(self, supervision_id: str, leg: _Leg) -> None:
        leg.begun = True
        self._on_mode(supervision_id, leg.mode)
        if leg.wanted != leg.mode:
            self._spawn(self._redirect(supervision_id, leg))

    def _originated(self, event: AmiEvent) -> None:
        supervision_id = self.supervision_of(event.get("uniqueid"))
        leg = self._legs.get(supervision_id or "")
        failed = event.get("response") == "Failure"
        if supervision_id is not None and leg is not None and failed and not leg.channel:
            self._over(supervision_id, f"could not be called (reason {event.get('reason')})")

    def _hung_up(self, event: AmiEvent) -> None:
        if supervision_id := self.supervision_of(event.get("uniqueid")):
            self._over(supervision_id, event.get("cause-txt").lower())

    def _over(self, supervision_id: str, cause: str) -> None:
        if self._legs.pop(supervision_id, None) is not None:
            self._on_gone(supervision_id, cause)

    async def _hang_up(self, supervision_id: str) -> None:
        channel_id = f"{self._prefix}{supervision_id}"
        try:
            await self._ami.action("Hangup", Channel=channel_id, Cause=_NORMAL_CLEARING)
        except AmiError as error:
            log.warning("supervisor_not_hung_up", channel_id=channel_id, error=str(error))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
