"""What users of other call centre software complain about, each complaint a test.

The themes come from the users of Asterisk's app_queue, FreeSWITCH's mod_callcenter,
OpenSIPS's call_center, FreePBX and Issabel. What concerns the records or the desk is tested there.
"""

import pytest

from acd.commands import CancelOffer, OfferCall, ReleaseLeg
from acd.events import (
    AgentState,
    AgentStateChanged,
    EntryEnded,
    EntryOutcome,
    EntryQueued,
    HandoverStarted,
    OfferEnded,
    OfferMade,
    OfferOutcome,
    PartyHeld,
    PartyJoined,
    PartyLeft,
    PartyResumed,
    Repaired,
)
from acd.inputs import (
    AgentPaused,
    AgentResumed,
    CallEnqueued,
    CallerLeft,
    LegHeld,
    LegJoined,
    LegResumed,
    OfferAnswered,
    OfferDeclined,
    OfferRang,
    OfferUnanswered,
    OfferUnreachable,
    SwitchStateReported,
)
from tests.acd.harness import EXPERT, GENERAL, Bench, agent, plan

EVE = agent("eve", EXPERT, skills={"housing": 5})


class TestAgentsStuckBusyOrReserved:
    def test_a_reservation_has_a_lease_that_ends_by_itself(self) -> None:
        bench = Bench(agent("ann"), ring_timeout_s=15.0, misses_before_not_responding=2)
        bench.login("ann")
        bench.enqueue()
        bench.wait(17)
        assert [ended.reason for ended in bench.said(OfferEnded)] == ["lease_over"]
        assert bench.state("ann") in (AgentState.IDLE, AgentState.RESERVED)

    def test_a_join_that_is_never_confirmed_ends_by_itself(self) -> None:
        bench = Bench(agent("ann"), agent("bob"))
        bench.login("ann", "bob")
        bench.enqueue()
        bench.answer("ann")
        bench.wait(10)
        assert bench.offered() == ["bob"]
        assert bench.state("ann") is AgentState.IDLE

    def test_after_a_gap_the_switch_has_the_last_word(self) -> None:
        bench = Bench(agent("ann"), wrap_up_s=0.0)
        bench.login("ann")
        bench.enqueue()
        bench.talk("ann")
        bench.tell(SwitchStateReported(as_of=bench.now, legs=()))
        assert [repaired.what for repaired in bench.said(Repaired)] == ["leg_lost"]
        assert bench.state("ann") is AgentState.IDLE

    def test_a_not_responding_agent_comes_back_after_the_configured_time(self) -> None:
        bench = Bench(agent("ann"), not_responding_s=60.0, max_wait_s=None)
        bench.login("ann")
        bench.enqueue()
        bench.tell(OfferUnanswered(offer_id=bench.ring("ann")))
        assert bench.agent("ann").until == bench.now + 60
        bench.wait(59)
        assert bench.state("ann") is AgentState.NOT_RESPONDING
        bench.wait(1)
        assert bench.offered() == ["ann"]

    def test_without_a_time_only_the_agent_comes_back(self) -> None:
        bench = Bench(agent("ann"), max_wait_s=None)
        bench.login("ann")
        bench.enqueue()
        bench.tell(OfferUnanswered(offer_id=bench.ring("ann")))
        bench.wait(10_000)
        assert bench.state("ann") is AgentState.NOT_RESPONDING
        bench.tell(AgentResumed(agent_id="ann"))
        assert bench.offered() == ["ann"]

    def test_coming_back_by_oneself_disarms_the_time(self) -> None:
        bench = Bench(agent("ann"), not_responding_s=60.0, max_wait_s=None, wrap_up_s=0.0)
        bench.login("ann")
        bench.enqueue()
        bench.tell(OfferUnanswered(offer_id=bench.ring("ann")))
        bench.tell(AgentResumed(agent_id="ann"))
        bench.wait(3)
        bench.talk("ann")
        bench.wait(100)
        assert bench.state("ann") is AgentState.TALKING


class TestWrapUpIgnoredOrReset:
    def test_wrap_up_is_a_state_with_an_end(self) -> None:
        bench = Bench(agent("ann"), wrap_up_s=20.0)
        bench.login("ann")
        bench.enqueue()
        bench.hang_up(bench.talk("ann"))
        wrap_up = bench.said(AgentStateChanged)[-1]
        assert (wrap_up.state, wrap_up.until) == (AgentState.WRAP_UP, bench.now + 20)
        bench.enqueue("c2")
        bench.wait(19)
        assert bench.offered() == []
        bench.wait(1)
        assert bench.offered() == ["ann"]

    def test_a_pause_or_a_reload_meanwhile_does_not_begin_it_anew(self) -> None:
        bench = Bench(agent("ann"), wrap_up_s=20.0)
        bench.login("ann")
        bench.enqueue()
        bench.hang_up(bench.talk("ann"))
        end = bench.agent("ann").until
        bench.wait(5)
        bench.tell(AgentPaused(agent_id="ann"))
        bench.reload(plan(agent("ann"), wrap_up_s=99.0))
        assert bench.agent("ann").until == end
        bench.wait(15)
        assert bench.state("ann") is AgentState.IDLE


class TestAnswerAndAbandonRaces:
    def test_two_agents_never_answer_one_call(self) -> None:
        bench = Bench(agent("ann"), agent("bob"), misses_before_not_responding=9)
        bench.login("ann", "bob")
        bench.enqueue()
        late = bench.ring("ann")
        bench.wait(17)
        bench.talk("bob")
        bench.tell(OfferAnswered(offer_id=late))
        assert bench.said(ReleaseLeg) == [ReleaseLeg(offer_id=late, reason="offer_over")]
        bench.tell(LegJoined(offer_id=late))
        assert bench.said(ReleaseLeg) == [ReleaseLeg(offer_id=late, reason="offer_over")]
        assert [joined.agent_id for joined in bench.all(PartyJoined)] == ["bob"]

    def test_no_agent_is_rung_after_the_caller_left(self) -> None:
        bench = Bench(agent("ann"))
        bench.login("ann")
        bench.enqueue()
        offer_id = bench.ring("ann")
        bench.tell(CallerLeft(call_id="c1"))
        assert CancelOffer(offer_id=offer_id, reason="abandoned") in bench.last
        bench.tell(OfferDeclined(offer_id=offer_id))
        bench.wait(100)
        assert len(bench.all(OfferCall)) == 1

    @pytest.mark.parametrize("report", [OfferRang, OfferAnswered, OfferDeclined, OfferUnanswered])
    def test_every_offer_has_exactly_one_outcome(self, report: type[OfferRang]) -> None:
        bench = Bench(agent("ann"))
        bench.login("ann")
        bench.enqueue()
        offer_id = bench.ring("ann")
        bench.tell(report(offer_id=offer_id))
        bench.tell(CallerLeft(call_id="c1"))
        bench.tell(report(offer_id=offer_id))
        assert len([e for e in bench.all(OfferEnded) if e.offer_id == offer_id]) == 1


class TestTransfersCorruptReports:
    def test_a_hand_over_ends_one_stretch_and_begins_another(self) -> None:
        bench = Bench(agent("ann"), EVE)
        bench.login("ann", "eve")
        bench.enqueue()
        first = bench.talk("ann")
        bench.hand_over("ann")
        started = bench.said(HandoverStarted)[0]
        second = bench.talk("eve")
        left = bench.said(PartyLeft)
        assert [(party.offer_id, party.reason) for party in left] == [(first, "handed_over")]
        joined = bench.all(PartyJoined)
        assert [(p.offer_id, p.queue) for p in joined] == [(first, "general"), (second, "housing")]
        ended = {e.entry_id: e.outcome for e in bench.all(EntryEnded)}
        assert ended[started.entry_id] is EntryOutcome.CONNECTED
        assert len(ended) == len(bench.all(EntryQueued)) == 2


class TestPenaltiesAndWeightsStarveQueues:
    def test_one_order_over_all_queues_with_ageing(self) -> None:
        both = agent("ann", GENERAL, EXPERT, skills={"housing": 3})
        bench = Bench(both, max_wait_s=None, priority_s=10.0, wrap_up_s=0.0)
        bench.login("ann")
        bench.enqueue("c0")
        offer_id = bench.talk("ann")
        bench.enqueue("quiet", queue="housing")
        served = []
        for number in range(8):
            bench.now += 5
            bench.enqueue(f"busy{number}", priority=2)
            bench.hang_up(offer_id)
            if bench.state("ann") is AgentState.WRAP_UP:
                bench.tell(AgentResumed(agent_id="ann"))
            offer_id = bench.talk("ann")
            served.append(bench.all(PartyJoined)[-1].call_id)
        assert "quiet" in served
        assert served.index("quiet") <= 4


class TestCallbacksJumpLiveCallers:
    def test_who_comes_back_has_the_place_they_had_and_no_better(self) -> None:
        bench = Bench(agent("ann"), max_wait_s=None)
        bench.login("ann")
        bench.enqueue("c0")
        bench.talk("ann")
        bench.enqueue("before")
        bench.now += 10
        bench.enqueue("wants-callback")
        had = bench.now
        bench.now += 10
        bench.enqueue("after")
        bench.tell(CallerLeft(call_id="wants-callback", reason="callback"))
        bench.now += 60
        bench.enqueue("wants-callback", waiting_since=had)
        order = [view.call_id for view in bench.engine.waiting()]
        assert order == ["before", "wants-callback", "after"]

    def test_a_second_request_of_the_same_call_is_no_second_entry(self) -> None:
        bench = Bench(agent("ann"))
        bench.login("ann")
        bench.enqueue("c1")
        assert bench.tell(CallEnqueued(call_id="c1", queue="general")) == []


class TestRingNoAnswerTooBlunt:
    def test_missed_rejected_and_unreachable_are_told_apart(self) -> None:
        bench = Bench(agent("ann"), misses_before_not_responding=2, max_wait_s=None)
        bench.login("ann")
        bench.enqueue()
        bench.tell(OfferUnanswered(offer_id=bench.ring("ann")))
        bench.wait(3)
        bench.tell(OfferDeclined(offer_id=bench.ring("ann")))
        bench.wait(3)
        bench.tell(OfferUnreachable(offer_id=bench.offer_to("ann").offer_id, cause="no route"))
        assert [(e.outcome, e.reason) for e in bench.all(OfferEnded)] == [
            (OfferOutcome.TIMED_OUT, ""),
            (OfferOutcome.REJECTED, ""),
            (OfferOutcome.RESCINDED, "unreachable: no route"),
        ]
        ann = bench.agent("ann")
        assert (ann.missed, ann.rejected, ann.unreachable) == (1, 1, 1)
        assert (ann.state, ann.state_reason) == (
            AgentState.NOT_RESPONDING,
            "unreachable: no route",
        )

    @pytest.mark.parametrize("misses", [1, 3])
    def test_the_count_of_misses_is_the_queues(self, misses: int) -> None:
        bench = Bench(agent("ann"), misses_before_not_responding=misses, max_wait_s=None)
        bench.login("ann")
        bench.enqueue()
        for number in range(misses):
            assert bench.state("ann") is AgentState.RESERVED, number
            bench.tell(OfferUnanswered(offer_id=bench.ring("ann")))
            if number + 1 < misses:
                bench.wait(3)
        assert (bench.state("ann"), bench.agent("ann").state_reason) == (
            AgentState.NOT_RESPONDING,
            "no_answer",
        )


class TestTalkTimeIncludesHold:
    def test_talk_and_hold_have_their_own_events(self) -> None:
        bench = Bench(agent("ann"))
        bench.login("ann")
        bench.enqueue()
        offer_id = bench.talk("ann")
        bench.tell(LegHeld(offer_id=offer_id))
        assert (bench.state("ann"), len(bench.said(PartyHeld))) == (AgentState.HOLD, 1)
        bench.tell(LegResumed(offer_id=offer_id))
        assert (bench.state("ann"), len(bench.said(PartyResumed))) == (AgentState.TALKING, 1)


class TestEventsLostOnReconnect:
    def test_what_fell_due_in_a_gap_is_done_when_the_time_comes_back(self) -> None:
        bench = Bench(agent("ann"), agent("bob"), wrap_up_s=20.0, max_wait_s=300.0)
        bench.login("ann", "bob")
        for call_id, agent_id in (("c1", "ann"), ("c2", "bob")):
            bench.enqueue(call_id)
            bench.hang_up(bench.talk(agent_id))
            bench.now += 5
        bench.enqueue("c3")
        bench.enqueue("c4")
        bench.now += 100
        bench.engine.handle_timer(now=bench.now)
        offers = [o for o in bench.engine.take_outputs() if isinstance(o, OfferMade)]
        assert [(offer.call_id, offer.agent_id) for offer in offers] == [
            ("c3", "ann"),
            ("c4", "bob"),
        ]


class TestDeviceStateWorkGrowsWithQueuesTimesMembers:
    def test_a_state_change_looks_at_nobody_else(self) -> None:
        people = [agent(f"a{number}", GENERAL, EXPERT) for number in range(1_000)]
        bench = Bench(*people)
        bench.login(*(person.agent_id for person in people))
        before = bench.engine.agents_judged
        bench.tell(AgentPaused(agent_id="a500"))
        bench.tell(AgentResumed(agent_id="a500"))
        assert bench.engine.agents_judged == before
