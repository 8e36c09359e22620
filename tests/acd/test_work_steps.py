"""What a change of one telephone or one agent costs, counted in steps of the interpreter.

The count is the same on every machine, so that growth with queues times members would show.
"""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from acd.inputs import AgentPaused, AgentResumed, CallerLeft, LegHeld, LegResumed
from acd.plan.model import Queue, RoutingPlan
from tests.acd.harness import GENERAL, Bench, agent

SMALL, LARGE = (4, 20), (80, 2_000)
GROWTH = 1.5
"""Queues times members are two thousand times as many."""


def steps_of(work: Callable[[], object]) -> int:
    """How many bytecodes are executed."""
    steps = 0

    def trace(frame: FrameType, what: str, _: Any) -> Any:
        nonlocal steps
        frame.f_trace_opcodes = True
        steps += what == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps


def centre(queues: int, members: int) -> Bench:
    """Everybody serves every queue, and one caller waits in each who asks what nobody can."""
    people = [agent(f"a{number}", GENERAL, en=5) for number in range(members)]
    names = [f"q{number}" for number in range(queues)]
    bench = Bench(
        routing=RoutingPlan(
            queues={
                name: Queue(name=name, kind=GENERAL, leave_when_unstaffed=False) for name in names
            },
            agents={each.agent_id: each for each in people},
        )
    )
    bench.login(*(each.agent_id for each in people))
    for name in names:
        bench.enqueue(f"waits-{name}", queue=name, skills={"unheard-of": 5}, language="en")
    return bench


def pause_and_resume(bench: Bench) -> None:
    bench.tell(AgentPaused(agent_id="a7"))
    bench.tell(AgentResumed(agent_id="a7"))


def a_call(bench: Bench) -> None:
    bench.enqueue("c", queue="q0", language="en")
    first = bench.last[-1].agent_id
    offer_id = bench.talk(first)
    bench.tell(LegHeld(offer_id=offer_id))
    bench.tell(LegResumed(offer_id=offer_id))
    bench.tell(CallerLeft(call_id="c"))
    bench.tell(AgentResumed(agent_id=first))


@pytest.mark.parametrize("work", [pause_and_resume, a_call])
def test_it_does_not_grow_with_queues_times_members(work: Callable[[Bench], None]) -> None:
    counted = []
    for queues, members in (SMALL, LARGE):
        bench = centre(queues, members)
        work(bench)  # what is asked for the first time is indexed then
        bench.log.clear()
        counted.append(steps_of(lambda bench=bench: work(bench)))
    few, many = counted
    assert many < GROWTH * few, f"{few} steps in the small centre, {many} in the large one"
