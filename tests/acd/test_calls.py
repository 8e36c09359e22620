import pytest

from acd.commands import CancelOffer, QueueResult, ReleaseLeg, ReturnCall
from acd.errors import UnknownQueue
from acd.events import (
    AgentState,
    EntryEnded,
    EntryOutcome,
    EntryQueued,
    HandoverStarted,
    OfferEnded,
    OfferOutcome,
    PartyHeld,
    PartyJoined,
    PartyLeft,
    PartyResumed,
)
from acd.inputs import (
    AgentLoggedOut,
    CallerLeft,
    HandoverRequested,
    JoinFailed,
    LegHeld,
    LegJoined,
    LegResumed,
    OfferAnswered,
    OfferDeclined,
    PartyReleaseRequested,
)
from acd.plan.model import Role
from tests.acd.harness import EXPERT, GENERAL, Bench, agent


def talking(*more: object, **general: object) -> tuple[Bench, str]:
    """A caller talks to Ann."""
    bench = Bench(agent("ann"), *more, **general)
    bench.login("ann")
    bench.enqueue()
    return bench, bench.talk("ann")


def expert(agent_id: str) -> object:
    return agent(agent_id, EXPERT, skills={"housing": 4})


def ends(bench: Bench) -> list[tuple[str, EntryOutcome]]:
    return [(e.entry_id, e.outcome) for e in bench.said(EntryEnded)]


def test_enqueue_tells_the_merged_skills() -> None:
    bench = Bench(expert("eve"))
    bench.login("eve")
    bench.enqueue(queue="housing", skills={"housing": 2, "tax": 1}, priority=3)
    queued = bench.said(EntryQueued)[0]
    assert (queued.skills, queued.priority) == ({"housing": 3, "tax": 1}, 3)


def test_an_unknown_queue_is_refused_and_nothing_changes() -> None:
    bench, _ = talking()
    with pytest.raises(UnknownQueue, match="nowhere"):
        bench.enqueue("c2", queue="nowhere")
    with pytest.raises(UnknownQueue, match="nowhere"):
        bench.hand_over("ann", "nowhere")
    assert bench.engine.take_outputs() == []
    assert bench.engine.call("c2") is None


def test_a_call_that_is_here_is_not_enqueued_again() -> None:
    bench, _ = talking()
    assert bench.enqueue("c1") == []


def test_the_agent_hanging_up_returns_the_call_as_served() -> None:
    bench, offer_id = talking()
    bench.hang_up(offer_id)
    assert [e.reason for e in bench.said(PartyLeft)] == ["agent_hung_up"]
    assert bench.last[-1] == ReturnCall(call_id="c1", result=QueueResult.SERVED)
    assert bench.engine.call("c1") is None


def test_a_returned_call_may_be_enqueued_again() -> None:
    bench, offer_id = talking(wrap_up_s=0.0)
    bench.hang_up(offer_id)
    bench.enqueue("c1")
    assert bench.offered() == ["ann"]


def test_the_caller_hanging_up_frees_the_agent() -> None:
    bench, offer_id = talking(wrap_up_s=20.0)
    bench.tell(CallerLeft(call_id="c1"))
    assert bench.said(ReleaseLeg) == [ReleaseLeg(offer_id=offer_id, reason="call_over")]
    assert [e.reason for e in bench.said(PartyLeft)] == ["caller_hung_up"]
    assert bench.said(ReturnCall) == []
    assert bench.state("ann") is AgentState.WRAP_UP
    assert bench.hang_up(offer_id) == []


def test_the_flow_taking_the_call_back_is_no_abandonment() -> None:
    bench = Bench(agent("ann"), agent("bob"))
    bench.login("ann")
    bench.enqueue("c1")
    bench.tell(CallerLeft(call_id="c1", reason="pressed_key"))
    assert ends(bench) == [("entry-1", EntryOutcome.WITHDRAWN)]


def test_unknown_calls_change_nothing() -> None:
    bench, _ = talking()
    assert bench.tell(CallerLeft(call_id="c9")) == []
    assert bench.hand_over("ann", call_id="c9") == []
    assert bench.tell(PartyReleaseRequested(call_id="c9", agent_id="ann")) == []
    assert bench.tell(PartyReleaseRequested(call_id="c1", agent_id="bob")) == []


def test_hold_is_apart_from_talk() -> None:
    bench, offer_id = talking()
    bench.tell(LegHeld(offer_id=offer_id))
    assert bench.said(PartyHeld) == [PartyHeld(call_id="c1", offer_id=offer_id, agent_id="ann")]
    assert bench.state("ann") is AgentState.HOLD
    assert bench.tell(LegHeld(offer_id=offer_id)) == []
    bench.tell(LegResumed(offer_id=offer_id))
    assert bench.said(PartyResumed) == [
        PartyResumed(call_id="c1", offer_id=offer_id, agent_id="ann")
    ]
    assert bench.state("ann") is AgentState.TALKING
    assert bench.tell(LegResumed(offer_id=offer_id)) == []


def test_hanging_up_on_hold_ends_the_party() -> None:
    bench, offer_id = talking()
    bench.tell(LegHeld(offer_id=offer_id))
    bench.hang_up(offer_id)
    assert bench.state("ann") is AgentState.WRAP_UP


def test_release_lets_one_agent_go() -> None:
    bench, offer_id = talking()
    bench.tell(PartyReleaseRequested(call_id="c1", agent_id="ann"))
    assert bench.said(ReleaseLeg) == [ReleaseLeg(offer_id=offer_id, reason="released")]
    assert [e.reason for e in bench.said(PartyLeft)] == ["released"]
    assert bench.last[-1] == ReturnCall(call_id="c1", result=QueueResult.SERVED)


def test_a_joined_leg_reported_as_failed_ends_the_party() -> None:
    bench, offer_id = talking()
    bench.tell(JoinFailed(offer_id=offer_id))
    assert [e.reason for e in bench.said(PartyLeft)] == ["join_failed"]
    assert bench.state("ann") is AgentState.WRAP_UP


# --- waiting too long, nobody there ---------------------------------------------------------


def test_an_unstaffed_queue_sends_the_caller_back_at_once() -> None:
    bench = Bench(agent("ann"), expert("eve"))
    bench.login("eve")
    bench.enqueue()
    assert ends(bench) == [("entry-1", EntryOutcome.UNSTAFFED)]
    assert bench.last[-1] == ReturnCall(call_id="c1", result=QueueResult.UNSTAFFED)


def test_the_last_able_agent_leaving_sends_the_callers_back() -> None:
    bench, _ = talking()
    bench.enqueue("c2")
    bench.enqueue("c3")
    bench.tell(AgentLoggedOut(agent_id="ann"))
    assert bench.said(ReturnCall) == [
        ReturnCall(call_id="c2", result=QueueResult.UNSTAFFED),
        ReturnCall(call_id="c3", result=QueueResult.UNSTAFFED),
    ]


def test_the_agent_who_rings_leaving_last_sends_the_caller_back() -> None:
    bench = Bench(agent("ann"))
    bench.login("ann")
    bench.enqueue()
    bench.tell(AgentLoggedOut(agent_id="ann"))
    assert bench.said(ReturnCall) == [ReturnCall(call_id="c1", result=QueueResult.UNSTAFFED)]


def test_a_queue_may_wait_for_somebody_to_come() -> None:
    bench = Bench(agent("ann"), leave_when_unstaffed=False)
    bench.enqueue()
    assert bench.said(ReturnCall) == []
    bench.login("ann")
    assert bench.offered() == ["ann"]


def test_max_wait_sends_the_caller_back() -> None:
    bench, _ = talking(max_wait_s=60.0)
    bench.enqueue("c2")
    bench.wait(60)
    assert ends(bench) == [("entry-2", EntryOutcome.TIMED_OUT)]
    assert bench.said(ReturnCall) == [ReturnCall(call_id="c2", result=QueueResult.TIMED_OUT)]
    assert bench.engine.next_deadline() is None


def test_max_wait_ends_an_offer_that_rings() -> None:
    bench = Bench(agent("ann"), max_wait_s=10.0)
    bench.login("ann")
    bench.enqueue()
    offer_id = bench.ring("ann")
    bench.wait(10)
    assert [(e.offer_id, e.outcome) for e in bench.said(OfferEnded)] == [
        (offer_id, OfferOutcome.CANCELLED)
    ]
    assert [c.offer_id for c in bench.said(CancelOffer)] == [offer_id]
    assert bench.state("ann") is AgentState.IDLE


def test_an_accepted_agent_is_not_lost_to_max_wait() -> None:
    bench = Bench(agent("ann"), max_wait_s=10.0)
    bench.login("ann")
    bench.enqueue()
    offer_id = bench.answer("ann")
    bench.now += 4
    bench.wait(5.5)
    bench.now += 1
    bench.tell(LegJoined(offer_id=offer_id))
    assert bench.state("ann") is AgentState.TALKING


def test_a_failed_join_after_max_wait_sends_the_caller_back() -> None:
    bench = Bench(agent("ann"), max_wait_s=5.0)
    bench.login("ann")
    bench.enqueue()
    offer_id = bench.answer("ann")
    bench.wait(6)
    bench.tell(JoinFailed(offer_id=offer_id))
    bench.wait(0)
    assert bench.said(ReturnCall) == [ReturnCall(call_id="c1", result=QueueResult.TIMED_OUT)]


def test_a_clock_set_back_never_makes_a_wait_negative() -> None:
    bench = Bench(agent("ann"))
    bench.login("ann")
    bench.enqueue()
    bench.now -= 500
    bench.tell(CallerLeft(call_id="c1"))
    assert [e.waited_s for e in bench.said(EntryEnded)] == [0.0]


# --- handing over ---------------------------------------------------------------------------


def test_handover_keeps_the_agent_until_the_next_is_joined() -> None:
    bench, first = talking(expert("eve"))
    bench.login("eve")
    bench.hand_over("ann")
    assert [(e.queue, e.role, e.reason) for e in bench.said(EntryQueued)] == [
        ("housing", Role.PRIMARY, "handover")
    ]
    assert bench.said(HandoverStarted) == [
        HandoverStarted(call_id="c1", from_agent="ann", queue="housing", entry_id="entry-2")
    ]
    second = bench.answer("eve")
    assert bench.state("ann") is AgentState.TALKING
    bench.tell(LegJoined(offer_id=second))
    assert [e.agent_id for e in bench.said(PartyJoined)] == ["eve"]
    assert bench.said(ReleaseLeg) == [ReleaseLeg(offer_id=first, reason="handed_over")]
    assert [(e.agent_id, e.reason) for e in bench.said(PartyLeft)] == [("ann", "handed_over")]
    assert bench.state("ann") is AgentState.WRAP_UP
    assert bench.said(ReturnCall) == []
    bench.hang_up(second)
    assert bench.agent("eve").until == bench.now + 30
    assert bench.said(ReturnCall) == [ReturnCall(call_id="c1", result=QueueResult.SERVED)]


def test_the_caller_stays_queued_when_the_agent_hangs_up_before_the_next_comes() -> None:
    bench, first = talking(expert("eve"), expert("eli"))
    bench.login("eve")
    bench.hand_over("ann")
    bench.hang_up(first)
    assert bench.said(ReturnCall) == []
    second = bench.talk("eve")
    assert bench.said(ReleaseLeg) == []
    assert [p.offer_id for p in bench.engine.call("c1").parties] == [second]


def test_a_handover_waits_with_the_agent_on_the_line_when_its_queue_becomes_unstaffed() -> None:
    bench, first = talking(expert("eve"))
    bench.login("eve")
    bench.hand_over("ann")
    bench.tell(AgentLoggedOut(agent_id="eve"))
    assert bench.said(ReturnCall) == []
    bench.wait(1_000)
    assert bench.state("ann") is AgentState.TALKING
    bench.login("eve")
    assert bench.offered() == ["eve"]
    bench.tell(OfferDeclined(offer_id=bench.ring("eve")))
    bench.tell(AgentLoggedOut(agent_id="eve"))
    bench.hang_up(first)
    assert bench.said(ReturnCall) == [ReturnCall(call_id="c1", result=QueueResult.UNSTAFFED)]


def test_max_wait_counts_only_while_the_caller_is_alone() -> None:
    bench, first = talking(expert("eve"))
    bench.login("eve")
    bench.enqueue("other", queue="housing")
    bench.talk("eve")
    bench.hand_over("ann")
    bench.wait(1_000)
    bench.hang_up(first)
    bench.wait(299)
    assert bench.engine.call("c1") is not None
    bench.wait(1)
    assert ReturnCall(call_id="c1", result=QueueResult.TIMED_OUT) in bench.last


def test_a_second_handover_takes_the_place_of_the_first() -> None:
    bench, first = talking(expert("eve"), agent("bob", GENERAL))
    bench.login("eve")
    bench.hand_over("ann")
    offer_id = bench.ring("eve")
    bench.hand_over("ann", "general")
    assert ends(bench) == [("entry-2", EntryOutcome.WITHDRAWN)]
    assert [(e.offer_id, e.outcome) for e in bench.said(OfferEnded)] == [
        (offer_id, OfferOutcome.CANCELLED)
    ]
    bench.login("bob")
    bench.talk("bob")
    assert bench.said(ReleaseLeg) == [ReleaseLeg(offer_id=first, reason="handed_over")]


def test_a_second_handover_undoes_a_join_under_way() -> None:
    bench, _ = talking(expert("eve"))
    bench.login("eve")
    bench.hand_over("ann")
    offer_id = bench.answer("eve")
    bench.hand_over("ann", "general")
    assert [r.offer_id for r in bench.said(ReleaseLeg)] == [offer_id]
    assert bench.state("eve") is AgentState.IDLE


def test_only_an_agent_on_the_call_can_hand_it_over() -> None:
    bench, _ = talking(expert("eve"))
    bench.login("eve")
    assert bench.hand_over("eve") == []
    assert bench.tell(HandoverRequested(call_id="c1", queue="housing", by_agent="nobody")) == []


def test_the_caller_leaving_a_handover_ends_everything() -> None:
    bench, _ = talking(expert("eve"))
    bench.login("eve")
    bench.hand_over("ann")
    bench.ring("eve")
    bench.tell(CallerLeft(call_id="c1"))
    assert ends(bench) == [("entry-2", EntryOutcome.ABANDONED)]
    assert bench.state("eve") is AgentState.IDLE
    assert bench.state("ann") is AgentState.WRAP_UP
    assert bench.tell(OfferAnswered(offer_id="offer-2")) == [
        ReleaseLeg(offer_id="offer-2", reason="offer_over")
    ]
