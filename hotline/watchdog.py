"""Compares what the distributor believes with what the switch has, now and then and after a gap.

The distributor repairs the differences and names each in the ledger (`acd/repairing.py`).
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

import structlog

from acd.inputs import SwitchLeg, SwitchLegState, SwitchStateReported
from hotline.clock import Clock
from hotline.lines.agent_lines import AgentLegLines
from hotline.messages import DistributorInput, Message
from ivr.asterisk.ami import AmiClient
from ivr.asterisk.ami_types import AmiEvent
from ivr.asterisk.errors import AmiError

log = structlog.get_logger()

EVERY_S: Final = 30.0
# Commands under way need time to be seen on the switch.
_SETTLED_S: Final = 5.0


class Watchdog:
    """Looks at the switch's channels. `caller_ids` gives the unique ids of our callers' lines."""

    def __init__(
        self,
        ami: AmiClient,
        *,
        agent_lines: AgentLegLines,
        caller_ids: Callable[[], Iterable[str]],
        clock: Clock,
        post: Callable[[Message], None],
    ) -> None:
        self._ami = ami
        self._agent_lines = agent_lines
        self._caller_ids = caller_ids
        self._clock = clock
        self._post = post

    async def run(self) -> None:
        """Look every `EVERY_S` until cancelled."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.look()
            except AmiError as error:
                # The connection is being made again; a resync follows it.
                log.info("watchdog_blind", error=str(error))

    async def look(self) -> None:
        """Report the legs that the switch has.

        Raises:
            AmiError: Asterisk did not say.
        """
        as_of = self._clock.now() - _SETTLED_S
        channels = (await self._ami.action("CoreShowChannels")).events
        callers = set(self._caller_ids())
        conversations = {
            event.get("bridgeid") for event in channels if event.get("uniqueid") in callers
        } - {""}
        legs = tuple(
            SwitchLeg(offer_id=offer_id, state=_state(event, conversations))
            for event in channels
            if (offer_id := self._agent_lines.offer_of(event.get("uniqueid"))) is not None
            # A leg from before a restart may be in a conversation that goes on without us.
            and self._agent_lines.channel(offer_id) is not None
        )
        self._post(DistributorInput(input=SwitchStateReported(as_of=as_of, legs=legs)))


def _state(event: AmiEvent, conversations: set[str]) -> SwitchLegState:
    if event.get("bridgeid") in conversations:
        return SwitchLegState.JOINED
    if event.get("channelstatedesc") == "Up":
        return SwitchLegState.ANSWERED
    return SwitchLegState.RINGING
