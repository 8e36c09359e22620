"""Whom a caller's language asks for: a speaker of it, or an agent and an interpreter."""

from acd.commands import CancelOffer
from acd.events import (
    EntryOutcome,
    EntryQueued,
    EntryRequirementChanged,
    OfferEnded,
    OfferMade,
    OfferOutcome,
)
from acd.inputs import AgentLoggedOut, InterpreterRequested
from tests.acd.speakers import ANN, INA, ISA, SOL, bench_with, ends, queued


def test_a_staffed_language_is_required() -> None:
    bench = bench_with(ANN, SOL, INA, login="ann sol ina")
    bench.enqueue(language="es")
    assert queued(bench) == [("primary", "es")]
    assert bench.offered() == ["sol"]


def test_a_staffed_language_is_waited_for_even_if_its_speakers_are_busy() -> None:
    bench = bench_with(ANN, SOL, login="ann sol")
    bench.enqueue("c0", language="es")
    bench.talk("sol")
    bench.enqueue(language="es")
    assert bench.offered() == []
    bench.hang_up(bench.engine.call("c0").parties[0].offer_id)
    bench.wait(20)
    assert bench.offered() == ["sol"]


def test_a_region_of_a_language_is_served_by_the_language() -> None:
    bench = bench_with(ANN, SOL, login="ann sol")
    bench.enqueue(language="ES-mx")
    assert queued(bench) == [("primary", "ES-mx")]
    assert bench.offered() == ["sol"]


def test_a_rare_language_gets_agent_and_interpreter_at_once() -> None:
    bench = bench_with(ANN, INA, login="ann ina")
    bench.enqueue(language="so")
    assert queued(bench) == [("primary", None), ("interpreter", "so")]
    assert {e.caller_language for e in bench.said(EntryQueued)} == {"so"}
    assert bench.offered() == ["ann", "ina"]


def test_no_interpreter_staffed_still_serves_the_caller() -> None:
    bench = bench_with(ANN, INA, login="ann")
    bench.enqueue(language="so")
    assert queued(bench) == [("primary", None), ("interpreter", "so")]
    bench.talk("ann")
    bench.login("ina")
    assert bench.offered() == ["ina"]


def test_without_an_interpreter_queue_any_able_agent_serves() -> None:
    bench = bench_with(ANN, login="ann", interpreters=False)
    bench.enqueue(language="so")
    assert queued(bench) == [("primary", None)]
    bench.talk("ann")
    bench.tell(InterpreterRequested(call_id="c1", language="so", by_agent="ann"))
    assert queued(bench) == []


def test_a_native_agent_coming_withdraws_the_interpreter() -> None:
    bench = bench_with(ANN, SOL, ISA, login="ann isa")
    bench.enqueue("c0", language="en")
    bench.talk("ann")
    bench.enqueue(language="es")
    offer_id = bench.ring("isa")
    bench.login("sol")
    assert ends(bench) == [("interpreter", EntryOutcome.WITHDRAWN)]
    assert [c.offer_id for c in bench.said(CancelOffer)] == [offer_id]
    assert bench.offered() == ["sol"]
    assert bench.said(OfferMade)[0].language == "es"


def test_a_native_agent_coming_takes_the_offer_from_one_who_lacks_the_language() -> None:
    bench = bench_with(ANN, SOL, ISA, login="ann isa")
    bench.enqueue(language="es")
    offer_id = bench.ring("ann")
    bench.login("sol")
    assert (offer_id, OfferOutcome.RESCINDED, "language_changed") in [
        (e.offer_id, e.outcome, e.reason) for e in bench.said(OfferEnded)
    ]
    assert bench.offered() == ["sol"]


def test_an_interpreter_on_the_line_covers_the_language() -> None:
    bench = bench_with(ANN, SOL, ISA, login="ann isa")
    bench.enqueue(language="es")
    bench.talk("isa")
    bench.login("sol")
    assert bench.said(OfferEnded) == []
    bench.talk("ann")
    assert {p.agent_id for p in bench.engine.call("c1").parties} == {"ann", "isa"}


def test_the_last_native_leaving_opens_the_entry_and_asks_an_interpreter() -> None:
    bench = bench_with(ANN, SOL, ISA, login="sol isa ann")
    bench.enqueue("c0", language="es")
    bench.talk("sol")
    bench.enqueue(language="es")
    bench.tell(AgentLoggedOut(agent_id="sol"))
    assert queued(bench) == [("interpreter", "es")]
    assert set(bench.offered()) == {"ann", "isa"}


def test_a_change_of_what_is_asked_is_on_record() -> None:
    bench = bench_with(ANN, SOL, INA, login="ann ina")
    bench.enqueue("c0", language="en")
    bench.talk("ann")
    bench.enqueue(language="es")
    assert queued(bench) == [("primary", None), ("interpreter", "es")]
    bench.login("sol")
    (change,) = bench.said(EntryRequirementChanged)
    assert (change.language, change.caller_language) == ("es", "es")
    assert change.requirement.language == "es"
    bench.wait(5)
    assert bench.said(EntryRequirementChanged) == []
