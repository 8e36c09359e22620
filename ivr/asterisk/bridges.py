"""Which channel is in which bridge."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ivr.asterisk.ami import AmiClient
from ivr.asterisk.ami_types import AmiEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeChange:
    """A channel entered (`inside`) or left a bridge, which now has `members` channels.

    When the change was found out after a gap, `members` is 0, the count not being known, and
    `kind` empty for a bridge that is gone.
    """

    bridge_id: str
    kind: str
    uniqueid: str
    channel: str
    inside: bool
    members: int


class BridgeWatch:
    """Follows BridgeEnter and BridgeLeave. A channel is in one bridge at most."""

    def __init__(self, ami: AmiClient, on_change: Callable[[BridgeChange], None]) -> None:
        """Begin to follow."""
        self._ami = ami
        self._on_change = on_change
        self._bridge_of: dict[str, tuple[str, str]] = {}
        self._touched: set[str] | None = None
        self._ends = [
            ami.subscribe(["BridgeEnter"], self._entered),
            ami.subscribe(["BridgeLeave"], self._left),
        ]

    def close(self) -> None:
        """Follow no more."""
        for end in self._ends:
            end()

    def bridge_of(self, uniqueid: str) -> str | None:
        """Return the id of the bridge that the channel is in."""
        place = self._bridge_of.get(uniqueid)
        return None if place is None else place[0]

    async def resync(self) -> None:
        """Find the changes that were missed while there was no connection.

        Raises:
            AmiError: Asterisk did not say.
        """
        touched = self._touched = set[str]()
        before = dict(self._bridge_of)
        try:
            shown = await self._ami.action("CoreShowChannels")
            # After the channels: a bridge of theirs that is not listed is one they have left.
            listed = await self._ami.action("BridgeList")
        finally:
            self._touched = None
        kinds = {each.get("bridgeuniqueid"): each.get("bridgetechnology") for each in listed.events}
        now = {
            event.get("uniqueid"): (event.get("bridgeid"), event.get("channel"))
            for event in shown.events
            if event.get("bridgeid")
        }
        # What has moved since the question was asked is known better from its own events.
        for uniqueid in (before.keys() | now.keys()) - touched:
            old, new = before.get(uniqueid), now.get(uniqueid)
            if old is not None and (new is None or old[0] != new[0]):
                del self._bridge_of[uniqueid]
                self._tell(uniqueid, old, kinds, inside=False)
            if new is not None and (old is None or old[0] != new[0]):
                self._bridge_of[uniqueid] = new
                self._tell(uniqueid, new, kinds, inside=True)

    def _tell(
        self, uniqueid: str, place: tuple[str, str], kinds: Mapping[str, str], *, inside: bool
    ) -> None:
        bridge_id, channel = place
        self._on_change(
            BridgeChange(
                bridge_id=bridge_id,
                kind=kinds.get(bridge_id, ""),
                uniqueid=uniqueid,
                channel=channel,
                inside=inside,
                members=0,
            )
        )

    def _entered(self, event: AmiEvent) -> None:
        uniqueid = event.get("uniqueid")
        if self._touched is not None:
            self._touched.add(uniqueid)
        self._bridge_of[uniqueid] = (event.get("bridgeuniqueid"), event.get("channel"))
        self._on_change(_change(event, inside=True))

    def _left(self, event: AmiEvent) -> None:
        uniqueid = event.get("uniqueid")
        if self._touched is not None:
            self._touched.add(uniqueid)
        if self.bridge_of(uniqueid) == event.get("bridgeuniqueid"):
            del self._bridge_of[uniqueid]
        self._on_change(_change(event, inside=False))


def _change(event: AmiEvent, *, inside: bool) -> BridgeChange:
    members = event.get("bridgenumchannels")
    return BridgeChange(
        bridge_id=event.get("bridgeuniqueid"),
        kind=event.get("bridgetechnology"),
        uniqueid=event.get("uniqueid"),
        channel=event.get("channel"),
        inside=inside,
        members=int(members) if members.isdigit() else 0,
    )
