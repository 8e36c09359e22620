"""The interpreter as a party of the call, from the queue to the end."""

from acd.commands import CancelOffer, JoinAgent, QueueResult, ReleaseLeg, ReturnCall
from acd.events import AgentState, EntryOutcome, PartyJoined, PartyLeft
from acd.inputs import (
    AgentLoggedOut,
    CallerLeft,
    InterpreterRequested,
    JoinFailed,
    LegJoined,
    PartyReleaseRequested,
)
from acd.plan.model import Role
from tests.acd.speakers import ANN, EVE, INA, ISA, SOL, bench_with, ends, queued


def test_the_interpreter_may_join_first_and_then_stays_when_leaving_alone() -> None:
    bench = bench_with(ANN, INA, login="ann ina")
    bench.enqueue(language="so")
    interpreter = bench.answer("ina")
    assert bench.said(JoinAgent) == [
        JoinAgent(offer_id=interpreter, call_id="c1", agent_id="ina", role=Role.INTERPRETER)
    ]
    bench.tell(LegJoined(offer_id=interpreter))
    primary = bench.talk("ann")
    assert [e.agent_id for e in bench.all(PartyJoined)] == ["ina", "ann"]
    bench.hang_up(interpreter)
    assert [(e.agent_id, e.reason) for e in bench.said(PartyLeft)] == [("ina", "agent_hung_up")]
    assert bench.said(ReturnCall) == []
    assert bench.agent("ina").until == bench.now + 5
    assert [p.offer_id for p in bench.engine.call("c1").parties] == [primary]
    bench.wait(10)
    assert bench.offered() == []


def test_the_last_primary_leaving_releases_the_interpreter() -> None:
    bench = bench_with(ANN, INA, login="ann ina")
    bench.enqueue(language="so")
    interpreter, primary = bench.talk("ina"), bench.talk("ann")
    bench.hang_up(primary)
    assert bench.said(ReleaseLeg) == [ReleaseLeg(offer_id=interpreter, reason="call_over")]
    assert [(e.agent_id, e.reason) for e in bench.said(PartyLeft)] == [
        ("ann", "agent_hung_up"),
        ("ina", "call_over"),
    ]
    assert bench.last[-1] == ReturnCall(call_id="c1", result=QueueResult.SERVED)


def test_the_call_ending_withdraws_an_interpreter_who_still_rings() -> None:
    bench = bench_with(ANN, INA, login="ann ina")
    bench.enqueue(language="so")
    primary = bench.talk("ann")
    offer_id = bench.ring("ina")
    bench.hang_up(primary)
    assert ends(bench) == [("interpreter", EntryOutcome.WITHDRAWN)]
    assert [c.offer_id for c in bench.said(CancelOffer)] == [offer_id]
    assert bench.state("ina") is AgentState.IDLE


def test_a_caller_with_only_the_interpreter_is_not_sent_away() -> None:
    bench = bench_with(ANN, INA, login="ann ina", max_wait_s=30.0)
    bench.enqueue("c0", language="en")
    bench.talk("ann")
    bench.enqueue(language="so")
    bench.talk("ina")
    bench.wait(500)
    assert bench.engine.call("c1") is not None


def test_an_interpreter_not_found_in_time_is_given_up_and_may_be_asked_for_again() -> None:
    bench = bench_with(ANN, INA, login="ann")
    bench.enqueue(language="so")
    bench.talk("ann")
    bench.wait(300)
    assert ends(bench) == [("interpreter", EntryOutcome.TIMED_OUT)]
    assert queued(bench) == []
    assert bench.engine.call("c1") is not None
    bench.tell(InterpreterRequested(call_id="c1", language="so", by_agent="ann"))
    assert queued(bench) == [("interpreter", "so")]


def test_the_interpreters_line_breaking_before_the_agent_comes_asks_again() -> None:
    bench = bench_with(ANN, INA, login="ina ann")
    bench.enqueue("c0", language="en")
    bench.talk("ann")
    bench.enqueue(language="so")
    interpreter = bench.talk("ina")
    bench.hang_up(interpreter)
    assert queued(bench) == [("interpreter", "so")]


def test_handover_keeps_the_interpreter_and_asks_no_second() -> None:
    bench = bench_with(ANN, INA, EVE, login="ann ina eve")
    bench.enqueue(language="so")
    bench.talk("ina")
    bench.talk("ann")
    bench.hand_over("ann")
    assert queued(bench) == [("primary", None)]
    bench.talk("eve")
    assert {p.agent_id for p in bench.engine.call("c1").parties} == {"ina", "eve"}
    assert [e.agent_id for e in bench.said(PartyLeft)] == ["ann"]


def test_handover_asks_again_for_an_interpreter_who_was_given_up() -> None:
    bench = bench_with(ANN, INA, EVE, login="ann eve")
    bench.enqueue(language="so")
    bench.talk("ann")
    bench.wait(300)
    assert ends(bench) == [("interpreter", EntryOutcome.TIMED_OUT)]
    bench.hand_over("ann")
    assert queued(bench) == [("primary", None), ("interpreter", "so")]


def test_an_interpreter_being_joined_is_not_lost_to_max_wait_unless_the_join_fails() -> None:
    bench = bench_with(ANN, INA, login="ann")
    bench.enqueue(language="so")
    bench.talk("ann")
    bench.wait(295)
    bench.login("ina")
    interpreter = bench.answer("ina")
    bench.wait(6)
    assert ends(bench) == []
    bench.tell(JoinFailed(offer_id=interpreter))
    bench.wait(0)
    assert ends(bench) == [("interpreter", EntryOutcome.TIMED_OUT)]


def test_handover_from_a_native_to_experts_who_lack_the_language_asks_one() -> None:
    bench = bench_with(SOL, ISA, EVE, login="sol isa eve")
    bench.enqueue(language="es")
    bench.talk("sol")
    bench.hand_over("sol")
    assert queued(bench) == [("primary", None), ("interpreter", "es")]
    assert set(bench.offered()) == {"eve", "isa"}


def test_releasing_the_interpreter_leaves_caller_and_agent() -> None:
    bench = bench_with(ANN, INA, login="ann ina")
    bench.enqueue(language="so")
    bench.talk("ann")
    interpreter = bench.talk("ina")
    bench.tell(PartyReleaseRequested(call_id="c1", agent_id="ina"))
    assert bench.said(ReleaseLeg) == [ReleaseLeg(offer_id=interpreter, reason="released")]
    assert queued(bench) == []
    assert [p.agent_id for p in bench.engine.call("c1").parties] == ["ann"]


def test_an_unstaffed_call_takes_its_interpreter_entry_along() -> None:
    bench = bench_with(ANN, INA, login="ann")
    bench.enqueue("c0", language="en")
    bench.talk("ann")
    bench.enqueue(language="so")
    bench.tell(AgentLoggedOut(agent_id="ann"))
    assert ends(bench) == [
        ("primary", EntryOutcome.UNSTAFFED),
        ("interpreter", EntryOutcome.WITHDRAWN),
    ]


def test_the_caller_leaving_ends_both_entries() -> None:
    bench = bench_with(ANN, INA, login="ann ina")
    bench.enqueue(language="so")
    bench.ring("ann")
    bench.answer("ina")
    bench.tell(CallerLeft(call_id="c1"))
    assert ends(bench) == [
        ("primary", EntryOutcome.ABANDONED),
        ("interpreter", EntryOutcome.ABANDONED),
    ]
    assert bench.state("ann") is bench.state("ina") is AgentState.IDLE
