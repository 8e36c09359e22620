"""What the switch did while the manager connection was down is found when it is back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from agent_desk.softphone.phone import Ring
from db.models import Contact, Offer, Segment
from hotline.demo.proof import until
from tests.faults.rig import TONES, Rig
from tests.faults.wire import Wire, wire_to

pytestmark = pytest.mark.asterisk


async def cut(rig: Rig, wire: Wire) -> None:
    wire.cut()
    await until(lambda: not rig.ready()["ready"], timeout_s=20, what="word of the cut")


async def mend(rig: Rig, wire: Wire) -> None:
    wire.mend()
    await until(lambda: rig.ready()["ready"], timeout_s=20, what="the connection again")


@asynccontextmanager
async def wired(rig: Rig) -> AsyncIterator[Wire]:
    """A controller whose manager connection can be cut, and an agent at work."""
    async with wire_to(rig.settings.ports.ami) as wire:
        ports = rig.settings.ports.model_copy(update={"ami": wire.port})
        other = replace(rig, settings=rig.settings.model_copy(update={"ports": ports}))
        async with other.controller():
            await rig.login()
            yield wire


async def test_an_answer_a_hang_up_and_a_caller_who_left_in_a_gap_are_each_found(
    rig: Rig,
) -> None:
    async with wired(rig) as wire:
        rig.agent.behaviour = Ring()

        call = await rig.to_a_person("2125550121")
        agent = await rig.agent.next_call(20)
        await cut(rig, wire)
        agent.answer()
        await agent.answered(timeout_s=20)
        await mend(rig, wire)
        agent.play_tone(TONES["1001"])
        call.play_tone(TONES["citizen"])
        await call.hears(TONES["1001"], timeout_s=20)
        await agent.hears(TONES["citizen"], timeout_s=20)

        await cut(rig, wire)
        agent.hang_up()
        await agent.ended(timeout_s=20)
        await mend(rig, wire)
        await call.ended(timeout_s=20)
        contact = await rig.row(Contact, lambda c: c.ended_at, calling_number="2125550121")
        assert contact.disposition == "served"
        (talk,) = rig.rows(Segment, call_id=contact.call_id, kind="talk")
        assert talk.agent_id == "1001"
        assert talk.ended_at is not None

        await rig.ask("POST", "/api/agents/1001/resume")
        call = await rig.to_a_person("2125550122")
        agent = await rig.agent.next_call(20)
        await cut(rig, wire)
        call.hang_up()
        contact = await rig.row(Contact, lambda c: c.ended_at, calling_number="2125550122")
        assert contact.disposition == "abandoned_in_queue"
        await mend(rig, wire)
        await agent.ended(timeout_s=10)
        offers = rig.rows(Offer, call_id=contact.call_id)
        assert [offer.outcome for offer in offers] == ["cancelled"]
        (ada, *_) = (await rig.ask("GET", "/api/agents"))["agents"]
        assert (ada["state"], ada["missed"]) == ("idle", 0)


async def test_a_hold_that_begins_in_a_gap_and_one_that_ends_in_a_gap_are_found(rig: Rig) -> None:
    async with wired(rig) as wire:
        call, agent = await rig.converse("2125550123")
        await cut(rig, wire)
        await agent.hold()
        await mend(rig, wire)
        contact = await rig.row(Contact, lambda c: True, calling_number="2125550123")
        hold = await rig.row(Segment, lambda s: True, call_id=contact.call_id, kind="hold")
        assert (hold.agent_id, hold.ended_at) == ("1001", None)
        (ada, *_) = (await rig.ask("GET", "/api/agents"))["agents"]
        assert ada["state"] == "hold"

        await cut(rig, wire)
        await agent.resume()
        await mend(rig, wire)
        await rig.row(Segment, lambda s: s.ended_at, call_id=contact.call_id, kind="hold")
        talks = rig.rows(Segment, call_id=contact.call_id, kind="talk")
        assert [talk.ended_at is None for talk in talks] == [False, True]
        (ada, *_) = (await rig.ask("GET", "/api/agents"))["agents"]
        assert ada["state"] == "talking"

        agent.hang_up()
        await call.ended(timeout_s=20)
