"""Telephones that are rung, agents' and outside: ring, cancel, join to the caller, hang up.

A leg is called into the dialplan context `agent-leg`: extension `park` keeps it in silence until
it is joined; extension `join` adds it to the bridge of the channel in `HOTLINE_TARGET`. An outside
leg comes in at extension `outside`, which first presses the keys the far end asks for. A leg that
steps out of the caller's bridge waits at `aside`, and talks to `HOTLINE_TARGET` at `consult`.
"""

import asyncio
import re
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

import structlog

from ivr.asterisk.ami import AmiClient
from ivr.asterisk.ami_types import AmiEvent
from ivr.asterisk.errors import AmiError, AmiRejected
from ivr.asterisk.holds import Holds
from ivr.asterisk.leg_facts import LegFact
from ivr.asterisk.leg_state import Leg, LegState
from ivr.asterisk.quoting import caller_id

_ID: Final = re.compile(r"[\w.-]{1,100}", re.ASCII)
_NUMBER: Final = re.compile(r"[+0-9A-Za-z*#._-]{1,64}", re.ASCII)
_KEYS: Final = re.compile(r"[0-9A-D*#wW]{0,64}", re.ASCII)
_RING_STATES: Final = frozenset({"RINGING", "PROGRESS"})
_NORMAL_CLEARING: Final = 16
_ANSWERED_ELSEWHERE: Final = 26
"""Sent with the CANCEL, so that the telephone does not list a missed call."""


class AgentLegs:
    """Every leg now in the air, by offer."""

    def __init__(
        self,
        ami: AmiClient,
        *,
        on_fact: Callable[[LegFact], None],
        context: str = "agent-leg",
        channel_prefix: str = "leg-",
        outside_trunk: str = "outside",
    ) -> None:
        """Begin to follow the switch. `on_fact` is called on the loop, in order."""
        self._ami = ami
        self._on_fact = on_fact
        self._context = context
        self._prefix = channel_prefix
        self._outside_trunk = outside_trunk
        self._legs: dict[str, Leg] = {}
        self._by_channel_id: dict[str, Leg] = {}
        self._strays: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._log = structlog.get_logger()
        self._holds = Holds(ami, legs=self._by_channel_id, tell=self._tell)
        self._ends = [
            ami.subscribe([name], handler)
            for name, handler in {
                "Newchannel": self._on_new_channel,
                "DialState": self._on_dial_state,
                "DialEnd": self._on_dial_end,
                "BridgeEnter": self._on_bridge_enter,
                "OriginateResponse": self._on_originate_response,
                "Hangup": self._on_hangup,
            }.items()
        ]

    async def close(self) -> None:
        """Follow the switch no more; the legs stay as they are."""
        for end in self._ends:
            end()
        self._holds.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- what can be done ---------------------------------------------------------------------

    async def ring(
        self,
        offer_id: str,
        device: str,
        *,
        ring_timeout_s: float,
        caller_id_name: str = "",
        caller_id_number: str = "",
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Ring `PJSIP/<device>`. What becomes of it, and any failure, comes as facts.

        Raises:
            ValueError: The offer is known already, or its id has characters other than
                letters, digits, `_`, `.` and `-`.
        """
        await self._originate(
            offer_id,
            f"PJSIP/{device}",
            "park",
            ring_timeout_s=ring_timeout_s,
            caller=caller_id(caller_id_name, caller_id_number),
            variables=variables,
        )

    async def ring_outside(
        self,
        offer_id: str,
        number: str,
        *,
        ring_timeout_s: float,
        keys: str = "",
        caller_id_name: str = "",
        caller_id_number: str = "",
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Ring a number through the outside trunk; facts come as for any leg.

        `keys` are pressed when the far end has answered, `w` being a pause of half a second and
        `W` one of a second (`WW1234#`). LegAnswered comes after them, so nobody who is joined
        hears or waits through them.

        Raises:
            ValueError: As for `ring`, or the number or the keys have other characters.
        """
        if not _NUMBER.fullmatch(number):
            raise ValueError("a number has only letters, digits and `+ * # . _ -`")
        if not _KEYS.fullmatch(keys):
            raise ValueError("keys are 0-9, A-D, `*`, `#` and the pauses `w` and `W`")
        await self._originate(
            offer_id,
            f"PJSIP/{number}@{self._outside_trunk}",
            "outside",
            ring_timeout_s=ring_timeout_s,
            caller=caller_id(caller_id_name, caller_id_number),
            variables={**(variables or {}), "HOTLINE_KEYS": keys},
        )

    async def _originate(
        self,
        offer_id: str,
        channel: str,
        exten: str,
        *,
        ring_timeout_s: float,
        caller: str,
        variables: Mapping[str, str] | None,
    ) -> None:
        if offer_id in self._legs or not _ID.fullmatch(offer_id):
            raise ValueError(f"offer {offer_id!r} cannot be rung (again)")
        channel_id = f"{self._prefix}{offer_id}"
        leg = Leg(offer_id=offer_id, channel_id=channel_id, generation=self._ami.generation)
        # Known before it is sent: its first events may overtake the response.
        self._legs[offer_id] = self._by_channel_id[channel_id] = leg
        try:
            await self._ami.originate(
                channel=channel,
                channel_id=channel_id,
                context=self._context,
                exten=exten,
                ring_timeout_s=ring_timeout_s,
                caller_id=caller or None,
                variables=variables,
            )
        except AmiRejected as error:
            self._finish(leg, cause=str(error))
        except AmiError as error:
            # It may ring all the same: then it is hung up as soon as it is seen.
            self._strays.add(channel_id)
            if leg.channel:
                self._spawn(self._hang_up_channel(channel_id, _ANSWERED_ELSEWHERE))
            self._finish(leg, cause=str(error))

    async def cancel(self, offer_id: str) -> None:
        """Stop ringing. If Asterisk cannot be told now, `resync` tells it."""
        await self._release(offer_id, _ANSWERED_ELSEWHERE)

    async def hang_up(self, offer_id: str) -> None:
        """Hang up an answered leg. If Asterisk cannot be told now, `resync` tells it."""
        await self._release(offer_id, _NORMAL_CLEARING)

    async def join(self, offer_id: str, target_channel: str) -> None:
        """Add the parked leg to the bridge that `target_channel` is in.

        Raises:
            AmiRejected: The leg is not there, or Asterisk refused. Whether the target was in a
                bridge shows only in the leg's BridgeEnter, or its end.
            AmiTimeout, AmiDisconnected: As for every action.
        """
        await self._move(offer_id, "join", target_channel)

    async def step_aside(self, offer_id: str) -> None:
        """Take an answered leg out of the bridge it is in; it hears ringing.

        Raises:
            AmiRejected: The leg is not there, or Asterisk refused.
            AmiTimeout, AmiDisconnected: As for every action.
        """
        await self._move(offer_id, "aside")

    async def consult(self, offer_id: str, other_id: str) -> None:
        """Let a leg that stepped aside and another answered one hear one another.

        Whichever of the two is left by the other waits aside again.

        Raises:
            AmiRejected: One of the legs is not there, or Asterisk refused.
            AmiTimeout, AmiDisconnected: As for every action.
        """
        await self._move(offer_id, "consult", self._answered(other_id).channel)

    async def _move(self, offer_id: str, exten: str, target_channel: str = "") -> None:
        leg = self._answered(offer_id)
        steps: list[tuple[str, dict[str, Any]]] = [
            ("Redirect", {"Context": self._context, "Exten": exten, "Priority": 1})
        ]
        if target_channel:
            steps.insert(0, ("Setvar", {"Variable": "HOTLINE_TARGET", "Value": target_channel}))
        for name, fields in steps:
            response = await self._ami.action(name, Channel=leg.channel, **fields)
            if not response.success:
                raise AmiRejected(f"cannot move the leg: {response.message}")

    def _answered(self, offer_id: str) -> Leg:
        leg = self._legs.get(offer_id)
        if leg is None or leg.state is not LegState.PARKED:
            raise AmiRejected(f"there is no answered leg of offer {offer_id}")
        return leg

    def channel(self, offer_id: str) -> str | None:
        """Return the channel's name; None while or when there is none."""
        leg = self._legs.get(offer_id)
        return leg.channel or None if leg is not None else None

    async def resync(self) -> None:
        """Find out, after a gap, what was missed: answers, hang-ups, holds, unwanted legs.

        Raises:
            AmiError: Asterisk did not say.
        """
        generation = self._ami.generation
        older = [leg for leg in self._legs.values() if leg.generation < generation]
        shown = await self._ami.action("CoreShowChannels")
        channels = {event.get("uniqueid"): event for event in shown.events}
        for leg in older:
            leg.generation = generation
            if leg.channel_id not in channels:
                self._finish(leg, cause="lost while the switch could not be reached")
            elif leg.state is not LegState.OVER:
                self._catch_up(leg, channels[leg.channel_id])
        for channel_id, event in channels.items():
            unknown = (
                channel_id.startswith(self._prefix)
                and channel_id not in self._by_channel_id
                and event.get("channelstatedesc") != "Up"
            )
            if unknown or channel_id in self._strays:
                self._spawn(self._hang_up_channel(channel_id, _ANSWERED_ELSEWHERE))
        self._strays.clear()
        await self._holds.ask(older)

    # --- what the switch says -----------------------------------------------------------------

    def _on_new_channel(self, event: AmiEvent) -> None:
        channel_id = event.get("uniqueid")
        leg = self._by_channel_id.get(channel_id)
        if leg is not None:
            leg.channel = event.get("channel")
        if channel_id in self._strays or (leg is not None and leg.unwanted):
            self._strays.discard(channel_id)
            self._spawn(self._hang_up_channel(channel_id, _ANSWERED_ELSEWHERE))

    def _on_dial_state(self, event: AmiEvent) -> None:
        leg = self._by_channel_id.get(event.get("destuniqueid"))
        if leg is not None and event.get("dialstatus") in _RING_STATES:
            self._tell(leg.rings())

    def _on_dial_end(self, event: AmiEvent) -> None:
        leg = self._by_channel_id.get(event.get("destuniqueid"))
        if leg is not None and event.get("dialstatus") == "ANSWER":
            leg.picked_up()

    def _on_bridge_enter(self, event: AmiEvent) -> None:
        leg = self._by_channel_id.get(event.get("uniqueid"))
        if leg is not None:
            leg.channel = event.get("channel")
            self._tell(leg.parked())

    def _on_originate_response(self, event: AmiEvent) -> None:
        leg = self._by_channel_id.get(event.get("uniqueid"))
        if leg is not None and event.get("response") == "Failure" and not leg.channel:
            self._finish(leg, cause=f"could not be called (reason {event.get('reason')})")

    def _on_hangup(self, event: AmiEvent) -> None:
        leg = self._by_channel_id.get(event.get("uniqueid"))
        if leg is not None:
            code = event.get("cause")
            cause = int(code) if code.isdigit() else 0
            self._forget(leg)
            self._tell(leg.hung_up(cause=cause, text=event.get("cause-txt")))

    # --- inside -------------------------------------------------------------------------------

    def _catch_up(self, leg: Leg, event: AmiEvent) -> None:
        leg.channel = event.get("channel")
        if leg.unwanted:
            self._spawn(self._hang_up_channel(leg.channel_id, _ANSWERED_ELSEWHERE))
        elif event.get("channelstatedesc") == "Ringing":
            self._tell(leg.rings())
        elif event.get("bridgeid"):
            self._tell(leg.parked())

    async def _release(self, offer_id: str, cause: int) -> None:
        leg = self._legs.get(offer_id)
        if leg is None:
            return
        leg.unwanted = True
        await self._hang_up_channel(leg.channel_id, cause)

    async def _hang_up_channel(self, channel_id: str, cause: int) -> None:
        """Hang up by our own id. A channel that is not there yet is caught when it comes."""
        try:
            await self._ami.action("Hangup", Channel=channel_id, Cause=cause)
        except AmiError as error:
            self._log.warning("leg_hangup_failed", channel_id=channel_id, reason=str(error))

    def _finish(self, leg: Leg, *, cause: str) -> None:
        self._forget(leg)
        self._tell(leg.lost(cause=cause))

    def _forget(self, leg: Leg) -> None:
        self._legs.pop(leg.offer_id, None)
        self._by_channel_id.pop(leg.channel_id, None)

    def _tell(self, fact: LegFact | None) -> None:
        if fact is not None:
            self._on_fact(fact)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
