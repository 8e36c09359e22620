"""An agent wants a queue for the caller that cannot be had: told at once, and nothing is lost."""

import dataclasses
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from acd.consults.messages import (
    ConsultEnded,
    ConsultOutcome,
    ConsultRequested,
    Target,
    TargetKind,
    TargetRefused,
    TransferRequested,
    Way,
)
from acd.events import AgentState
from acd.inputs import AgentLoggedOut, AgentPaused, HandoverRequested
from acd.plan.hours import OpeningHours
from tests.acd.harness import EXPERT, Bench, agent

HOUSING = Target(kind=TargetKind.QUEUE, name="housing")
NEVER = OpeningHours(zone=ZoneInfo("America/New_York"), week={})


def talking() -> Bench:
    """Ann talks with the caller c1; Eve serves the housing queue."""
    bench = Bench(agent("ann"), agent("eve", EXPERT, skills={"housing": 5}))
    bench.login("ann", "eve")
    bench.enqueue("c1")
    bench.talk("ann")
    return bench


def change_housing(bench: Bench, **changes: object) -> None:
    queues = dict(bench.plan.queues)
    queues["housing"] = dataclasses.replace(queues["housing"], **changes)
    bench.reload(dataclasses.replace(bench.plan, queues=queues))


def closed(bench: Bench) -> None:
    change_housing(bench, hours=NEVER)


def full(bench: Bench) -> None:
    change_housing(bench, max_waiting=1)
    bench.tell(AgentPaused(agent_id="eve"))
    bench.enqueue("waits", queue="housing")


def unstaffed(bench: Bench) -> None:
    bench.tell(AgentLoggedOut(agent_id="eve"))


ASK: dict[Way, Callable[[Bench], object]] = {
    Way.CONSULT: lambda bench: bench.tell(
        ConsultRequested(call_id="c1", by_agent="ann", target=HOUSING)
    ),
    Way.TRANSFER: lambda bench: bench.tell(
        TransferRequested(call_id="c1", by_agent="ann", target=HOUSING)
    ),
    Way.HANDOVER: lambda bench: bench.tell(
        HandoverRequested(call_id="c1", by_agent="ann", queue="housing")
    ),
}


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("becomes", [closed, full, unstaffed])
def test_the_agent_is_told_at_once_and_the_caller_stays(
    way: Way, becomes: Callable[[Bench], None]
) -> None:
    bench = talking()
    becomes(bench)
    before = bench.engine.call("c1")
    ASK[way](bench)
    assert bench.last == [
        TargetRefused(
            call_id="c1", agent_id="ann", target=HOUSING, way=way, reason=becomes.__name__
        )
    ]
    assert bench.engine.call("c1") == before
    assert bench.state("ann") is AgentState.TALKING


@pytest.mark.parametrize("way", Way)
def test_a_queue_where_as_many_wait_as_may_is_to_be_had_while_somebody_is_free(way: Way) -> None:
    bench = talking()
    change_housing(bench, max_waiting=0)
    ASK[way](bench)
    assert bench.said(TargetRefused) == []
    assert bench.offered() == ["eve"]


def test_the_hours_are_those_of_the_moment_of_the_question() -> None:
    bench = talking()
    day_s = 86_400.0
    opens = OpeningHours(zone=ZoneInfo("UTC"), week=dict.fromkeys(range(7), ((0, 60),)))
    change_housing(bench, hours=opens)
    bench.now = (bench.now // day_s + 1) * day_s
    assert bench.engine.refusal("c1", "ann", HOUSING, now=bench.now) == ""
    bench.now += 3600
    assert bench.engine.refusal("c1", "ann", HOUSING, now=bench.now) == "closed"
    assert bench.engine.handover_refusal("c1", "ann", "housing", now=bench.now) == "closed"


def test_a_refused_second_hand_over_leaves_the_first_as_it_is() -> None:
    bench = talking()
    bench.hand_over("ann", "general")
    before = bench.engine.call("c1")
    unstaffed(bench)
    ASK[Way.HANDOVER](bench)
    assert [each.reason for each in bench.said(TargetRefused)] == ["unstaffed"]
    assert bench.engine.call("c1") == before


def test_a_consult_is_over_when_nobody_is_left_who_could_answer() -> None:
    bench = talking()
    bench.tell(AgentPaused(agent_id="eve"))
    ASK[Way.CONSULT](bench)
    assert bench.said(ConsultEnded) == []
    unstaffed(bench)
    assert [each.outcome for each in bench.said(ConsultEnded)] == [ConsultOutcome.NOT_ANSWERED]
    assert bench.state("ann") is AgentState.TALKING
    assert bench.engine.waiting() == ()


def test_somebody_who_is_not_on_the_call_is_not_put_on_its_record() -> None:
    bench = talking()
    unstaffed(bench)
    for ask in (ConsultRequested, TransferRequested):
        assert bench.tell(ask(call_id="c1", by_agent="eve", target=HOUSING)) == []
