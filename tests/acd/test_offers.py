import pytest

from acd.commands import CancelOffer, JoinAgent, OfferCall, ReleaseLeg
from acd.events import (
    AgentState,
    AgentStateChanged,
    EntryEnded,
    EntryOutcome,
    OfferEnded,
    OfferMade,
    OfferOutcome,
    OfferRinging,
    PartyJoined,
)
from acd.inputs import (
    AgentPaused,
    CallerLeft,
    JoinFailed,
    LegEnded,
    LegJoined,
    OfferAnswered,
    OfferDeclined,
    OfferRang,
    OfferUnanswered,
    OfferUnreachable,
)
from acd.offers.offer import LEASE_GRACE_S
from acd.offers.offering import JOIN_LIMIT_S
from acd.plan.model import Role
from acd.routing.selection import SKIP_ALONE_S, SKIP_S
from tests.acd.harness import Bench, agent


def ringing(*names: str, **general: object) -> tuple[Bench, str]:
    """A call that rings the first of the agents."""
    bench = Bench(*(agent(name) for name in names), **general)
    bench.login(*names)
    bench.enqueue()
    return bench, bench.ring(names[0])


def test_the_whole_way_to_a_conversation() -> None:
    bench = Bench(agent("ann"))
    bench.login("ann")
    bench.enqueue()
    made, reserved, command = bench.last[-3:]
    assert isinstance(made, OfferMade)
    assert made.lease_until == bench.now + 15 + LEASE_GRACE_S
    assert reserved == AgentStateChanged(agent_id="ann", state=AgentState.RESERVED, call_id="c1")
    assert command == OfferCall(
        offer_id="offer-1",
        entry_id="entry-1",
        call_id="c1",
        agent_id="ann",
        device="phone-ann",
        role=Role.PRIMARY,
        language=None,
        ring_timeout_s=15.0,
    )
    bench.tell(OfferRang(offer_id="offer-1"))
    assert [type(output) for output in bench.last] == [OfferRinging, AgentStateChanged]
    bench.tell(OfferAnswered(offer_id="offer-1"))
    assert [e.outcome for e in bench.said(OfferEnded)] == [OfferOutcome.ACCEPTED]
    assert bench.said(JoinAgent) == [
        JoinAgent(offer_id="offer-1", call_id="c1", agent_id="ann", role=Role.PRIMARY)
    ]
    assert bench.said(PartyJoined) == []
    bench.now += 4
    bench.tell(LegJoined(offer_id="offer-1"))
    assert bench.said(PartyJoined) == [
        PartyJoined(
            call_id="c1",
            entry_id="entry-1",
            offer_id="offer-1",
            agent_id="ann",
            role=Role.PRIMARY,
            queue="general",
        )
    ]
    assert [(e.outcome, e.waited_s, e.agent_id) for e in bench.said(EntryEnded)] == [
        (EntryOutcome.CONNECTED, 4.0, "ann")
    ]
    assert bench.state("ann") is AgentState.TALKING
    assert bench.engine.next_deadline() is None


def test_an_answer_without_ringing_counts() -> None:
    bench = Bench(agent("ann"))
    bench.login("ann")
    bench.enqueue()
    bench.tell(OfferAnswered(offer_id="offer-1"))
    bench.tell(LegJoined(offer_id="offer-1"))
    assert bench.state("ann") is AgentState.TALKING


def test_repeated_reports_change_nothing() -> None:
    bench, offer_id = ringing("ann")
    assert bench.tell(OfferRang(offer_id=offer_id)) == []
    bench.tell(OfferAnswered(offer_id=offer_id))
    assert bench.tell(OfferAnswered(offer_id=offer_id)) == []
    bench.tell(LegJoined(offer_id=offer_id))
    assert bench.tell(LegJoined(offer_id=offer_id)) == []
    assert bench.tell(OfferDeclined(offer_id=offer_id)) == []


def test_declined_goes_to_the_next_and_the_agent_is_idle_but_skipped() -> None:
    bench, offer_id = ringing("ann", "bob")
    bench.tell(OfferDeclined(offer_id=offer_id))
    assert [(e.agent_id, e.outcome) for e in bench.said(OfferEnded)] == [
        ("ann", OfferOutcome.REJECTED)
    ]
    assert bench.said(CancelOffer) == []
    assert bench.offered() == ["bob"]
    assert bench.state("ann") is AgentState.IDLE
    rejected = {c.agent_id: c.rejected for c in bench.said(OfferMade)[0].receipt.candidates}
    assert rejected == {"bob": "", "ann": "declined_recently"}


def test_one_who_declined_still_gets_other_calls() -> None:
    bench, offer_id = ringing("ann", "bob")
    bench.tell(OfferDeclined(offer_id=offer_id))
    bench.enqueue("c2")
    assert bench.offered() == ["ann"]


def test_a_refusal_counts_for_a_while_as_long_as_others_could_take_the_call() -> None:
    bench, offer_id = ringing("ann", "bob")
    bench.tell(OfferDeclined(offer_id=offer_id))
    bench.talk("bob")
    bench.enqueue("c2")
    bench.tell(OfferDeclined(offer_id=bench.ring("ann")))
    bench.wait(SKIP_S - 0.5)
    assert bench.offered() == []
    bench.wait(0.5)
    assert bench.offered() == ["ann"]


def test_a_lone_agent_is_asked_again_soon_but_not_in_a_tight_circle() -> None:
    bench, offer_id = ringing("ann")
    bench.tell(OfferDeclined(offer_id=offer_id))
    assert bench.offered() == []
    bench.wait(SKIP_ALONE_S - 0.5)
    assert bench.offered() == []
    bench.wait(0.5)
    assert bench.offered() == ["ann"]


def test_the_others_leaving_makes_one_who_declined_the_last_resort() -> None:
    bench, offer_id = ringing("ann", "bob")
    bench.tell(OfferDeclined(offer_id=offer_id))
    bench.now += 5
    bench.tell(AgentPaused(agent_id="bob"))
    assert bench.offered() == ["ann"]


def test_a_busy_colleague_going_on_pause_makes_one_who_declined_the_last_resort() -> None:
    bench, offer_id = ringing("ann", "bob")
    bench.tell(OfferDeclined(offer_id=offer_id))
    bench.talk("bob")
    bench.enqueue("c2")
    bench.tell(OfferDeclined(offer_id=bench.ring("ann")))
    bench.wait(SKIP_ALONE_S + 1)
    assert bench.offered() == []
    bench.tell(AgentPaused(agent_id="bob"))
    assert bench.offered() == ["ann"]


def test_unanswered_makes_not_responding_at_the_first_miss() -> None:
    bench, offer_id = ringing("ann", "bob")
    bench.tell(OfferUnanswered(offer_id=offer_id))
    assert [e.outcome for e in bench.said(OfferEnded)] == [OfferOutcome.TIMED_OUT]
    assert (
        AgentStateChanged(
            agent_id="ann", state=AgentState.NOT_RESPONDING, call_id=None, reason="no_answer"
        )
        in bench.last
    )
    assert bench.offered() == ["bob"]


def test_the_number_of_misses_allowed_is_the_queues() -> None:
    bench, offer_id = ringing("ann", misses_before_not_responding=2, max_wait_s=None)
    bench.tell(OfferUnanswered(offer_id=offer_id))
    assert bench.state("ann") is AgentState.IDLE
    bench.wait(SKIP_ALONE_S)
    bench.tell(OfferUnanswered(offer_id=bench.ring("ann")))
    assert bench.state("ann") is AgentState.NOT_RESPONDING


def test_an_answer_forgets_earlier_misses() -> None:
    bench, offer_id = ringing("ann", misses_before_not_responding=2, wrap_up_s=0.0)
    bench.tell(OfferUnanswered(offer_id=offer_id))
    bench.wait(SKIP_ALONE_S)
    bench.hang_up(bench.talk("ann"))
    bench.enqueue("c2")
    bench.tell(OfferUnanswered(offer_id=bench.ring("ann")))
    assert bench.state("ann") is AgentState.IDLE


def test_unreachable_is_rescinded_with_its_cause() -> None:
    bench, offer_id = ringing("ann", "bob")
    bench.tell(OfferUnreachable(offer_id=offer_id, cause="not registered"))
    assert [(e.outcome, e.reason) for e in bench.said(OfferEnded)] == [
        (OfferOutcome.RESCINDED, "unreachable: not registered")
    ]
    assert bench.agent("ann").state_reason == "unreachable: not registered"
    assert bench.state("ann") is AgentState.NOT_RESPONDING
    assert bench.offered() == ["bob"]


def test_the_lease_ends_an_offer_nobody_reports_on() -> None:
    bench, offer_id = ringing("ann", "bob")
    bench.wait(15 + LEASE_GRACE_S)
    assert [(e.offer_id, e.outcome) for e in bench.all(OfferEnded)] == [
        (offer_id, OfferOutcome.TIMED_OUT)
    ]
    assert CancelOffer(offer_id=offer_id, reason="lease_over") in bench.last
    assert bench.state("ann") is AgentState.NOT_RESPONDING
    assert bench.offered() == ["bob"]


def test_a_late_answer_is_released_and_never_makes_a_second_agent() -> None:
    bench, offer_id = ringing("ann", "bob")
    bench.wait(15 + LEASE_GRACE_S)
    bench.talk("bob")
    assert bench.tell(OfferAnswered(offer_id=offer_id)) == [
        ReleaseLeg(offer_id=offer_id, reason="offer_over")
    ]
    assert bench.tell(LegJoined(offer_id=offer_id)) == [
        ReleaseLeg(offer_id=offer_id, reason="offer_over")
    ]
    assert [p.agent_id for p in bench.engine.call("c1").parties] == ["bob"]


@pytest.mark.parametrize(
    "told",
    [OfferRang, OfferDeclined, OfferUnanswered, OfferUnreachable, LegEnded, JoinFailed],
)
def test_other_reports_on_an_unknown_offer_change_nothing(told: type[OfferRang]) -> None:
    bench = Bench(agent("ann"))
    bench.login("ann")
    assert bench.tell(told(offer_id="offer-99")) == []


def test_the_caller_leaving_stops_the_telephone() -> None:
    bench, offer_id = ringing("ann")
    bench.now += 3
    bench.tell(CallerLeft(call_id="c1"))
    assert [(e.offer_id, e.outcome) for e in bench.said(OfferEnded)] == [
        (offer_id, OfferOutcome.CANCELLED)
    ]
    assert [c.offer_id for c in bench.said(CancelOffer)] == [offer_id]
    assert [(e.outcome, e.waited_s) for e in bench.said(EntryEnded)] == [
        (EntryOutcome.ABANDONED, 3.0)
    ]
    assert bench.state("ann") is AgentState.IDLE
    assert bench.engine.next_deadline() is None


def test_an_abandoned_offer_costs_the_agent_no_turn() -> None:
    bench, _ = ringing("ann", "bob")
    bench.now += 3
    bench.tell(CallerLeft(call_id="c1"))
    bench.enqueue("c2")
    assert bench.offered() == ["ann"]


@pytest.mark.parametrize("report", [JoinFailed, LegEnded])
def test_a_failed_join_keeps_the_place_in_the_queue(report: type[LegEnded]) -> None:
    bench, offer_id = ringing("ann")
    bench.tell(OfferAnswered(offer_id=offer_id))
    bench.now += 1
    bench.enqueue("c2")
    bench.enqueue("c3")
    bench.tell(report(offer_id=offer_id))
    assert bench.said(EntryEnded) == []
    assert bench.said(PartyJoined) == []
    assert bench.engine.call("c2").entries[0].offered_to == "ann"
    assert [view.call_id for view in bench.engine.waiting()] == ["c1", "c3"]


def test_a_failed_join_releases_the_leg_and_tries_the_next_agent() -> None:
    bench, offer_id = ringing("ann", "bob")
    bench.tell(OfferAnswered(offer_id=offer_id))
    bench.tell(JoinFailed(offer_id=offer_id, reason="no such channel"))
    assert bench.said(ReleaseLeg) == [ReleaseLeg(offer_id=offer_id, reason="join_failed")]
    assert bench.offered() == ["bob"]
    assert bench.state("ann") is AgentState.IDLE


def test_a_join_nobody_reports_on_fails_by_itself() -> None:
    bench, offer_id = ringing("ann", "bob")
    bench.tell(OfferAnswered(offer_id=offer_id))
    bench.wait(JOIN_LIMIT_S)
    assert ReleaseLeg(offer_id=offer_id, reason="join_failed") in bench.last
    assert bench.offered() == ["bob"]


def test_the_caller_leaving_during_the_join_releases_the_leg() -> None:
    bench, offer_id = ringing("ann")
    bench.tell(OfferAnswered(offer_id=offer_id))
    bench.tell(CallerLeft(call_id="c1"))
    assert [r.offer_id for r in bench.said(ReleaseLeg)] == [offer_id]
    assert [e.outcome for e in bench.said(EntryEnded)] == [EntryOutcome.ABANDONED]
    assert bench.said(OfferEnded) == []
    assert bench.state("ann") is AgentState.IDLE
    assert bench.engine.call("c1") is None
    assert bench.engine.next_deadline() is None
