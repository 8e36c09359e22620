"""What supervisors may do, on a real engine; the switch does what the test says."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from acd.model import Supervisor
from acd.supervision_messages import (
    Mode,
    ReleaseSupervisor,
    RingSupervisor,
    SupervisionEnded,
    SupervisionModeEntered,
    SupervisionRefused,
    SupervisionStarted,
    SupervisorOn,
)
from agent_desk.port import DeskRefusal
from hotline.messages import SupervisorInput
from hotline.supervisor_desk import SupervisorDesk
from ivr.flow.profile import load_profile
from tests.hotline.bench import CITY, Bench


@pytest.fixture
def bench() -> Bench:
    profile = load_profile(CITY)
    supervisors = dict(profile.plan.supervisors)
    supervisors["1003"] = Supervisor(supervisor_id="1003", name="Carl", device="agent1003")
    supervisors["9002"] = Supervisor(
        supervisor_id="9002", name="Sam", device="agent9002", groups=("north",)
    )
    plan = replace(profile.plan, supervisors=MappingProxyType(supervisors))
    bench = Bench(replace(profile, plan=plan))
    bench.login("1001")
    bench.talk("1001")
    return bench


@pytest.fixture
def desk(bench: Bench) -> SupervisorDesk:
    return SupervisorDesk(bench.engine, bench._registered)


async def refused(bench: Bench, work) -> tuple[int, str]:  # type: ignore[no-untyped-def]
    with pytest.raises(DeskRefusal) as caught:
        await bench.ask(work)
    return caught.value.status, str(caught.value)


@pytest.mark.parametrize("target", ["c1", "1001"])
async def test_a_call_or_an_agent_names_the_conversation(
    bench: Bench, desk: SupervisorDesk, target: str
) -> None:
    told = await bench.ask(desk.supervise("9001", target, "whisper"))
    assert (told["call_id"], told["agent_id"], told["mode"]) == ("c1", "1001", None)
    (ring,) = bench.supervisors.commands
    assert isinstance(ring, RingSupervisor)
    assert (ring.device, ring.mode, ring.offer_id) == (
        "agent9001",
        Mode.WHISPER,
        bench.offer_to("1001"),
    )
    (started,) = bench.events(SupervisionStarted)
    assert (started.supervisor_id, started.agent_id) == ("9001", "1001")


async def test_the_agent_leaving_ends_it_and_nothing_else_changes(
    bench: Bench, desk: SupervisorDesk
) -> None:
    told = await bench.ask(desk.supervise("9001", "c1", "listen"))
    on = SupervisorOn(supervision_id=told["supervision_id"], mode=Mode.LISTEN)
    bench.tell(SupervisorInput(input=on))
    assert [e.mode for e in bench.events(SupervisionModeEntered)] == [Mode.LISTEN]
    bench.hang_up_agent(bench.offer_to("1001"))
    (ended,) = bench.events(SupervisionEnded)
    assert ended.reason == "conversation_over"
    assert isinstance(bench.supervisors.commands[-1], ReleaseSupervisor)
    assert await bench.ask(desk.supervisions()) == []
    assert bench.state("1001") == "wrap_up"


async def test_without_the_right_it_is_403_and_on_record(
    bench: Bench, desk: SupervisorDesk
) -> None:
    for who, why in (
        ("1002", "1002 is no supervisor"),
        ("9002", "supervisor 9002 is limited to groups north; 1001 is not in"),
    ):
        assert await refused(bench, desk.supervise(who, "c1", "barge")) == (403, why)
    told = [(e.supervisor_id, e.call_id, e.mode) for e in bench.events(SupervisionRefused)]
    assert told == [("1002", "c1", Mode.BARGE), ("9002", "c1", Mode.BARGE)]
    assert bench.supervisors.commands == []


async def test_what_is_not_possible_now(bench: Bench, desk: SupervisorDesk) -> None:
    assert (await refused(bench, desk.supervise("9001", "nobody", "listen")))[0] == 404
    assert (await refused(bench, desk.supervise("9001", "1002", "listen")))[0] == 409
    assert (await refused(bench, desk.end_supervision("9001")))[0] == 409
    bench.registered = frozenset({"agent1001"})
    status, why = await refused(bench, desk.supervise("9001", "c1", "listen"))
    assert (status, why.split(":")[0]) == (409, "telephone agent9001 of 9001 is not registered")


async def test_a_supervisor_who_takes_calls_pauses_first(
    bench: Bench, desk: SupervisorDesk
) -> None:
    bench.login("1003")
    status, why = await refused(bench, desk.supervise("1003", "1001", "listen"))
    assert (status, why) == (409, "1003 takes calls; pause first, or finish the call")
    await bench.ask(bench.desk.pause("1003", "supervising"))
    assert (await bench.ask(desk.supervise("1003", "1001", "listen")))["agent_id"] == "1001"
