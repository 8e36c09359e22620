"""Tasks at the desk: taken once, closed once, called for by their agent alone."""

from pathlib import Path

import pytest

from acd.callbacks.messages import CallbackBooked, CallbackEnded, CallbackRequested
from agent_desk.port import DeskRefusal
from db.store import Store
from hotline.desk.tasks import TaskDesk
from hotline.messages import CallbackTold
from ivr.flow.desk_events import TaskDone, TaskTaken
from ivr.flow.profile import load_profile
from tests.callback_city import write_city
from tests.db.story import Story
from tests.hotline.bench import Bench

TASK = "T2026-000001"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = Bench(load_profile(write_city(tmp_path / "city")))
    bench.login("1001", "1002")
    return bench


@pytest.fixture
def desk(bench: Bench, tmp_path: Path) -> TaskDesk:
    """One message that was left by a caller, on record."""
    story = Story()
    story.arrive()
    story.voicemail()
    store = Store.open(f"sqlite:///{tmp_path / 'records.db'}")
    store.append(story.entries)
    return TaskDesk(bench.engine, store=store, clock=bench.clock)


async def test_the_first_to_take_it_has_it(bench: Bench, desk: TaskDesk) -> None:
    for _ in range(2):
        taken = await bench.ask(desk.take(TASK, "1001"))
        assert taken == {"task_id": TASK, "state": "taken", "owner": "1001"}
    with pytest.raises(DeskRefusal, match="is taken by 1001"):
        await bench.ask(desk.take(TASK, "1002"))
    with pytest.raises(DeskRefusal, match="is taken by 1001"):
        await bench.ask(desk.done(TASK, "1002", "reached"))
    for _ in range(2):
        await bench.ask(desk.done(TASK, "1001", "reached"))
    assert [event.agent_id for event in bench.events(TaskTaken)] == ["1001"]
    assert [event.outcome for event in bench.events(TaskDone)] == ["reached"]


async def test_what_there_is_not(bench: Bench, desk: TaskDesk) -> None:
    with pytest.raises(DeskRefusal, match="no task T9") as refused:
        await bench.ask(desk.take("T9", "1001"))
    assert refused.value.status == 404
    with pytest.raises(DeskRefusal, match="no agent 9"):
        await bench.ask(desk.take(TASK, "9"))
    with pytest.raises(DeskRefusal, match="no callback b9"):
        await bench.ask(desk.cancel_callback("b9"))


async def test_to_dial_takes_the_task_and_rings_that_agent(bench: Bench, desk: TaskDesk) -> None:
    call = await bench.ask(desk.dial(TASK, "1002"))
    (booked,) = bench.events(CallbackBooked)
    assert (booked.callback_id, booked.number) == (call["call_id"], "+12125550123")
    assert bench.offer_to("1002")
    assert [event.agent_id for event in bench.events(TaskTaken)] == ["1002"]
    with pytest.raises(DeskRefusal, match="agent 1002 is"):
        await bench.ask(desk.dial(TASK, "1002"))


async def test_a_callback_is_cancelled(bench: Bench, desk: TaskDesk) -> None:
    request = CallbackRequested(call_id="c1", number="+12125550123", queue="interpreters")
    bench.tell(CallbackTold(input=request))
    (booked,) = bench.events(CallbackBooked)
    with pytest.raises(DeskRefusal, match="is to call this person already"):
        await bench.ask(desk.dial(TASK, "1001"))
    await bench.ask(desk.cancel_callback(booked.callback_id))
    assert [event.outcome for event in bench.events(CallbackEnded)] == ["cancelled"]
