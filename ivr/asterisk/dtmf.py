"""Keys pressed, on any channel, at any moment of its call."""

from collections.abc import Callable

from ivr.asterisk.ami import AmiClient
from ivr.asterisk.ami_types import AmiEvent


def on_key(ami: AmiClient, callback: Callable[[str, str], None]) -> Callable[[], None]:
    """Call `callback(uniqueid, digit)` for every key a channel's far end pressed.

    `digit` is one of 0-9, *, #, A-D. Keys that Asterisk itself sends are left out. Returns what
    ends it.
    """

    def key(event: AmiEvent) -> None:
        if event.get("direction") == "Received":
            callback(event.get("uniqueid"), event.get("digit"))

    return ami.subscribe(["DTMFEnd"], key)
