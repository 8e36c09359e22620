"""Agents bring others into a call: the desk on a real engine, and what reaches the telephones."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

import acd.inputs
from acd.consults.messages import (
    CallTransferStarted,
    ConsultEnded,
    ConsultOutcome,
    Manner,
    TargetRefused,
)
from acd.consults.messages import Target as Whom
from acd.consults.messages import TargetKind as Kind
from acd.events import EntryQueued
from acd.plan.hours import OpeningHours
from acd.plan.model import Role
from agent_desk.port import DeskRefusal
from hotline.desk.agents import EngineDesk
from ivr.flow import commands, inputs
from ivr.flow.events import TransferFinished, TransferStarted
from tests.hotline.bench import Bench

EXPERT = Whom(kind=Kind.QUEUE, name="expert-housing")
CARL = Whom(kind=Kind.AGENT, name="1003")
PARKS = Whom(kind=Kind.DESTINATION, name="31")
NUMBER = Whom(kind=Kind.NUMBER, number="2125550199")
NEVER = OpeningHours(zone=ZoneInfo("America/New_York"), week={})


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.login("1001")
    bench.talk("1001")
    bench.login("1003")
    return bench


async def test_a_consult_moves_the_legs_and_shows_on_the_desk(bench: Bench) -> None:
    ann = bench.offer_to("1001")
    await bench.ask(bench.desk.consult("c1", "1001", EXPERT))
    assert bench.lines["c1"].music
    carl = bench.join("1003")
    assert ("aside", ann) in bench.told
    assert ("join_aside", carl, ann) in bench.told
    shown = await bench.ask(bench.desk.call("c1"))
    assert shown["consult"] == {"agent": "1001", "with": "expert-housing", "answered": True}
    assert shown["parties"] == {"1001": "primary", "1003": "consulted"}
    await bench.ask(bench.desk.complete("c1", "1001"))
    assert bench.lines["c1"].joined[-1][0] == carl
    assert ann in bench.agents.released
    shown = await bench.ask(bench.desk.call("c1"))
    assert (shown["parties"], shown["consult"]) == ({"1003": "primary"}, {})


async def test_a_destination_is_dialled_by_its_code_and_sees_the_citys_number(
    bench: Bench,
) -> None:
    await bench.ask(bench.desk.consult("c1", "1001", PARKS))
    ((guest, number, more),) = bench.agents.outside
    assert (number, more["shown"]) == ("5553000", "311")
    bench.feed(acd.inputs.OfferAnswered(offer_id=guest))
    bench.feed(acd.inputs.LegJoined(offer_id=guest))
    await bench.ask(bench.desk.conference("c1", "1001"))
    shown = await bench.ask(bench.desk.call("c1"))
    assert shown["guests"] == ["parks"]


async def test_a_consult_may_be_given_up_before_the_answer(bench: Bench) -> None:
    await bench.ask(bench.desk.consult("c1", "1001", NUMBER))
    await bench.ask(bench.desk.retrieve("c1", "1001"))
    (ended,) = bench.events(ConsultEnded)
    assert ended.outcome is ConsultOutcome.RETRIEVED
    assert bench.agents.cancelled == [bench.agents.outside[0][0]]


async def test_a_blind_transfer_to_a_queue_lets_the_agent_go_at_once(bench: Bench) -> None:
    await bench.ask(bench.desk.transfer("c1", "1001", EXPERT))
    assert bench.offer_to("1001") in bench.agents.released
    assert bench.events(EntryQueued)[-1].queue == "expert-housing"
    bench.join("1003")
    assert bench.events(CallTransferStarted)[0].manner is Manner.BLIND


@pytest.mark.parametrize(
    ("whom", "destination", "number"), [(PARKS, "parks", ""), (NUMBER, "number", "2125550199")]
)
async def test_a_blind_transfer_outside_is_the_flows(
    bench: Bench, whom: Whom, destination: str, number: str
) -> None:
    await bench.ask(bench.desk.transfer("c1", "1001", whom))
    (out,) = [c for c in bench.lines["c1"].commands if isinstance(c, commands.TransferOut)]
    assert (out.destination, out.number) == (destination, number)
    assert bench.events(TransferStarted)[0].by_agent == "1001"
    assert bench.offer_to("1001") in bench.agents.released
    before = len(bench.events(EntryQueued))
    failed = inputs.TransferEnded(transfer_id=out.transfer_id, answered=False, reason="busy")
    bench.say(failed)
    assert not bench.events(TransferFinished)[0].answered
    queued = bench.events(EntryQueued)[before:]
    assert [(entry.queue, entry.priority) for entry in queued] == [("general", 1)]


@pytest.mark.parametrize(
    ("ask", "status", "told"),
    [
        (lambda d: d.consult("c1", "1002", EXPERT), 409, "1002 is not on call c1"),
        (lambda d: d.consult("c9", "1001", EXPERT), 404, "no agent has the caller of c9"),
        (
            lambda d: d.consult("c1", "1001", Whom(kind=Kind.QUEUE, name="nowhere")),
            404,
            "no queue 'nowhere'",
        ),
        (
            lambda d: d.consult("c1", "1001", Whom(kind=Kind.AGENT, name="7")),
            404,
            "no agent '7'",
        ),
        (
            lambda d: d.consult("c1", "1001", Whom(kind=Kind.AGENT, name="1002")),
            409,
            "1002 is not free: logged out",
        ),
        (
            lambda d: d.consult("c1", "1001", Whom(kind=Kind.AGENT, name="1001")),
            409,
            "cannot call themselves",
        ),
        (
            lambda d: d.transfer("c1", "1001", Whom(kind=Kind.DESTINATION, name="zoo")),
            404,
            "no destination zoo; there are emergency, parks",
        ),
        (
            lambda d: d.consult("c1", "1001", Whom(kind=Kind.QUEUE, name="interpreters")),
            409,
            "nobody who serves interpreters is at work",
        ),
        (lambda d: d.complete("c1", "1001"), 409, "consults nobody"),
        (lambda d: d.retrieve("c1", "1001"), 409, "consults nobody"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_sentence(
    bench: Bench, ask: Callable[[EngineDesk], Awaitable[None]], status: int, told: str
) -> None:
    with pytest.raises(DeskRefusal, match=told) as caught:
        await bench.ask(ask(bench.desk))
    assert caught.value.status == status


@pytest.mark.parametrize(
    "ask",
    [
        lambda d: d.consult("c1", "1001", EXPERT),
        lambda d: d.transfer("c1", "1001", EXPERT),
        lambda d: d.handover("c1", "1001", "expert-housing"),
    ],
)
@pytest.mark.parametrize(
    ("reason", "changes", "told"),
    [
        ("closed", {"hours": NEVER}, "expert-housing is closed now; the caller stays with you"),
        ("full", {"max_waiting": 0}, "as many wait for expert-housing as may"),
        ("unstaffed", {}, "nobody who serves expert-housing is at work"),
    ],
)
async def test_a_queue_that_cannot_be_had_is_told_at_once_and_the_caller_stays(
    bench: Bench,
    ask: Callable[[EngineDesk], Awaitable[None]],
    reason: str,
    changes: dict[str, object],
    told: str,
) -> None:
    plan = bench.profile.plan
    queue = replace(plan.queues["expert-housing"], **changes)
    bench.change(
        replace(bench.profile, plan=replace(plan, queues={**plan.queues, queue.name: queue}))
    )
    leaves = acd.inputs.AgentLoggedOut if reason == "unstaffed" else acd.inputs.AgentPaused
    bench.feed(leaves(agent_id="1003"))
    before = len(bench.told)
    with pytest.raises(DeskRefusal, match=told) as caught:
        await bench.ask(ask(bench.desk))
    assert caught.value.status == 409
    assert [(each.agent_id, each.reason) for each in bench.events(TargetRefused)] == [
        ("1001", reason)
    ]
    assert bench.told[before:] == []
    assert bench.engine.calls["c1"].parties == {"1001": Role.PRIMARY}


async def test_one_consult_at_a_time_and_nothing_to_complete_before_the_answer(
    bench: Bench,
) -> None:
    await bench.ask(bench.desk.consult("c1", "1001", CARL))
    with pytest.raises(DeskRefusal, match="consulted on call c1 already"):
        await bench.ask(bench.desk.consult("c1", "1001", PARKS))
    with pytest.raises(DeskRefusal, match="1003 has not answered yet"):
        await bench.ask(bench.desk.complete("c1", "1001"))


async def test_a_conference_is_left_by_hanging_up(bench: Bench) -> None:
    await bench.ask(bench.desk.consult("c1", "1001", CARL))
    bench.join("1003")
    await bench.ask(bench.desk.conference("c1", "1001"))
    with pytest.raises(DeskRefusal, match="others are on call c1: hang up"):
        await bench.ask(bench.desk.transfer("c1", "1001", EXPERT))


async def test_a_caller_who_hangs_up_in_a_consult_leaves_nothing_behind(bench: Bench) -> None:
    await bench.ask(bench.desk.consult("c1", "1001", CARL))
    bench.join("1003")
    bench.hang_up()
    bench.wait(60)
    bench.check_forgotten()
    assert bench.state("1001") == bench.state("1003") == "idle"
