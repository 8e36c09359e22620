from acd.commands import CancelOffer, JoinAgent, QueueResult, ReleaseLeg, ReturnCall
from acd.events import (
    AgentState,
    CallLanguageSet,
    EntryEnded,
    EntryOutcome,
    EntryQueued,
    EntryRequirementChanged,
    OfferEnded,
    OfferMade,
    OfferOutcome,
    PartyJoined,
    PartyLeft,
)
from acd.inputs import (
    AgentLoggedOut,
    AgentPaused,
    CallerLeft,
    InterpreterRequested,
    JoinFailed,
    LanguageOverridden,
    LegJoined,
    PartyReleaseRequested,
)
from acd.interpreters.events import InterpreterRefused
from acd.plan.model import AgentProfile, Role
from tests.acd.harness import EXPERT, GENERAL, INTERPRETER, Bench, agent

ANN = agent("ann", GENERAL, en=5)
SOL = agent("sol", GENERAL, en=4, es=5)
INA = agent("ina", INTERPRETER, en=4, so=5)
ISA = agent("isa", INTERPRETER, en=4, es=5)
EVE = agent("eve", EXPERT, skills={"housing": 4}, en=5)


def bench_with(*agents: AgentProfile, login: str = "", **general: object) -> Bench:
    bench = Bench(*agents, **general)
    bench.login(*login.split())
    return bench


def queued(bench: Bench) -> list[tuple[str, str | None]]:
    return [(e.role.value, e.language) for e in bench.said(EntryQueued)]


def ends(bench: Bench) -> list[tuple[str, EntryOutcome]]:
    return [(e.role.value, e.outcome) for e in bench.said(EntryEnded)]


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


def test_no_interpreter_staffed_still_serves_the_caller() -> None:
    bench = bench_with(ANN, INA, login="ann")
    bench.enqueue(language="so")
    assert queued(bench) == [("primary", None), ("interpreter", "so")]
    bench.talk("ann")
    bench.login("ina")
    assert bench.offered() == ["ina"]


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


def test_a_native_on_pause_is_still_staffed() -> None:
    bench = bench_with(ANN, SOL, login="ann sol")
    bench.tell(AgentPaused(agent_id="sol"))
    bench.enqueue(language="es")
    assert queued(bench) == [("primary", "es")]
    assert bench.offered() == []


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


def test_requests_for_unknown_calls_change_nothing() -> None:
    bench = bench_with(ANN, login="ann")
    assert bench.tell(InterpreterRequested(call_id="c9", language="es")) == []
    assert bench.tell(LanguageOverridden(call_id="c9", language="es", by_agent="ann")) == []


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
