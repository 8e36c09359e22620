"""A leg to an outside number, with the keys its far end wants."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from hotline.demo.stage import Stage
from ivr.asterisk.ami import AmiClient
from ivr.asterisk.leg_facts import LegAnswered, LegEnded, LegFact
from ivr.asterisk.legs import AgentLegs

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


class Outside:
    """Legs of our own at the stage's Asterisk, beside the controller's."""

    def __init__(self, ami: AmiClient) -> None:
        self.facts: asyncio.Queue[LegFact] = asyncio.Queue()
        self.legs = AgentLegs(ami, on_fact=self.facts.put_nowait, channel_prefix="own-")

    async def next(self, kind: type[LegFact]) -> None:
        async with asyncio.timeout(20):
            while not isinstance(await self.facts.get(), kind):
                pass


@pytest_asyncio.fixture(loop_scope="module")
async def outside(stage: Stage) -> AsyncIterator[Outside]:
    ami = AmiClient(
        host="127.0.0.1",
        port=stage.settings.ports.ami,
        username="hotline",
        secret=stage.settings.secrets().ami,
    )
    await ami.start()
    outside = Outside(ami)
    yield outside
    await outside.legs.close()
    await ami.stop()


async def test_keys_are_pressed_before_the_leg_counts_as_answered(
    stage: Stage, outside: Outside
) -> None:
    await outside.legs.ring_outside("o1", "2125550199", ring_timeout_s=20, keys="ww12#")
    call = await stage.outside.next_call(timeout_s=20)
    await outside.next(LegAnswered)
    await call.keys_received("12#", timeout_s=20)
    await outside.legs.hang_up("o1")
    await outside.next(LegEnded)
    await call.ended(timeout_s=20)


async def test_without_keys_the_leg_is_answered_at_once(stage: Stage, outside: Outside) -> None:
    await outside.legs.ring_outside("o2", "2125550199", ring_timeout_s=20)
    call = await stage.outside.next_call(timeout_s=20)
    await outside.next(LegAnswered)
    call.hang_up()
    await outside.next(LegEnded)
    assert call.keys == ""
