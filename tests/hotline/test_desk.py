"""The desk on a real engine: what is refused, and what the distributor would pass over."""

import json
from collections.abc import Awaitable, Callable

import pytest

from agent_desk.port import DeskRefusal
from hotline.desk.agents import EngineDesk
from hotline.desk.attending import Attending
from ivr.flow.desk_events import IntakeSaved, NoteAdded
from tests.hotline.bench import Bench


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.login("1001")
    bench.talk("1001")
    return bench


async def test_snapshots_are_json(bench: Bench) -> None:
    agents = await bench.ask(bench.desk.agents())
    assert [agent["agent_id"] for agent in agents] == ["1001", "1002", "1003", "2001", "2002"]
    assert agents[0]["state"] == "talking"
    json.dumps(agents)
    (call,) = await bench.ask(bench.desk.calls())
    assert call == await bench.ask(bench.desk.call("c1"))
    assert call == await bench.ask(bench.desk.agent_call("1001"))
    assert (call["language"], call["parties"], call["caller"]) == (
        "en",
        {"1001": "primary"},
        "2125550100",
    )
    json.dumps(call)


async def test_health_tells_every_part(bench: Bench) -> None:
    assert await bench.desk.health() == {
        "ready": True,
        "parts": {"asterisk": "ok"},
        "warnings": {},
        "calls": 1,
    }
    broken = EngineDesk(
        bench.engine,
        attending=Attending(bench.engine, bench._registered),
        clock=bench.clock,
        boot_id="b",
        parts=lambda: {"records": "away", "x": "ok"},
        warnings=lambda: {"city": "the folder has problems", "other": ""},
    )
    health = await broken.health()
    assert health["ready"] is False
    assert health["warnings"] == {"city": "the folder has problems"}


async def test_an_agent_comes_pauses_and_goes(bench: Bench) -> None:
    desk = bench.desk

    async def status() -> str:
        return {a["agent_id"]: a["status"] for a in await bench.ask(desk.agents())}["1002"]

    await bench.ask(desk.login("1002", None))
    assert await status() == "available"
    await bench.ask(desk.pause("1002", "tea"))
    assert await status() == "paused"
    await bench.ask(desk.resume("1002"))
    assert await status() == "available"
    await bench.ask(desk.logout("1002"))
    await bench.ask(desk.logout("1002"))
    assert await status() == "logged_out"


Act = Callable[[EngineDesk], Awaitable[object]]


@pytest.mark.parametrize(
    "act",
    [
        lambda d: d.login("9999", None),
        lambda d: d.logout("9999"),
        lambda d: d.pause("9999", ""),
        lambda d: d.resume("9999"),
        lambda d: d.agent_call("9999"),
        lambda d: d.agent_call("1002"),
        lambda d: d.call("c9"),
        lambda d: d.set_language("c9", "1001", "fr"),
        lambda d: d.set_language("c1", "9999", "fr"),
        lambda d: d.interpreter("c9", "1001", "fr"),
        lambda d: d.interpreter("c1", "9999", "fr"),
        lambda d: d.handover("c9", "1001", "general"),
        lambda d: d.handover("c1", "1001", "no-such-queue"),
        lambda d: d.handover("c1", "9999", "general"),
        lambda d: d.release("c9", "1001"),
        lambda d: d.release("c1", "9999"),
        lambda d: d.note("c9", "1001", "x"),
        lambda d: d.note("c1", "9999", "x"),
        lambda d: d.intake("c9", "1001", {"need": "x"}),
        lambda d: d.intake("c1", "9999", {"need": "x"}),
    ],
)
async def test_what_does_not_exist_is_404(bench: Bench, act: Act) -> None:
    before = len(bench.ledger)
    with pytest.raises(DeskRefusal) as caught:
        await bench.ask(act(bench.desk))
    assert caught.value.status == 404
    assert len(bench.ledger) == before


@pytest.mark.parametrize(
    "act",
    [
        lambda d: d.pause("1002", "tea"),
        lambda d: d.resume("1002"),
        lambda d: d.handover("c1", "1002", "general"),
        lambda d: d.release("c1", "1002"),
        lambda d: d.handover("menu", "1001", "general"),
        lambda d: d.release("menu", "1001"),
        lambda d: d.set_language("menu", "1001", "fr"),
        lambda d: d.interpreter("menu", "1001", "fr"),
    ],
)
async def test_what_is_not_possible_now_is_409(bench: Bench, act: Act) -> None:
    bench.call("menu")
    before = len(bench.ledger)
    with pytest.raises(DeskRefusal) as caught:
        await bench.ask(act(bench.desk))
    assert caught.value.status == 409
    assert len(bench.ledger) == before


async def test_a_language_that_there_is_not_is_refused(bench: Bench) -> None:
    before = len(bench.ledger)
    for act in (bench.desk.set_language, bench.desk.interpreter):
        with pytest.raises(DeskRefusal, match="there is no language xy") as caught:
            await bench.ask(act("c1", "1001", "xy"))
        assert caught.value.status == 400
    assert len(bench.ledger) == before


async def test_a_note_and_an_intake_travel_with_the_call(bench: Bench) -> None:
    await bench.ask(bench.desk.note("c1", "1001", "no heat"))
    fields = {"need": "heat", "name": "", "service_type": "", "contact_type": "complaint"}
    first = await bench.ask(bench.desk.intake("c1", "1001", fields))
    second = await bench.ask(bench.desk.intake("c1", "1001", fields))
    assert first != second
    assert first.startswith("20270115-")
    call = await bench.ask(bench.desk.call("c1"))
    assert call["notes"] == [{"agent": "1001", "text": "no heat"}]
    assert call["intake"]["serial"] == second
    assert [event.text for event in bench.events(NoteAdded)] == ["no heat"]
    assert [event.serial for event in bench.events(IntakeSaved)] == [first, second]


async def test_parties_come_and_go_by_the_desk(bench: Bench) -> None:
    bench.login("2001")
    await bench.ask(bench.desk.interpreter("c1", "1001", "fr"))
    with pytest.raises(DeskRefusal, match="for fr is being sought already"):
        await bench.ask(bench.desk.interpreter("c1", "1001", "fr"))
    bench.join("2001")
    with pytest.raises(DeskRefusal, match="for FR is on the call"):
        await bench.ask(bench.desk.interpreter("c1", "1001", "FR"))
    await bench.ask(bench.desk.release("c1", "2001"))
    assert bench.agents.released == [bench.offer_to("2001")]
    bench.login("1003")
    await bench.ask(bench.desk.handover("c1", "1001", "expert-housing"))
    bench.join("1003")
    assert bench.engine.calls["c1"].parties == {"1003": "primary"}
