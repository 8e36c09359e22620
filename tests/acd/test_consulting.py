"""An agent steps aside to talk with somebody else, and what becomes of the caller."""

import functools
from dataclasses import replace

import pytest

from acd.commands import CancelOffer, ReleaseLeg, ReturnCall
from acd.consults.messages import (
    BringIn,
    CallGuest,
    CallTransferEnded,
    CallTransferStarted,
    ConferenceEnded,
    ConferenceStarted,
    ConsultAnswered,
    ConsultCompleted,
    ConsultConferenced,
    ConsultEnded,
    ConsultOutcome,
    ConsultRequested,
    ConsultRetrieved,
    JoinAside,
    Manner,
    PartyTookOver,
    StepAside,
    Target,
    TargetKind,
    TargetRefused,
    TransferOutcome,
    TransferRequested,
)
from acd.errors import UnknownAgent, UnknownQueue
from acd.events import AgentState, EntryQueued, OfferMade
from acd.inputs import (
    AgentPaused,
    CallerLeft,
    HandoverRequested,
    InterpreterRequested,
    LegJoined,
    OfferAnswered,
    OfferDeclined,
    OfferUnanswered,
    OfferUnreachable,
    SwitchLeg,
    SwitchLegState,
    SwitchStateReported,
)
from acd.plan.model import Role, TransferBack
from tests.acd.harness import EXPERT, GENERAL, INTERPRETER, Bench, agent, plan

HOUSING = Target(kind=TargetKind.QUEUE, name="housing")
BOB = Target(kind=TargetKind.AGENT, name="bob")
PARKS = Target(kind=TargetKind.DESTINATION, name="parks", number="2125550111", keys="ww7")
NUMBER = Target(kind=TargetKind.NUMBER, number="2125550199")


def centre(*, back: TransferBack = TransferBack.QUEUE) -> Bench:
    """Ann talks with the caller c1; Bob is free, Eve is the housing expert."""
    agents = (
        agent("ann", GENERAL, en=5),
        agent("bob", GENERAL, en=5),
        agent("eve", EXPERT, skills={"housing": 5}, en=5),
        agent("ina", INTERPRETER, en=5, so=5),
    )
    bench = Bench(routing=replace(plan(*agents), transfer_back=back))
    bench.login("ann", "bob", "eve", "ina")
    bench.enqueue("c1", language="en")
    bench.talk("ann")
    bench.now += 30
    return bench


def consult(bench: Bench, target: Target = HOUSING, by: str = "ann") -> list[object]:
    return bench.tell(ConsultRequested(call_id="c1", by_agent=by, target=target))


def guest_of(bench: Bench) -> str:
    return bench.all(CallGuest)[-1].offer_id


def answer_guest(bench: Bench) -> str:
    guest = guest_of(bench)
    bench.tell(OfferAnswered(offer_id=guest))
    bench.tell(LegJoined(offer_id=guest))
    return guest


def parties(bench: Bench) -> dict[str, Role]:
    call = bench.engine.call("c1")
    return {party.agent_id: party.role for party in call.parties} if call else {}


def outcome(bench: Bench) -> ConsultOutcome:
    (ended,) = bench.said(ConsultEnded)
    return ended.outcome


def test_the_agent_steps_aside_and_the_queue_is_served_like_any() -> None:
    bench = centre()
    consult(bench)
    assert bench.said(StepAside)
    assert bench.state("ann") is AgentState.HOLD
    (made,) = bench.said(OfferMade)
    assert (made.agent_id, made.role) == ("eve", Role.CONSULTED)
    assert made.facts is not None
    eve = bench.answer("eve")
    (aside,) = bench.said(JoinAside)
    assert aside.offer_id == eve
    bench.tell(LegJoined(offer_id=eve))
    assert bench.said(ConsultAnswered)[0].with_agent == "eve"
    assert parties(bench) == {"ann": Role.PRIMARY, "eve": Role.CONSULTED}


def test_completed_the_agent_leaves_and_the_target_has_the_caller() -> None:
    bench = centre()
    consult(bench)
    eve = bench.talk("eve")
    said = bench.tell(ConsultCompleted(call_id="c1", by_agent="ann"))
    assert outcome(bench) is ConsultOutcome.COMPLETED
    # First the target is with the caller, then the agent's leg goes: the other way round the
    # target would be alone for a moment.
    order = [type(each) for each in said if isinstance(each, BringIn | ReleaseLeg)]
    assert order == [BringIn, ReleaseLeg]
    assert bench.said(BringIn)[0].offer_id == eve
    assert parties(bench) == {"eve": Role.PRIMARY}
    assert bench.said(PartyTookOver)
    assert bench.said(CallTransferStarted)[0].manner is Manner.ATTENDED
    assert bench.said(CallTransferEnded)[0].outcome is TransferOutcome.COMPLETED
    assert bench.state("ann") is AgentState.WRAP_UP
    bench.hang_up(eve)
    assert bench.said(ReturnCall)


def test_conferenced_everyone_is_with_the_caller_until_one_is_left() -> None:
    bench = centre()
    consult(bench)
    eve = bench.talk("eve")
    bench.tell(ConsultConferenced(call_id="c1", by_agent="ann"))
    assert len(bench.said(BringIn)) == 2
    assert bench.said(ConferenceStarted)
    assert bench.state("ann") is AgentState.TALKING
    assert parties(bench) == {"ann": Role.PRIMARY, "eve": Role.PRIMARY}
    bench.hang_up(eve)
    assert bench.said(ConferenceEnded)
    assert parties(bench) == {"ann": Role.PRIMARY}


def test_from_a_conference_an_agent_may_consult_again() -> None:
    bench = centre()
    consult(bench)
    bench.talk("eve")
    bench.tell(ConsultConferenced(call_id="c1", by_agent="ann"))
    consult(bench, PARKS, by="eve")
    answer_guest(bench)
    bench.tell(ConsultConferenced(call_id="c1", by_agent="eve"))
    assert bench.said(ConferenceStarted) == []
    view = bench.engine.call("c1")
    assert view is not None
    assert (len(view.parties), [g.label for g in view.guests]) == (2, ["parks"])


def test_retrieved_the_target_leaves_and_the_caller_is_back() -> None:
    bench = centre()
    consult(bench)
    eve = bench.talk("eve")
    bench.tell(ConsultRetrieved(call_id="c1", by_agent="ann"))
    assert outcome(bench) is ConsultOutcome.RETRIEVED
    assert bench.said(ReleaseLeg)[0].offer_id == eve
    assert parties(bench) == {"ann": Role.PRIMARY}
    assert bench.state("ann") is AgentState.TALKING


def test_retrieved_before_the_answer_nobody_rings_any_more() -> None:
    bench = centre()
    consult(bench)
    bench.ring("eve")
    bench.tell(ConsultRetrieved(call_id="c1", by_agent="ann"))
    assert bench.said(CancelOffer)
    assert bench.state("eve") is AgentState.IDLE


@pytest.mark.parametrize("report", [OfferDeclined, OfferUnanswered, OfferUnreachable])
def test_a_named_agent_who_does_not_take_it_gives_the_caller_back(report: type) -> None:
    bench = centre()
    consult(bench, BOB)
    bench.tell(report(offer_id=bench.ring("bob")))
    assert outcome(bench) is ConsultOutcome.NOT_ANSWERED
    assert bench.said(BringIn)
    assert bench.offered() == []
    assert bench.state("ann") is AgentState.TALKING


def test_who_is_not_free_is_refused_with_the_reason() -> None:
    bench = centre()
    refusal = functools.partial(bench.engine.refusal, now=bench.now)
    assert refusal("c1", "ann", BOB) == ""
    assert refusal("c1", "bob", BOB) == "not_on_the_call"
    assert refusal("c1", "ann", Target(kind=TargetKind.AGENT, name="ann")) == "yourself"
    bench.tell(AgentPaused(agent_id="bob"))
    assert refusal("c1", "ann", BOB) == "paused"
    bench.tell(AgentPaused(agent_id="eve"))
    assert refusal("c1", "ann", HOUSING) == ""
    with pytest.raises(UnknownQueue):
        refusal("c1", "ann", Target(kind=TargetKind.QUEUE, name="nowhere"))
    with pytest.raises(UnknownAgent):
        refusal("c1", "ann", Target(kind=TargetKind.AGENT, name="nobody"))
    consult(bench, BOB)
    assert [each.reason for each in bench.said(TargetRefused)] == ["paused"]
    assert len(bench.last) == 1
    consult(bench, PARKS)
    assert refusal("c1", "ann", HOUSING) == "consults_already"


def test_a_hand_over_and_a_consult_exclude_one_another() -> None:
    bench = centre()
    consult(bench, PARKS)
    bench.tell(HandoverRequested(call_id="c1", queue="housing", by_agent="ann"))
    assert [each.reason for each in bench.said(TargetRefused)] == ["consults_already"]
    assert len(bench.last) == 1


def test_a_caller_who_hangs_up_releases_everyone() -> None:
    bench = centre()
    consult(bench)
    bench.talk("eve")
    bench.tell(CallerLeft(call_id="c1"))
    assert outcome(bench) is ConsultOutcome.CALLER_LEFT
    assert len(bench.said(ReleaseLeg)) == 2
    assert bench.state("ann") is bench.state("eve") is AgentState.WRAP_UP
    assert bench.engine.calls() == ()


def test_a_target_who_hangs_up_gives_the_caller_back() -> None:
    bench = centre()
    consult(bench)
    bench.hang_up(bench.talk("eve"))
    assert outcome(bench) is ConsultOutcome.TARGET_LEFT
    assert bench.said(BringIn)
    assert parties(bench) == {"ann": Role.PRIMARY}


def test_an_agent_whose_line_breaks_leaves_the_caller_to_the_target() -> None:
    bench = centre()
    (ann,) = [party.offer_id for party in bench.engine.calls()[0].parties]
    consult(bench)
    bench.talk("eve")
    bench.hang_up(ann)
    assert outcome(bench) is ConsultOutcome.COMPLETED
    assert parties(bench) == {"eve": Role.PRIMARY}


def test_an_agent_whose_line_breaks_before_leaves_the_caller_at_the_front_of_the_queue() -> None:
    bench = centre()
    bench.tell(AgentPaused(agent_id="bob"))
    bench.enqueue("c2")
    (ann,) = [party.offer_id for party in bench.engine.calls()[0].parties]
    consult(bench)
    bench.hang_up(ann)
    assert outcome(bench) is ConsultOutcome.AGENT_LEFT
    assert bench.said(CancelOffer)
    assert [entry.call_id for entry in bench.engine.waiting()] == ["c1", "c2"]
    assert bench.said(EntryQueued)[0].reason == "agent_lost"


def test_a_guest_is_dialled_with_keys_and_can_take_the_caller() -> None:
    bench = centre()
    consult(bench, PARKS)
    (dialled,) = bench.said(CallGuest)
    assert (dialled.number, dialled.keys) == ("2125550111", "ww7")
    guest = answer_guest(bench)
    bench.tell(ConsultCompleted(call_id="c1", by_agent="ann"))
    assert bench.said(BringIn)[0].offer_id == guest
    assert parties(bench) == {}
    assert bench.said(ReturnCall) == []
    bench.hang_up(guest)
    assert bench.said(ReturnCall)


@pytest.mark.parametrize("report", [OfferDeclined, OfferUnanswered, OfferUnreachable])
def test_a_guest_who_does_not_answer_gives_the_caller_back(report: type) -> None:
    bench = centre()
    consult(bench, NUMBER)
    bench.tell(report(offer_id=guest_of(bench)))
    assert outcome(bench) is ConsultOutcome.NOT_ANSWERED
    assert bench.said(BringIn)


def test_a_guest_of_whom_nothing_is_told_is_given_up() -> None:
    bench = centre()
    consult(bench, NUMBER)
    bench.wait(60)
    assert bench.all(ConsultEnded)[-1].outcome is ConsultOutcome.NOT_ANSWERED
    assert bench.all(CancelOffer)[-1].offer_id == guest_of(bench)


def test_the_watchdog_finds_a_guest_whose_leg_is_gone() -> None:
    bench = centre()
    consult(bench, NUMBER)
    answer_guest(bench)
    (ann,) = [party.offer_id for party in bench.engine.calls()[0].parties]
    there = SwitchLeg(offer_id=ann, state=SwitchLegState.ANSWERED)
    bench.tell(SwitchStateReported(as_of=bench.now, legs=(there,)))
    assert outcome(bench) is ConsultOutcome.TARGET_LEFT
    assert parties(bench) == {"ann": Role.PRIMARY}


def test_an_interpreter_stays_with_the_caller_meanwhile_and_serves_the_target() -> None:
    bench = centre()
    bench.tell(InterpreterRequested(call_id="c1", language="so", by_agent="ann"))
    bench.talk("ina")
    consult(bench)
    bench.talk("eve")
    bench.tell(ConsultCompleted(call_id="c1", by_agent="ann"))
    assert parties(bench) == {"ina": Role.INTERPRETER, "eve": Role.PRIMARY}


def test_a_blind_transfer_to_a_queue_keeps_the_place_of_the_whole_call() -> None:
    bench = centre()
    began = bench.all(EntryQueued)[0].waiting_since
    bench.tell(TransferRequested(call_id="c1", by_agent="ann", target=HOUSING))
    assert bench.state("ann") is AgentState.WRAP_UP
    (queued,) = bench.said(EntryQueued)
    assert (queued.queue, queued.reason, queued.waiting_since) == ("housing", "transfer", began)
    bench.talk("eve")
    assert bench.said(CallTransferEnded)[0].outcome is TransferOutcome.COMPLETED


def test_a_blind_transfer_that_nobody_waits_out_is_on_record() -> None:
    bench = centre()
    bench.tell(TransferRequested(call_id="c1", by_agent="ann", target=BOB))
    bench.ring("bob")
    bench.tell(CallerLeft(call_id="c1"))
    assert bench.said(CallTransferEnded)[0].outcome is TransferOutcome.ABANDONED
    assert bench.state("bob") is AgentState.IDLE


def test_an_agent_who_does_not_take_a_transfer_leaves_the_caller_to_the_queue() -> None:
    bench = centre()
    bench.tell(TransferRequested(call_id="c1", by_agent="ann", target=BOB))
    bench.tell(OfferDeclined(offer_id=bench.ring("bob")))
    assert bench.said(CallTransferEnded)[0].outcome is TransferOutcome.REQUEUED
    (queued,) = bench.said(EntryQueued)
    assert (queued.queue, queued.reason) == ("general", "transfer_back")


def test_or_to_the_agent_who_sent_them_when_the_plan_says_so() -> None:
    bench = centre(back=TransferBack.AGENT)
    bench.tell(TransferRequested(call_id="c1", by_agent="ann", target=BOB))
    bench.tell(OfferDeclined(offer_id=bench.ring("bob")))
    assert bench.offered() == ["ann"]
    assert bench.said(CallTransferEnded) == []
    bench.talk("ann")
    assert bench.said(CallTransferEnded)[0].outcome is TransferOutcome.RETURNED


def test_and_to_the_queue_when_that_agent_does_not_take_them_back() -> None:
    bench = centre(back=TransferBack.AGENT)
    bench.tell(TransferRequested(call_id="c1", by_agent="ann", target=BOB))
    bench.tell(OfferDeclined(offer_id=bench.ring("bob")))
    bench.tell(OfferUnanswered(offer_id=bench.ring("ann")))
    assert bench.said(CallTransferEnded)[0].outcome is TransferOutcome.REQUEUED
    assert bench.said(EntryQueued)[0].queue == "general"


def test_a_conference_is_not_left_by_a_blind_transfer() -> None:
    bench = centre()
    consult(bench)
    bench.talk("eve")
    bench.tell(ConsultConferenced(call_id="c1", by_agent="ann"))
    bench.tell(TransferRequested(call_id="c1", by_agent="ann", target=BOB))
    assert bench.last == []
