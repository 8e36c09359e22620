"""What supervisors may do, on a real engine; the switch does what the test says."""

import json
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

import pytest

from acd.consults.messages import Target, TargetKind
from acd.events import PlanAdopted
from acd.plan.model import Supervisor
from acd.staff.events import AgentReassigned, StaffingActed
from acd.supervision.messages import (
    Mode,
    MoveSupervisor,
    ReleaseSupervisor,
    RingSupervisor,
    SupervisionEnded,
    SupervisionModeEntered,
    SupervisionRefused,
    SupervisionStarted,
    SupervisorOn,
)
from agent_desk.port import DeskRefusal
from db.queries.figures import ServiceLevel
from hotline.desk.attending import Attending
from hotline.desk.board import Board
from hotline.desk.feed import Feed
from hotline.desk.staffing import Staffing
from hotline.desk.supervisors import SupervisorDesk
from hotline.messages import SupervisorInput
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
    attending = Attending(bench.engine, bench._registered, patience_s=0.0)
    return SupervisorDesk(
        bench.engine,
        bench._registered,
        staffing=Staffing(bench.engine, attending, bench.clock),
        board=Board(bench.engine, Feed("boot-1"), clock=bench.clock, levels=levels),
    )


def levels(since: datetime, threshold_s: float) -> dict[str, ServiceLevel]:
    """What is on record of the day: one call answered in time, one not."""
    assert (since.hour, since.minute, threshold_s) == (0, 0, 30.0)
    level = ServiceLevel.of(threshold_s=threshold_s, answered=[3.0, 60.0], abandoned=[], left=0)
    return {"general": level}


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


async def test_in_a_consult_the_supervisor_is_with_the_agent(
    bench: Bench, desk: SupervisorDesk
) -> None:
    told = await bench.ask(desk.supervise("9001", "c1", "barge"))
    on = SupervisorOn(supervision_id=told["supervision_id"], mode=Mode.BARGE)
    bench.tell(SupervisorInput(input=on))
    bench.login("1003")
    expert = Target(kind=TargetKind.QUEUE, name="expert-housing")
    await bench.ask(bench.desk.consult("c1", "1001", expert))
    move = bench.supervisors.commands[-1]
    assert isinstance(move, MoveSupervisor)
    assert (move.offer_id, move.mode) == (bench.offer_to("1001"), Mode.LISTEN)
    bench.join("1003")
    # The caller is the one's who consults, and the consulted may be heard too.
    for target, agent_id in (("c1", "1001"), ("1003", "1003")):
        told = await bench.ask(desk.supervise("9001", target, "whisper"))
        assert told["agent_id"] == agent_id
        status, why = await refused(bench, desk.supervise("9001", target, "barge"))
        assert (status, why.split(":")[0]) == (409, f"{agent_id} is in a consult")
    await bench.ask(bench.desk.complete("c1", "1001"))
    await bench.ask(desk.supervise("9001", "1003", "barge"))
    assert isinstance(bench.supervisors.commands[-1], MoveSupervisor)
    assert bench.supervisors.commands[-1].mode is Mode.BARGE


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


async def test_the_board_shows_who_waits_and_who_does_what(
    bench: Bench, desk: SupervisorDesk
) -> None:
    bench.to_queue("c2")
    bench.wait(7)
    bench.login("1003")
    await bench.ask(bench.desk.pause("1003", "tea"))
    await bench.ask(desk.supervise("9001", "c1", "listen"))
    found = await bench.ask(desk.board())
    json.dumps(found)
    general = next(row for row in found["queues"] if row["queue"] == "general")
    assert general["today"]["service_level"] == 0.5
    assert general["today"]["formula"] == "answered_in_time / offered"
    doing = {row["agent_id"]: (row["doing"], row["call_id"]) for row in found["agents"]}
    assert doing["1001"] == ("talking", "c1")
    assert doing["1003"][0] in ("paused", "ringing")
    assert doing["1002"] == ("logged_out", None)
    assert [each["supervisor_id"] for each in found["supervisions"]] == ["9001"]
    assert found["alarms"] == []


async def test_acts_of_supervisors_are_done_and_on_record(
    bench: Bench, desk: SupervisorDesk
) -> None:
    for act, status in (("pause", "paused"), ("resume", "available"), ("logout", "logged_out")):
        await bench.ask(desk.act("9001", "1001", act, "storm"))
        views = {view.agent_id: view.status for view in bench.engine.distributor.agents()}
        assert views["1001"] == status
    told = [(e.supervisor_id, e.agent_id, e.act) for e in bench.events(StaffingActed)]
    assert told == [("9001", "1001", act) for act in ("pause", "resume", "logout")]
    status, why = await refused(bench, desk.act("1002", "1001", "logout", ""))
    assert (status, why) == (403, "1002 is no supervisor")
    assert len(bench.events(StaffingActed)) == 3


async def test_other_work_for_the_day_ends_at_midnight(bench: Bench, desk: SupervisorDesk) -> None:
    until = await bench.ask(desk.assign("9001", "1002", ("expert",), {"housing": 5}))
    (event,) = bench.events(AgentReassigned)
    assert (event.until, event.skills) == (until, {"housing": 5})
    profile = bench.engine.profile.plan.agents["1002"]
    assert (set(profile.kinds), profile.languages) == ({"expert"}, {"en": 4, "es": 5})
    # A reload keeps it, midnight ends it.
    bench.change(bench.profile)
    assert bench.engine.profile.plan.agents["1002"].skills == {"housing": 5}
    assert len({e.version for e in bench.events(PlanAdopted)}) == 2
    bench.wait(until - bench.now + 1)
    assert bench.engine.profile.plan == bench.profile.plan
    for wrong in ((("interpreter",), {"opera": 5}), (("juggler",), {})):
        assert (await refused(bench, desk.assign("9001", "1002", *wrong)))[0] == 409
    assert (await refused(bench, desk.assign("1003", "1003", ("expert",), {})))[0] == 403
