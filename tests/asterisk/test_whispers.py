"""A sound for one leg, against a switch that says what the test says."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from ivr.asterisk.ami_types import AmiEvent
from ivr.asterisk.errors import AmiRejected
from ivr.asterisk.whispers import Whispers


class Switch:
    """The part of `AmiClient` that whispers use."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.generation = 1
        self.refusal = refusal
        self.asked: list[dict[str, Any]] = []
        self.heard: Callable[[AmiEvent], None] = lambda event: None

    def subscribe(self, names: list[str], handler: Callable[[AmiEvent], None]) -> Any:
        self.heard = handler
        return lambda: None

    async def originate(self, **fields: Any) -> None:
        self.asked.append(fields)
        if self.refusal:
            raise self.refusal

    def hang_up(self, number: int) -> None:
        uniqueid = self.asked[number]["channel_id"]
        self.heard(AmiEvent(name="Hangup", fields={"uniqueid": uniqueid}))


async def test_each_is_over_when_its_own_channel_is() -> None:
    switch = Switch()
    whispers = Whispers(switch)  # type: ignore[arg-type]
    one = asyncio.create_task(whispers.play("leg-1", "/s/hello", limit_s=60))
    other = asyncio.create_task(whispers.play("leg-2", "/s/hello", limit_s=60))
    await asyncio.sleep(0)
    assert [each["variables"] for each in switch.asked] == [
        {"HOTLINE_SOUND": "/s/hello", "HOTLINE_TARGET_ID": f"leg-{number}"} for number in (1, 2)
    ]
    switch.hang_up(1)
    assert await other is True
    assert not one.done()
    switch.hang_up(0)
    assert await one is True


async def test_nobody_waits_longer_than_the_limit() -> None:
    whispers = Whispers(Switch())  # type: ignore[arg-type]
    assert await whispers.play("leg-1", "/s/hello", limit_s=0.01) is False


async def test_a_refusal_is_told() -> None:
    whispers = Whispers(Switch(AmiRejected("no")))  # type: ignore[arg-type]
    with pytest.raises(AmiRejected):
        await whispers.play("leg-1", "/s/hello", limit_s=60)
