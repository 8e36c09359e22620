"""What the watchdog reports of the switch's channels."""

from types import SimpleNamespace
from typing import Any

from acd.inputs import SwitchLeg, SwitchLegState, SwitchStateReported
from hotline.clock import Clock
from hotline.messages import DistributorInput
from hotline.watchdog import Watchdog
from ivr.asterisk.ami_types import AmiEvent

T0 = 1_800_000_000.0


def channel(uniqueid: str, state: str, bridge: str = "") -> AmiEvent:
    return AmiEvent(
        name="CoreShowChannel",
        fields={"uniqueid": uniqueid, "channelstatedesc": state, "bridgeid": bridge},
    )


class Ami:
    def __init__(self, *channels: AmiEvent) -> None:
        self.channels = channels

    async def action(self, name: str) -> Any:
        assert name == "CoreShowChannels"
        return SimpleNamespace(events=self.channels)


class Legs:
    """Knows the legs of this boot alone."""

    def offer_of(self, uniqueid: str) -> str | None:
        return uniqueid.removeprefix("leg-") if uniqueid.startswith("leg-") else None

    def channel(self, offer_id: str) -> str | None:
        return None if offer_id == "before" else f"PJSIP/{offer_id}"


async def report(*channels: AmiEvent) -> SwitchStateReported:
    posted: list[Any] = []
    watchdog = Watchdog(
        Ami(*channels),  # type: ignore[arg-type]
        agent_lines=Legs(),  # type: ignore[arg-type]
        caller_ids=lambda: {"1.1"},
        clock=Clock(wall=lambda: T0, monotonic=lambda: 0.0),
        post=posted.append,
    )
    await watchdog.look()
    (message,) = posted
    assert isinstance(message, DistributorInput)
    assert isinstance(message.input, SwitchStateReported)
    return message.input


async def test_legs_are_told_by_state_and_by_the_bridge_they_share_with_a_caller() -> None:
    told = await report(
        channel("1.1", "Up", "talk"),
        channel("leg-a", "Ringing"),
        channel("leg-b", "Up", "waiting-room"),
        channel("leg-c", "Up", "talk"),
        channel("2.2", "Up"),
    )
    assert told.legs == (
        SwitchLeg(offer_id="a", state=SwitchLegState.RINGING),
        SwitchLeg(offer_id="b", state=SwitchLegState.ANSWERED),
        SwitchLeg(offer_id="c", state=SwitchLegState.JOINED),
    )


async def test_commands_under_way_are_given_time() -> None:
    assert (await report()).as_of < T0


async def test_a_conversation_from_before_a_restart_is_not_a_stray() -> None:
    told = await report(channel("leg-before", "Up", "old"), channel("leg-d", "Ringing"))
    assert [leg.offer_id for leg in told.legs] == ["d"]


async def test_callers_without_a_bridge_make_no_conversation() -> None:
    told = await report(channel("1.1", "Up"), channel("leg-e", "Up"))
    assert told.legs == (SwitchLeg(offer_id="e", state=SwitchLegState.ANSWERED),)
