"""The switch's own state mends what was lost on the way, and says so."""

from acd.commands import JoinAgent, ReleaseLeg
from acd.events import AgentState, OfferEnded, OfferOutcome, PartyJoined, PartyLeft, Repaired
from acd.inputs import SwitchLeg, SwitchLegState, SwitchStateReported
from tests.acd.harness import Bench, agent

RINGING, ANSWERED, JOINED = SwitchLegState


def report(bench: Bench, *legs: tuple[str, SwitchLegState], **more: object) -> list[str]:
    given = {"as_of": bench.now, **more}
    told = tuple(SwitchLeg(offer_id=offer_id, state=state) for offer_id, state in legs)
    bench.tell(SwitchStateReported(legs=told, **given))
    return [repaired.what for repaired in bench.said(Repaired)]


def offered() -> tuple[Bench, str]:
    bench = Bench(agent("ann"), wrap_up_s=0.0)
    bench.login("ann")
    bench.enqueue()
    return bench, bench.offer_to("ann").offer_id


def test_a_ringing_that_was_not_told() -> None:
    bench, offer_id = offered()
    assert report(bench, (offer_id, RINGING)) == ["ring_missed"]
    assert bench.state("ann") is AgentState.RINGING
    assert report(bench, (offer_id, RINGING)) == []


def test_an_answer_that_was_not_told() -> None:
    bench, offer_id = offered()
    assert report(bench, (offer_id, ANSWERED)) == ["answer_missed"]
    assert [join.offer_id for join in bench.said(JoinAgent)] == [offer_id]


def test_a_join_that_was_not_told() -> None:
    bench, _ = offered()
    offer_id = bench.answer("ann")
    assert report(bench, (offer_id, JOINED)) == ["join_missed"]
    assert [joined.offer_id for joined in bench.said(PartyJoined)] == [offer_id]


def test_a_telephone_that_no_longer_rings_is_offered_anew_and_nobody_is_blamed() -> None:
    bench, offer_id = offered()
    assert report(bench) == ["leg_lost"]
    ended = bench.said(OfferEnded)[0]
    assert (ended.offer_id, ended.outcome, ended.reason) == (
        offer_id,
        OfferOutcome.RESCINDED,
        "leg_lost",
    )
    assert bench.offered() == ["ann"]
    assert bench.agent("ann").missed == 0


def test_a_conversation_that_is_over_at_the_switch_frees_the_agent() -> None:
    bench, _ = offered()
    offer_id = bench.talk("ann")
    assert report(bench) == ["leg_lost"]
    assert [left.offer_id for left in bench.said(PartyLeft)] == [offer_id]
    assert bench.state("ann") is AgentState.IDLE
    assert bench.engine.calls() == ()


def test_a_leg_nobody_knows_is_hung_up() -> None:
    bench, offer_id = offered()
    assert report(bench, (offer_id, RINGING), ("ghost", ANSWERED))[-1] == "stray_leg"
    assert ReleaseLeg(offer_id="ghost", reason="stray_leg") in bench.last


def test_a_caller_who_is_gone_at_the_switch_rings_nobody() -> None:
    bench, offer_id = offered()
    assert report(bench, (offer_id, RINGING), calls=()) == ["caller_lost", "stray_leg"]
    assert bench.state("ann") is AgentState.IDLE
    assert bench.engine.calls() == ()


def test_what_began_after_the_switch_was_asked_is_left_alone() -> None:
    bench, _ = offered()
    assert report(bench, as_of=bench.now - 1, calls=()) == []
    assert bench.state("ann") is AgentState.RESERVED


def test_a_state_of_the_switch_that_agrees_changes_nothing() -> None:
    bench, _ = offered()
    offer_id = bench.talk("ann")
    bench.tell(
        SwitchStateReported(as_of=bench.now, legs=(SwitchLeg(offer_id=offer_id, state=JOINED),))
    )
    assert bench.last == []


def test_an_agent_at_work_on_nothing_is_freed() -> None:
    bench, offer_id = offered()
    floor = bench.engine._floor
    del floor.offers[offer_id]
    assert report(bench, calls=None)[-1] == "agent_stuck"
    assert bench.state("ann") is AgentState.IDLE
