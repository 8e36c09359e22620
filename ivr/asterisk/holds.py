"""Which telephones have their line on hold: followed by events, and asked about after a gap."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from ivr.asterisk.ami import AmiClient
from ivr.asterisk.ami_types import AmiEvent
from ivr.asterisk.leg_facts import LegHeld, LegResumed
from ivr.asterisk.leg_state import Leg, LegState

_ON_HOLD: Final = "CHANNEL(rtp,hold)"
"""1 while the far end of a SIP channel has it on hold, else 0; nothing without a session."""


class Holds:
    """Tells of each leg when it goes on hold, and off."""

    def __init__(
        self,
        ami: AmiClient,
        *,
        legs: Mapping[str, Leg],
        tell: Callable[[LegHeld | LegResumed | None], None],
    ) -> None:
        """Begin to follow the switch. `legs` are those there are, by the id of their channel."""
        self._ami = ami
        self._legs = legs
        self._tell = tell
        self._ends = [
            ami.subscribe(["Hold"], self._on_hold),
            ami.subscribe(["Unhold"], self._on_unhold),
        ]

    def close(self) -> None:
        """Follow no more."""
        for end in self._ends:
            end()

    async def ask(self, legs: Iterable[Leg]) -> None:
        """Find out of these legs what was missed while there was no connection.

        Raises:
            AmiError: Asterisk did not say.
        """
        answered = [leg for leg in legs if leg.state is LegState.PARKED and not leg.unwanted]
        for leg in answered:
            leg.hold_is_known = False
        for leg in answered:
            asked = await self._ami.action("Getvar", Channel=leg.channel_id, Variable=_ON_HOLD)
            on_hold = asked.fields.get("value")
            # What has changed since the question was asked is known better from its own event.
            if on_hold in ("0", "1") and not leg.hold_is_known:
                self._tell(leg.held() if on_hold == "1" else leg.resumed())

    def _on_hold(self, event: AmiEvent) -> None:
        leg = self._legs.get(event.get("uniqueid"))
        if leg is not None:
            self._tell(leg.held())

    def _on_unhold(self, event: AmiEvent) -> None:
        leg = self._legs.get(event.get("uniqueid"))
        if leg is not None:
            self._tell(leg.resumed())
