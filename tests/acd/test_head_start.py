from acd.commands import JoinAgent, ReleaseLeg
from acd.events import AgentState
from acd.inputs import (
    CallerLeft,
    InterpreterRequested,
    LegEnded,
    LegJoined,
    OfferAnswered,
    OfferDeclined,
)
from acd.interpreters.events import AgentAwaitsInterpreter
from tests.acd.harness import GENERAL, INTERPRETER, Bench, agent

ANN = agent("ann", GENERAL, en=5)
BOB = agent("bob", GENERAL, en=5)
INA = agent("ina", INTERPRETER, en=4, so=5)


def bench_with(*, login: str = "ann ina", head_start_s: float = 6.0) -> Bench:
    bench = Bench(ANN, BOB, INA, head_start_s=head_start_s)
    bench.login(*login.split())
    bench.enqueue(language="so")
    return bench


def joins(bench: Bench) -> list[str]:
    return [join.agent_id for join in bench.said(JoinAgent)]


def test_an_agent_waits_for_the_interpreter_and_both_greet() -> None:
    bench = bench_with()
    bench.answer("ann")
    assert joins(bench) == []
    assert [e.until - bench.now for e in bench.said(AgentAwaitsInterpreter)] == [6.0]
    bench.wait(2)
    interpreter = bench.answer("ina")
    assert joins(bench) == ["ina"]
    bench.tell(LegJoined(offer_id=interpreter))
    assert joins(bench) == ["ann"]


def test_an_agent_is_joined_alone_when_the_head_start_is_over() -> None:
    bench = bench_with()
    primary = bench.answer("ann")
    bench.wait(5.9)
    assert joins(bench) == []
    bench.wait(0.2)
    assert joins(bench) == ["ann"]
    bench.tell(LegJoined(offer_id=primary))
    bench.talk("ina")
    assert {party.agent_id for party in bench.engine.call("c1").parties} == {"ann", "ina"}


def test_nobody_waits_for_an_interpreter_who_is_there() -> None:
    bench = bench_with()
    bench.talk("ina")
    bench.answer("ann")
    assert joins(bench) == ["ann"]


def test_an_interpreter_waits_with_the_caller_however_long_the_agent_takes() -> None:
    bench = Bench(ANN, INA, head_start_s=6.0)
    bench.login("ann", "ina")
    bench.enqueue("c0", language="en")
    primary = bench.talk("ann")
    bench.enqueue(language="so")
    bench.talk("ina")
    bench.wait(1_000)
    bench.hang_up(primary)
    bench.wait(20)
    bench.talk("ann")
    assert {party.agent_id for party in bench.engine.call("c1").parties} == {"ann", "ina"}


def test_without_a_head_start_the_agent_is_joined_at_once() -> None:
    bench = bench_with(head_start_s=0.0)
    bench.answer("ann")
    assert joins(bench) == ["ann"]


def test_the_head_start_goes_on_while_the_next_interpreter_is_sought() -> None:
    bench = bench_with()
    bench.answer("ann")
    bench.tell(OfferDeclined(offer_id=bench.offer_to("ina").offer_id))
    assert joins(bench) == []
    bench.wait(6)
    assert joins(bench) == ["ann"]


def test_an_agent_who_hangs_up_while_waiting_gives_the_caller_to_another() -> None:
    bench = bench_with()
    bench.login("bob")
    primary = bench.answer("ann")
    bench.tell(LegEnded(offer_id=primary))
    assert bench.offered() == ["bob"]
    bench.wait(10)
    assert joins(bench) == []


def test_a_caller_who_leaves_frees_the_agent_who_waits() -> None:
    bench = bench_with()
    primary = bench.answer("ann")
    bench.tell(CallerLeft(call_id="c1"))
    assert primary in [command.offer_id for command in bench.said(ReleaseLeg)]
    assert bench.state("ann") is AgentState.IDLE
    assert bench.wait(20) == []


def test_in_mid_call_nobody_is_held_back() -> None:
    bench = bench_with()
    bench.wait(3)
    bench.talk("ina")
    bench.talk("ann")
    bench.tell(InterpreterRequested(call_id="c1", language="am", by_agent="ann", additional=True))
    bench.login("bob")
    bench.hand_over("ann", queue="general")
    offer = bench.offer_to("bob")
    bench.tell(OfferAnswered(offer_id=offer.offer_id))
    assert joins(bench) == ["bob"]
