"""Which telephones are registered, by the switch's own account of device states."""

from typing import Final

from ivr.asterisk.ami import AmiClient

_AWAY: Final = frozenset({"UNAVAILABLE", "INVALID", "UNKNOWN"})
_PREFIX: Final = "PJSIP/"


async def registered_devices(ami: AmiClient) -> frozenset[str]:
    """Return the names of the SIP endpoints that a call would reach.

    Raises:
        AmiError: Asterisk did not say.
    """
    listed = await ami.action("DeviceStateList")
    return frozenset(
        event.get("device").removeprefix(_PREFIX)
        for event in listed.events
        if event.get("device").startswith(_PREFIX) and event.get("state") not in _AWAY
    )
