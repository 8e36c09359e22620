"""A caller whose speakers are away, or busy for long, gets any able agent and an interpreter."""

from dataclasses import replace

import pytest

from acd.commands import JoinAgent, QueueResult, ReturnCall
from acd.events import AgentState, EntryOutcome, EntryRequirementChanged, OfferMade
from acd.inputs import (
    AgentLoggedOut,
    AgentPaused,
    AgentResumed,
    LegJoined,
    OfferAnswered,
    OfferUnreachable,
)
from acd.plan.model import Overflow, Role
from acd.plan.vendors import Vendor
from acd.queue.need import capability, need, of_others, shortfall
from acd.record import plan_adopted
from acd.routing.replay import Replica
from tests.acd.harness import EXPERT, GENERAL, Bench, agent
from tests.acd.speakers import ANN, INA, ISA, SOL, bench_with, ends, queued

EXPERT_SOL = agent("sol", GENERAL, EXPERT, skills={"housing": 3}, en=4, es=5)
BOTH = [("interpreter", "es")]
LINE = Vendor(name="line", rank=1, number="1", languages={"es": ""})


def busy(*others: str, **general: object) -> Bench:
    """The one speaker of Spanish talks, and a Spanish caller waits."""
    bench = bench_with(ANN, SOL, ISA, login=" ".join(("sol", *others)), **general)
    bench.enqueue("c0", language="es")
    bench.talk("sol")
    bench.enqueue(language="es")
    assert queued(bench) == [("primary", "es")]
    return bench


def reasons(bench: Bench) -> list[str]:
    return [change.reason for change in bench.said(EntryRequirementChanged)]


def end_of_c0(bench: Bench) -> None:
    bench.hang_up(bench.engine.call("c0").parties[0].offer_id)


class TestAway:
    def test_a_speaker_on_pause_is_not_waited_for(self) -> None:
        bench = bench_with(ANN, SOL, ISA, login="ann sol isa")
        bench.tell(AgentPaused(agent_id="sol", reason="lunch"))
        bench.enqueue(language="es")
        assert queued(bench) == [("primary", None), *BOTH]
        assert sorted(bench.offered()) == ["ann", "isa"]
        assert {made.waived for made in bench.said(OfferMade) if made.role is Role.PRIMARY} == {
            "speakers_away"
        }

    def test_nor_is_one_whose_telephone_does_not_answer(self) -> None:
        bench = bench_with(ANN, SOL, ISA, login="ann sol isa")
        bench.enqueue(language="es")
        bench.tell(OfferUnreachable(offer_id=bench.offer_to("sol").offer_id))
        assert bench.state("sol") is AgentState.NOT_RESPONDING
        assert reasons(bench) == ["speakers_away"]
        assert sorted(bench.offered()) == ["ann", "isa"]

    def test_who_goes_on_pause_in_a_talk_is_away(self) -> None:
        bench = busy("ann", "isa")
        bench.tell(AgentPaused(agent_id="sol"))
        assert reasons(bench) == ["speakers_away"]
        assert sorted(bench.offered()) == ["ann", "isa"]

    def test_who_is_back_before_somebody_answers_gets_the_caller(self) -> None:
        bench = bench_with(ANN, SOL, ISA, login="ann sol isa")
        bench.tell(AgentPaused(agent_id="sol"))
        bench.enqueue(language="es")
        bench.tell(AgentResumed(agent_id="sol"))
        assert reasons(bench) == [""]
        assert ends(bench) == [("interpreter", EntryOutcome.WITHDRAWN)]
        assert bench.offered() == ["sol"]

    def test_with_nobody_else_at_work_the_speaker_is_waited_for_and_no_line_is_paid(self) -> None:
        bench = bench_with(ANN, SOL, login="sol", vendors=(LINE,))
        bench.tell(AgentPaused(agent_id="sol"))
        bench.enqueue(language="es")
        assert queued(bench) == [("primary", "es")]
        bench.wait(100)
        assert bench.all(OfferMade) == []
        bench.login("ann")
        assert sorted(bench.offered()) == ["ann", "line:1"]

    def test_the_speaker_who_is_away_keeps_the_queue_staffed(self) -> None:
        bench = bench_with(ANN, SOL, login="sol")
        bench.tell(AgentPaused(agent_id="sol"))
        bench.enqueue(language="es")
        assert bench.engine.call("c1") is not None
        bench.wait(300)
        assert bench.said(ReturnCall) == [ReturnCall(call_id="c1", result=QueueResult.TIMED_OUT)]


class TestBusy:
    def test_after_a_while_an_interpreter_will_do(self) -> None:
        bench = busy("ann", "isa", interpreter_after_s=40.0)
        bench.wait(39)
        assert bench.offered() == []
        bench.wait(1)
        assert reasons(bench) == ["waited"]
        assert queued(bench) == BOTH
        assert sorted(bench.offered()) == ["ann", "isa"]

    def test_a_vendors_line_is_an_interpreter(self) -> None:
        bench = busy("ann", vendors=(LINE,), interpreter_after_s=40.0)
        bench.wait(40)
        assert sorted(bench.offered()) == ["ann", "line:1"]

    @pytest.mark.parametrize(
        ("there", "after_s"), [("ann", 40.0), ("ina ann", 40.0), ("isa", 40.0), ("ann isa", None)]
    )
    def test_without_interpreter_or_agent_or_time_the_speaker_is_waited_for(
        self, there: str, after_s: float | None
    ) -> None:
        bench = bench_with(ANN, SOL, ISA, INA, login=f"sol {there}", interpreter_after_s=after_s)
        bench.enqueue("c0", language="es")
        bench.talk("sol")
        bench.enqueue(language="es")
        bench.wait(200)
        assert bench.offered() == []
        end_of_c0(bench)
        bench.wait(20)
        assert bench.offered() == ["sol"]

    def test_an_interpreter_who_comes_later_will_do_then(self) -> None:
        bench = busy("ann", interpreter_after_s=40.0)
        bench.wait(50)
        bench.login("isa")
        assert reasons(bench) == ["waited"]
        assert sorted(bench.offered()) == ["ann", "isa"]

    def test_an_interpreter_who_goes_before_anybody_answers_is_no_help(self) -> None:
        bench = busy("isa", "ann", interpreter_after_s=40.0)
        bench.wait(40)
        bench.tell(AgentLoggedOut(agent_id="isa"))
        assert reasons(bench) == [""]
        assert ends(bench) == [("interpreter", EntryOutcome.WITHDRAWN)]
        assert bench.state("ann") is AgentState.IDLE

    def test_a_speaker_who_is_free_first_takes_the_caller_without_an_interpreter(self) -> None:
        bench = bench_with(ANN, SOL, ISA, login="sol ann isa", wrap_up_s=0.0, head_start_s=4.0)
        for call_id, who in (("c0", "sol"), ("c2", "ann")):
            bench.enqueue(call_id, language="es" if who == "sol" else "en")
            bench.talk(who)
        bench.enqueue(language="es")
        bench.wait(60)
        assert bench.offered() == ["isa"]
        end_of_c0(bench)
        assert bench.offered() == ["sol"]
        bench.tell(OfferAnswered(offer_id=(offer_id := bench.offer_to("sol").offer_id)))
        assert [join.agent_id for join in bench.said(JoinAgent)] == ["sol"]
        assert ends(bench) == [("interpreter", EntryOutcome.WITHDRAWN)]
        bench.tell(LegJoined(offer_id=offer_id))
        assert bench.state("isa") is AgentState.IDLE

    def test_the_wait_counts_through_an_overflow(self) -> None:
        bench = bench_with(ANN, EXPERT_SOL, ISA, login="sol ann isa", interpreter_after_s=40.0)
        queues = dict(bench.plan.queues)
        queues["housing"] = replace(
            queues["housing"], overflow=Overflow(after_s=30.0, queue="general")
        )
        bench.reload(replace(bench.plan, queues=queues))
        bench.enqueue("c0", language="es")
        bench.talk("sol")
        bench.enqueue(language="es", queue="housing")
        bench.wait(30)
        assert queued(bench) == [("primary", "es")]
        bench.wait(10)
        assert sorted(bench.offered()) == ["ann", "isa"]

    def test_a_new_time_counts_for_those_who_wait(self) -> None:
        bench = busy("ann", "isa", interpreter_after_s=40.0)
        queues = dict(bench.plan.queues)
        queues["general"] = replace(queues["general"], interpreter_after_s=10.0)
        bench.wait(20)
        assert bench.offered() == []
        bench.reload(replace(bench.plan, queues=queues))
        assert sorted(bench.offered()) == ["ann", "isa"]

    def test_an_interpreter_sought_in_vain_is_no_help(self) -> None:
        bench = bench_with(ANN, SOL, ISA, login="sol ann isa", max_wait_s=1_000.0)
        for call_id, who in (("c0", "sol"), ("c2", "ann"), ("c3", "isa")):
            bench.enqueue(call_id, language="en" if who == "ann" else "es")
            if who == "isa":
                bench.wait(60)
            bench.talk(who)
        bench.enqueue(language="es")
        bench.wait(60)
        assert reasons(bench) == ["waited"]
        bench.wait(300)
        assert reasons(bench) == [""]
        assert ends(bench) == [("interpreter", EntryOutcome.TIMED_OUT)]


def test_a_need_of_others_is_met_by_those_who_lack_the_language() -> None:
    wanted = of_others(need((GENERAL,), {}, {}, None), "ES-mx")
    assert shortfall(capability(ANN), wanted) == ""
    assert shortfall(capability(SOL), wanted) == "speaks:es-mx"
    assert shortfall(capability(agent("x", GENERAL)), wanted) == ""


def test_the_decisions_are_made_again_from_the_record() -> None:
    bench = Bench(ANN, SOL, ISA, interpreter_after_s=40.0)
    replica = Replica()
    replica.read(plan_adopted(bench.plan))
    bench.login("sol", "ann", "isa")
    bench.enqueue("c0", language="es")
    bench.talk("sol")
    bench.enqueue(language="es")
    bench.wait(40)
    made = 0
    for event in bench.log:
        replica.read(event)
        if isinstance(event, OfferMade):
            made += 1
            assert replica.decide_again(event) == event.receipt
    assert made == 3
