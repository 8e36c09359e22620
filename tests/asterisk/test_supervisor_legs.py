"""Supervisors' legs against a switch that says what the test says."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from ivr.asterisk.ami_types import AmiEvent
from ivr.asterisk.errors import AmiRejected, AmiTimeout
from ivr.asterisk.supervisor_legs import SupervisorLegs


class Switch:
    """The part of `AmiClient` that legs use; `refuses` names actions that fail."""

    def __init__(self) -> None:
        self.generation = 1
        self.done: list[tuple[str, dict[str, Any]]] = []
        self.channels: list[str] = []
        self.refuses: dict[str, Exception] = {}
        self.handlers: dict[str, Callable[[AmiEvent], None]] = {}

    def subscribe(self, names: list[str], handler: Callable[[AmiEvent], None]) -> Any:
        self.handlers[names[0]] = handler
        return lambda: None

    async def originate(self, **fields: Any) -> None:
        await self.action("Originate", **fields)

    async def action(self, name: str, **fields: Any) -> Any:
        self.done.append((name, fields))
        if name in self.refuses:
            raise self.refuses[name]
        events = [
            AmiEvent(name="CoreShowChannel", fields={"uniqueid": each}) for each in self.channels
        ]
        return SimpleNamespace(success=True, message="", events=events)

    def say(self, name: str, **fields: str) -> None:
        self.handlers[name](AmiEvent(name=name, fields=fields))

    def names(self) -> list[str]:
        return [name for name, _ in self.done]


@pytest.fixture
def switch() -> Switch:
    return Switch()


class Heard:
    """What the legs told."""

    def __init__(self, switch: Switch) -> None:
        self.told: list[tuple[str, str, str]] = []
        self.legs = SupervisorLegs(
            switch,  # type: ignore[arg-type]
            on_mode=lambda each, mode: self.told.append(("mode", each, mode)),
            on_gone=lambda each, cause: self.told.append(("gone", each, cause)),
        )

    async def ring(self, mode: str = "listen") -> None:
        await self.legs.ring("s1", "tel", mode=mode, target_id="leg-o1", target_channel="PJSIP/a-1")


async def test_a_mode_counts_when_the_switch_says_so(switch: Switch) -> None:
    heard = Heard(switch)
    await heard.ring()
    assert heard.told == []
    switch.say("Newchannel", uniqueid="sup-s1", channel="PJSIP/tel-1")
    switch.say("ChanSpyStart", spyeruniqueid="sup-s1")
    await heard.legs.move("s1", mode="barge", target_channel="PJSIP/a-1")
    switch.say("ChanSpyStart", spyeruniqueid="sup-s1")
    switch.say("BridgeEnter", uniqueid="sup-s1")
    switch.say("Hangup", uniqueid="sup-s1", **{"cause-txt": "Normal Clearing"})
    switch.say("Hangup", uniqueid="sup-s1", **{"cause-txt": "Normal Clearing"})
    assert heard.told == [
        ("mode", "s1", "listen"),
        ("mode", "s1", "barge"),
        ("gone", "s1", "normal clearing"),
    ]
    assert switch.names() == ["Originate", "Setvar", "Redirect"]


async def test_a_telephone_that_rings_is_moved_once_it_is_answered(switch: Switch) -> None:
    heard = Heard(switch)
    await heard.ring()
    switch.say("Newchannel", uniqueid="sup-s1", channel="PJSIP/tel-1")
    await heard.legs.move("s1", mode="whisper", target_channel="PJSIP/a-1")
    assert switch.names() == ["Originate"]
    switch.say("ChanSpyStart", spyeruniqueid="sup-s1")
    await heard.legs.close()
    assert heard.told == [("mode", "s1", "listen")]


async def test_a_call_that_the_switch_refuses_is_over(switch: Switch) -> None:
    heard = Heard(switch)
    switch.refuses["Originate"] = AmiRejected("no such telephone")
    await heard.ring()
    assert heard.told == [("gone", "s1", "no such telephone")]


async def test_a_leg_that_may_ring_all_the_same_is_hung_up(switch: Switch) -> None:
    heard = Heard(switch)
    switch.refuses["Originate"] = AmiTimeout("no answer")
    await heard.ring()
    assert switch.names() == ["Originate", "Hangup"]


async def test_a_mode_that_the_switch_refuses_ends_the_supervision(switch: Switch) -> None:
    heard = Heard(switch)
    await heard.ring()
    switch.say("Newchannel", uniqueid="sup-s1", channel="PJSIP/tel-1")
    switch.say("ChanSpyStart", spyeruniqueid="sup-s1")
    switch.refuses["Redirect"] = AmiRejected("no")
    await heard.legs.move("s1", mode="barge", target_channel="PJSIP/a-1")
    assert switch.done[-1] == ("Hangup", {"Channel": "sup-s1", "Cause": 16})


async def test_after_a_gap_the_lost_are_told_and_the_unknown_hung_up(switch: Switch) -> None:
    heard = Heard(switch)
    await heard.ring()
    switch.generation = 2
    switch.channels = ["sup-of-an-earlier-run", "leg-o1", "1700.1"]
    assert await heard.legs.resync() == ("of-an-earlier-run",)
    assert heard.told == [("gone", "s1", "lost while the switch could not be reached")]
    hung_up = [fields["Channel"] for name, fields in switch.done if name == "Hangup"]
    assert hung_up == ["sup-of-an-earlier-run"]
