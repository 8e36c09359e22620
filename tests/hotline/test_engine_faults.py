"""What fails in one call, or changes under it, costs the others nothing."""

import asyncio
import dataclasses
from types import MappingProxyType

import pytest

import acd.inputs
from acd.errors import UnknownAgent
from hotline.messages import Ask, CallInput, FactHappened
from ivr.flow.events import (
    CallEnded,
    CallStarted,
    ControllerStarted,
    Disposition,
)
from tests.hotline.bench import Bench


@pytest.fixture
def bench() -> Bench:
    return Bench()


def ended(bench: Bench, call_id: str = "c1") -> CallEnded:
    (event,) = bench.events(CallEnded, call_id)
    return event


# --- faults --------------------------------------------------------------------------------------


class Fault(Exception):
    """A defect of the flow machine."""


def break_machine(bench: Bench, call_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise Fault("defect")

    machine = bench.engine.calls[call_id].machine
    monkeypatch.setattr(machine, "handle", fail)
    monkeypatch.setattr(machine, "handle_timer", fail)


def test_a_machine_that_fails_gives_up_its_own_call_only(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.login("1001")
    broken, sound = bench.call("c1"), bench.call("c2")
    break_machine(bench, "c1", monkeypatch)
    bench.key("1", "c1")
    assert (broken.given_up, sound.given_up) == (True, False)
    bench.close("c1", let_go=True)
    event = ended(bench, "c1")
    assert (event.disposition, event.by) == (Disposition.FAILED, "switch")
    assert list(bench.engine.calls) == ["c2"]
    bench.heard("c2")
    bench.key("1", "c2")
    bench.key("0", "c2")
    bench.heard("c2")
    bench.join("1001")
    bench.close("c2")
    bench.check_forgotten()


def test_a_fault_in_one_timer_costs_the_others_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both fall due in the same step; the first to be served fails."""
    for call_id in ("c1", "c2"):
        bench.call(call_id)
    for _ in range(2):
        bench.heard("c1")
        bench.heard("c2")
    break_machine(bench, "c1", monkeypatch)
    asked = len(bench.lines["c2"].commands)
    bench.now += 10
    bench.engine.step(None)
    assert bench.lines["c1"].given_up
    assert len(bench.lines["c2"].commands) > asked


def test_a_distributor_that_fails_costs_the_flows_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.login("1001")
    bench.hang_up_agent(bench.talk("1001", "c0"))
    bench.ask_language()

    def fail(**_kwargs: object) -> None:
        raise Fault("defect")

    monkeypatch.setattr(bench.engine.distributor, "handle_timer", fail)
    bench.now += 10
    bench.engine.step(None)
    assert bench.lines["c1"].prompts[0] == "main.to_person"


def test_a_caller_whose_machine_fails_while_waiting_leaves_the_queue(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.login("1001")
    bench.to_queue()
    break_machine(bench, "c1", monkeypatch)
    bench.key("5")
    bench.close(let_go=True)
    assert bench.agents.cancelled == [bench.offer_to("1001")]
    assert ended(bench).disposition is Disposition.FAILED
    bench.check_forgotten()


@pytest.mark.parametrize("fault", [True, False])
def test_a_conversation_outlives_its_machine_and_its_line(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, fault: bool
) -> None:
    bench.login("1001")
    offer_id = bench.talk()
    if fault:
        break_machine(bench, "c1", monkeypatch)
        bench.key("5")
        assert bench.lines["c1"].given_up
    bench.close(let_go=True)
    bench.wait(300)
    assert bench.agents.released == []
    assert bench.state("1001") == "talking"
    bench.hang_up_agent(offer_id)
    event = ended(bench)
    assert (event.disposition, event.by) == (Disposition.SERVED, "switch")
    bench.check_forgotten()


def test_a_fault_in_one_message_does_not_stop_the_engine(bench: Bench) -> None:
    async def play() -> None:
        running = asyncio.create_task(bench.engine.run())
        bench.engine.post(
            # nobody of that id: raised by the distributor, and logged
            FactHappened(event=ControllerStarted(version="1", profile="x"))
        )
        bench.engine.post(CallInput(call_id="c1", input=None))  # type: ignore[arg-type]
        with pytest.raises(UnknownAgent):
            await bench.engine.ask(
                lambda: bench.engine.feed(acd.inputs.AgentLoggedIn(agent_id="9999"))
            )
        assert await bench.engine.ask(lambda: len(bench.ledger)) == 1
        running.cancel()

    asyncio.run(play())


def test_an_asker_who_no_longer_waits_disturbs_nobody(bench: Bench) -> None:
    async def play() -> None:
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        answer.cancel()
        bench.tell(Ask(lambda: pytest.fail("not to be run"), answer))

    asyncio.run(play())


def test_run_serves_timers_of_its_own(bench: Bench) -> None:
    """`run` wakes for the next deadline without any message."""

    async def play() -> None:
        line = bench.ask_language()
        deadline = bench.engine.calls["c1"].machine.next_deadline()
        assert deadline is not None
        bench.now = deadline - 0.01
        went_on = asyncio.Event()
        line.on_play = went_on.set
        running = asyncio.create_task(bench.engine.run())
        await asyncio.sleep(0)
        assert not went_on.is_set()
        bench.now = deadline
        async with asyncio.timeout(5):
            await went_on.wait()
        running.cancel()

    asyncio.run(play())
    assert bench.lines["c1"].prompts[0] == "main.to_person"


# --- a new version of the city -----------------------------------------------------------------


def test_live_calls_keep_their_version_of_the_city(bench: Bench) -> None:
    bench.call("old")
    renamed = dataclasses.replace(bench.profile, version="v2")
    bench.change(renamed)
    bench.call("new")
    versions = {event.call_id: event.flow_version for event in bench.events(CallStarted)}
    assert versions == {"old": bench.profile.version, "new": "v2"}


def test_a_queue_that_is_gone_sends_an_old_call_on_as_if_nobody_were_there(bench: Bench) -> None:
    bench.login("1001")
    line = bench.call()
    bench.heard()
    bench.key("1")
    plan = dataclasses.replace(
        bench.profile.plan,
        queues=MappingProxyType(
            {name: q for name, q in bench.profile.plan.queues.items() if name != "general"}
        ),
    )
    bench.change(dataclasses.replace(bench.profile, version="v2", plan=plan))
    bench.key("0")
    bench.heard()
    assert not line.music
    assert line.prompts == ["main.message"]
