"""Agents say that a caller speaks another language, or that an interpreter is needed."""

from acd.events import CallLanguageSet, EntryOutcome, OfferEnded, OfferMade, OfferOutcome
from acd.inputs import InterpreterRequested, LanguageOverridden
from acd.interpreters.events import InterpreterRefused
from tests.acd.speakers import ANN, INA, ISA, SOL, bench_with, ends, queued


def test_an_agent_who_lacks_the_overridden_language_gets_an_interpreter() -> None:
    bench = bench_with(ANN, INA, login="ann ina")
    bench.enqueue(language="en")
    bench.talk("ann")
    bench.tell(LanguageOverridden(call_id="c1", language="so", by_agent="ann"))
    assert bench.said(CallLanguageSet) == [
        CallLanguageSet(call_id="c1", language="so", by_agent="ann")
    ]
    assert queued(bench) == [("interpreter", "so")]
    assert bench.offered() == ["ina"]
    bench.tell(LanguageOverridden(call_id="c1", language="so", by_agent="ann"))
    assert queued(bench) == []


def test_an_agent_who_speaks_the_overridden_language_needs_nobody() -> None:
    bench = bench_with(SOL, ISA, login="sol isa")
    bench.enqueue(language="en")
    bench.talk("sol")
    bench.tell(LanguageOverridden(call_id="c1", language="es", by_agent="sol"))
    assert queued(bench) == []


def test_override_withdraws_the_interpreter_of_the_former_language() -> None:
    bench = bench_with(ANN, INA, ISA, login="ann")
    bench.enqueue(language="so")
    bench.talk("ann")
    bench.login("isa")
    bench.tell(LanguageOverridden(call_id="c1", language="es", by_agent="ann"))
    assert ends(bench) == [("interpreter", EntryOutcome.WITHDRAWN)]
    assert queued(bench) == [("interpreter", "es")]
    assert bench.offered() == ["isa"]


def test_override_while_waiting_changes_what_is_required() -> None:
    bench = bench_with(ANN, SOL, login="ann sol")
    bench.enqueue(language="en")
    offer_id = bench.ring("ann")
    bench.tell(LanguageOverridden(call_id="c1", language="es", by_agent="ann"))
    assert [(e.offer_id, e.outcome) for e in bench.said(OfferEnded)] == [
        (offer_id, OfferOutcome.RESCINDED)
    ]
    assert bench.offered() == ["sol"]
    assert bench.said(OfferMade)[0].entry_id == "entry-1"


def test_a_person_may_ask_an_interpreter_whoever_speaks_what() -> None:
    bench = bench_with(SOL, ISA, login="sol isa")
    bench.enqueue(language="es")
    bench.talk("sol")
    bench.tell(InterpreterRequested(call_id="c1", language="es", by_agent="sol"))
    assert queued(bench) == [("interpreter", "es")]
    bench.tell(InterpreterRequested(call_id="c1", language="es", by_agent="sol"))
    assert queued(bench) == []


def test_a_second_interpreter_leaves_the_callers_language_as_it_is() -> None:
    bench = bench_with(ANN, ISA, INA, login="ann isa ina")
    bench.enqueue(language="so")
    bench.talk("ina")
    bench.talk("ann")
    bench.tell(InterpreterRequested(call_id="c1", language="es", by_agent="ann", additional=True))
    assert queued(bench) == [("interpreter", "es")]
    assert bench.said(CallLanguageSet) == []
    bench.talk("isa")
    assert {p.agent_id for p in bench.engine.call("c1").parties} == {"ann", "ina", "isa"}
    assert bench.engine.call("c1").language == "so"


def test_whoever_asks_in_vain_is_told_why() -> None:
    bench = bench_with(ANN, INA, login="ann ina")
    bench.enqueue(language="so")
    bench.talk("ann")

    def asked(language: str) -> list[tuple[str, str]]:
        bench.tell(InterpreterRequested(call_id="c1", language=language, by_agent="ann"))
        return [(e.language, e.reason) for e in bench.said(InterpreterRefused)]

    assert asked("so") == [("so", "asked")]
    bench.talk("ina")
    assert asked("SO") == [("SO", "on_line")]
    assert asked("am") == []
    bare = bench_with(ANN, login="ann", interpreters=False)
    bare.enqueue()
    bare.tell(InterpreterRequested(call_id="c1", language="so"))
    assert [e.reason for e in bare.said(InterpreterRefused)] == ["no_queue"]


def test_requests_for_unknown_calls_change_nothing() -> None:
    bench = bench_with(ANN, login="ann")
    assert bench.tell(InterpreterRequested(call_id="c9", language="es")) == []
    assert bench.tell(LanguageOverridden(call_id="c9", language="es", by_agent="ann")) == []
