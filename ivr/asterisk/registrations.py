"""Which telephones are registered, by the switch's own account of device states.

The switch is asked for all of them once a connection; from then on its events tell the changes. An
agent's login is thus answered from memory, however many telephones there are.
"""

import asyncio
from typing import Final

from ivr.asterisk.ami import AmiClient
from ivr.asterisk.ami_types import AmiEvent

_AWAY: Final = frozenset({"UNAVAILABLE", "INVALID", "UNKNOWN"})
_PREFIX: Final = "PJSIP/"


class Registrations:
    """Follows the states of the SIP endpoints."""

    def __init__(self, ami: AmiClient) -> None:
        """Begin to follow."""
        self._ami = ami
        self._there: dict[str, bool] = {}
        self._generation: int | None = None
        self._asking = asyncio.Lock()
        self._end = ami.subscribe(["DeviceStateChange"], self._note)

    def close(self) -> None:
        """Follow no more."""
        self._end()

    async def devices(self) -> frozenset[str]:
        """Return the names of the SIP endpoints that a call would reach.

        Raises:
            AmiError: Asterisk did not say.
        """
        async with self._asking:
            while self._generation != self._ami.generation:
                generation = self._ami.generation
                self._there = {}
                # What is listed comes as the same events, in order with the changes.
                await self._ami.action("DeviceStateList")
                self._generation = generation
        return frozenset(device for device, there in self._there.items() if there)

    def _note(self, event: AmiEvent) -> None:
        device = event.get("device")
        if device.startswith(_PREFIX):
            self._there[device.removeprefix(_PREFIX)] = event.get("state") not in _AWAY
