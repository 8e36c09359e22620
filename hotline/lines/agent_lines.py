"""The agents' telephones: offers become ringing legs, what legs do becomes distributor inputs."""

import asyncio
import math
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

import acd.commands
import acd.inputs
from acd.plan.vendors import OutsideLine
from hotline.errors import SettingsError
from hotline.lines.vendor_keys import VendorPins
from hotline.messages import DistributorInput, Message, Pop
from ivr.asterisk.ami import AmiClient
from ivr.asterisk.errors import AmiError
from ivr.asterisk.leg_facts import (
    LegAnswered,
    LegDeclined,
    LegEnded,
    LegFact,
    LegHeld,
    LegRang,
    LegResumed,
    LegUnanswered,
    LegUnreachable,
)
from ivr.asterisk.legs import AgentLegs
from ivr.asterisk.whispers import Whispers

log = structlog.get_logger()

_CHANNEL_PREFIX = "leg-"
# The join that follows has `acd.offers.offering.JOIN_LIMIT_S` from the answer on.
_WHISPER_LIMIT_S = 6.0


class AgentLegLines:
    """Implements `hotline.messages.AgentLines` on Asterisk legs."""

    def __init__(
        self, ami: AmiClient, *, post: Callable[[Message], None], vendor_pins: VendorPins
    ) -> None:
        self._legs = AgentLegs(ami, on_fact=self._on_fact, channel_prefix=_CHANNEL_PREFIX)
        self._whispers = Whispers(ami)
        self._post = post
        self._vendor_pins = vendor_pins
        self._tasks: set[asyncio.Task[None]] = set()

    def offer(self, command: acd.commands.OfferCall, pop: Pop) -> None:
        """Ring the agent's telephone; its display shows language and topic, then the number.

        It also shows that an interpreter is on the line already.

        A vendor's line is called outside, and is shown nothing of the caller.
        """
        if command.outside is not None:
            self._offer_vendor(command, command.outside)
            return
        beside = "interpreter" if pop.interpreted else ""
        label = " ".join(part for part in (pop.language or "", beside, pop.topic) if part)
        self._go(
            self._dial(
                command.offer_id,
                self._legs.ring(
                    command.offer_id,
                    command.device,
                    ring_timeout_s=command.ring_timeout_s,
                    caller_id_name=label or "Hotline",
                    caller_id_number=pop.caller,
                    variables={"HOTLINE_CALL": pop.call_id, "HOTLINE_PARK_S": _seconds(pop.hold_s)},
                ),
            )
        )

    def _offer_vendor(self, command: acd.commands.OfferCall, line: OutsideLine) -> None:
        try:
            keys = self._vendor_pins.keys(line)
        except SettingsError as error:
            log.error("vendor_not_dialled", vendor=line.vendor, error=str(error))
            self._post_unreachable(command.offer_id, "no PIN")
            return
        self.offer_outside(
            command.offer_id, line.number, ring_timeout_s=command.ring_timeout_s, keys=keys
        )

    def offer_outside(
        self, offer_id: str, number: str, *, ring_timeout_s: float, keys: str = "", shown: str = ""
    ) -> None:
        """Ring a number outside and press `keys` there; `shown` is the number it sees calling."""
        self._go(
            self._dial(
                offer_id,
                self._legs.ring_outside(
                    offer_id,
                    number,
                    ring_timeout_s=ring_timeout_s,
                    keys=keys,
                    caller_id_number=shown,
                ),
            )
        )

    def cancel(self, offer_id: str) -> None:
        """Stop ringing."""
        self._go(self._quietly(self._legs.cancel(offer_id), offer_id))

    def release(self, offer_id: str) -> None:
        """Hang up an answered leg."""
        self._go(self._quietly(self._legs.hang_up(offer_id), offer_id))

    def step_aside(self, offer_id: str) -> None:
        """Take the leg out of the caller's bridge."""
        self._go(self._placed(self._legs.step_aside(offer_id), offer_id))

    def join_aside(self, offer_id: str, aside: str) -> None:
        """Let the answered leg and the one that stepped aside hear one another."""
        self._go(self._placed(self._legs.consult(aside, offer_id), offer_id))

    def offer_of(self, uniqueid: str) -> str | None:
        """Return the offer whose leg has this unique id, if it is a leg of ours."""
        if not uniqueid.startswith(_CHANNEL_PREFIX):
            return None
        return uniqueid.removeprefix(_CHANNEL_PREFIX)

    async def resync(self) -> None:
        """After a gap: find answers and hang-ups that were missed."""
        await self._legs.resync()

    async def close(self) -> None:
        """Follow the switch no more."""
        self._whispers.close()
        await self._legs.close()

    def channel(self, offer_id: str) -> str | None:
        """Return the leg's channel name while it is up."""
        return self._legs.channel(offer_id)

    def uniqueid(self, offer_id: str) -> str:
        """Return the unique id that the leg of this offer has, or would have."""
        return f"{_CHANNEL_PREFIX}{offer_id}"

    async def join(self, offer_id: str, caller_channel: str) -> None:
        """Move a waiting leg into the caller's bridge.

        Raises:
            AmiError: Asterisk refused.
        """
        await self._legs.join(offer_id, caller_channel)

    async def whisper(self, offer_id: str, sound: str) -> bool:
        """Play a short sound that this leg alone hears; return whether it came to its end."""
        try:
            return await self._whispers.play(
                self.uniqueid(offer_id), sound, limit_s=_WHISPER_LIMIT_S
            )
        except AmiError as error:
            log.warning("whisper_failed", offer_id=offer_id, error=str(error))
            return False

    def _on_fact(self, fact: LegFact) -> None:
        self._post(DistributorInput(input=_as_input(fact)))

    def on_joined(self, offer_id: str) -> None:
        """The leg entered the caller's bridge."""
        self._post(DistributorInput(input=acd.inputs.LegJoined(offer_id=offer_id)))

    async def _dial(self, offer_id: str, ringing: Coroutine[Any, Any, None]) -> None:
        """Await `ringing`; a number or keys that cannot be dialled are an unreachable telephone."""
        try:
            await ringing
        except (AmiError, ValueError) as error:
            log.warning("ring_failed", offer_id=offer_id, error=str(error))
            self._post_unreachable(offer_id, str(error))

    def _post_unreachable(self, offer_id: str, cause: str) -> None:
        unreachable = acd.inputs.OfferUnreachable(offer_id=offer_id, cause=cause)
        self._post(DistributorInput(input=unreachable))

    async def _placed(self, work: Coroutine[Any, Any, None], offer_id: str) -> None:
        try:
            await work
        except AmiError as error:
            failed = acd.inputs.JoinFailed(offer_id=offer_id, reason=str(error))
            self._post(DistributorInput(input=failed))

    async def _quietly(self, work: Coroutine[Any, Any, None], offer_id: str) -> None:
        try:
            await work
        except AmiError as error:
            # The leg is gone already, or AMI is away: resync finds it after the reconnect.
            log.info("leg_not_hung_up", offer_id=offer_id, error=str(error))

    def _go(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _seconds(value_s: float) -> str:
    """Return whole seconds, '' for the switch's own limit."""
    return str(math.ceil(value_s)) if value_s else ""


def _as_input(fact: LegFact) -> acd.inputs.Input:
    match fact:
        case LegRang():
            return acd.inputs.OfferRang(offer_id=fact.offer_id)
        case LegAnswered():
            return acd.inputs.OfferAnswered(offer_id=fact.offer_id)
        case LegDeclined():
            return acd.inputs.OfferDeclined(offer_id=fact.offer_id)
        case LegUnanswered():
            return acd.inputs.OfferUnanswered(offer_id=fact.offer_id)
        case LegUnreachable():
            return acd.inputs.OfferUnreachable(offer_id=fact.offer_id, cause=fact.cause)
        case LegEnded():
            return acd.inputs.LegEnded(offer_id=fact.offer_id, broken=fact.broken)
        case LegHeld():
            return acd.inputs.LegHeld(offer_id=fact.offer_id)
        case LegResumed():
            return acd.inputs.LegResumed(offer_id=fact.offer_id)
