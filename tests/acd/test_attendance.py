import pytest

from acd.commands import CancelOffer
from acd.errors import AcdError, UnknownAgent
from acd.events import (
    AgentState,
    AgentStateChanged,
    AgentStatus,
    AgentStatusChanged,
    OfferEnded,
    OfferOutcome,
    WrapUpExtended,
)
from acd.inputs import (
    AgentLoggedIn,
    AgentLoggedOut,
    AgentPaused,
    AgentResumed,
    OfferUnanswered,
    WrapUpExtensionRequested,
)
from acd.plan.model import PolicyName, QueueKind
from acd.routing.decision import Turn
from tests.acd.harness import Bench, agent


def test_login_makes_available_at_the_profiles_device() -> None:
    bench = Bench(agent("ann"))
    bench.tell(AgentLoggedIn(agent_id="ann"))
    assert bench.last == [
        AgentStatusChanged(
            agent_id="ann",
            status=AgentStatus.AVAILABLE,
            device="phone-ann",
            turn=Turn(idle_since=bench.now, number=1),
        )
    ]


def test_login_again_moves_to_another_device_and_keeps_a_pause() -> None:
    bench = Bench(agent("ann"))
    bench.login("ann")
    bench.tell(AgentPaused(agent_id="ann", reason="lunch"))
    bench.tell(AgentLoggedIn(agent_id="ann", device="softphone-7"))
    assert bench.last == [
        AgentStatusChanged(
            agent_id="ann", status=AgentStatus.PAUSED, reason="lunch", device="softphone-7"
        )
    ]
    bench.tell(AgentResumed(agent_id="ann"))
    bench.enqueue()
    assert bench.offer_to("ann").device == "softphone-7"


def test_who_is_at_a_telephone_is_known_while_they_are_logged_in() -> None:
    bench = Bench(agent("ann"), agent("bob"))
    assert bench.engine.agent_at("phone-ann") is None
    bench.login("ann", "bob")
    bench.tell(AgentLoggedIn(agent_id="ann", device="softphone-7"))
    at = bench.engine.agent_at("softphone-7")
    assert at is not None
    assert at == bench.engine.agent("ann")
    assert bench.engine.agent_at("phone-ann") is None
    bench.tell(AgentLoggedOut(agent_id="ann"))
    assert bench.engine.agent_at("softphone-7") is None
    assert bench.engine.agent("nobody") is None


def test_work_is_staffed_by_whoever_is_logged_in_on_a_break_or_not() -> None:
    bench = Bench(agent("ann"))
    assert not bench.engine.is_staffed(QueueKind.GENERAL)
    bench.login("ann")
    bench.tell(AgentPaused(agent_id="ann", reason="lunch"))
    assert bench.engine.is_staffed(QueueKind.GENERAL)
    assert not bench.engine.is_staffed(QueueKind.INTERPRETER)


def test_next_login_without_device_goes_back_to_the_profiles_own() -> None:
    bench = Bench(agent("ann"))
    bench.tell(AgentLoggedIn(agent_id="ann", device="softphone-7"))
    bench.tell(AgentLoggedOut(agent_id="ann"))
    bench.tell(AgentLoggedIn(agent_id="ann"))
    assert bench.agent("ann").device == "phone-ann"


@pytest.mark.parametrize(
    "told",
    [
        AgentLoggedIn(agent_id="nobody"),
        AgentLoggedOut(agent_id="nobody"),
        AgentPaused(agent_id="nobody"),
        AgentResumed(agent_id="nobody"),
    ],
)
def test_unknown_agent_is_refused_and_nothing_changes(told: AgentLoggedIn) -> None:
    bench = Bench(agent("ann"))
    with pytest.raises(UnknownAgent, match="nobody") as caught:
        bench.tell(told)
    assert isinstance(caught.value, AcdError)
    assert bench.engine.take_outputs() == []


def test_a_paused_agent_gets_no_call_until_resumed() -> None:
    bench = Bench(agent("ann"))
    bench.login("ann")
    bench.tell(AgentPaused(agent_id="ann", reason="lunch"))
    bench.enqueue()
    assert bench.offered() == []
    bench.tell(AgentResumed(agent_id="ann"))
    assert bench.offered() == ["ann"]


@pytest.mark.parametrize(
    ("told", "reason"),
    [(AgentLoggedOut(agent_id="ann"), "logged_out"), (AgentPaused(agent_id="ann"), "paused")],
)
def test_leaving_while_it_rings_rescinds_the_offer(told: AgentLoggedOut, reason: str) -> None:
    bench = Bench(agent("ann"), agent("bob"))
    bench.login("ann", "bob")
    bench.enqueue()
    offer_id = bench.ring("ann")
    bench.tell(told)
    assert [(e.offer_id, e.outcome, e.reason) for e in bench.said(OfferEnded)] == [
        (offer_id, OfferOutcome.RESCINDED, reason)
    ]
    assert bench.said(CancelOffer) == [CancelOffer(offer_id=offer_id, reason=reason)]
    assert bench.offered() == ["bob"]
    assert bench.state("ann") is AgentState.IDLE


def test_pause_in_a_call_is_told_at_once_and_the_call_is_finished() -> None:
    bench = Bench(agent("ann"), wrap_up_s=10.0)
    bench.login("ann")
    bench.enqueue()
    offer_id = bench.talk("ann")
    bench.tell(AgentPaused(agent_id="ann", reason="lunch"))
    assert bench.agent("ann").status is AgentStatus.PAUSED
    assert bench.state("ann") is AgentState.TALKING
    bench.enqueue("c2")
    bench.hang_up(offer_id)
    assert bench.state("ann") is AgentState.WRAP_UP
    bench.wait(10)
    assert bench.state("ann") is AgentState.IDLE
    assert bench.engine.call("c2").entries[0].offered_to is None


def test_logout_in_a_call_finishes_call_and_wrap_up_first() -> None:
    bench = Bench(agent("ann"), wrap_up_s=10.0)
    bench.login("ann")
    bench.enqueue()
    offer_id = bench.talk("ann")
    bench.tell(AgentLoggedOut(agent_id="ann"))
    assert bench.said(OfferEnded) == []
    assert bench.state("ann") is AgentState.TALKING
    bench.hang_up(offer_id)
    assert bench.state("ann") is AgentState.WRAP_UP
    bench.wait(10)
    assert (bench.state("ann"), bench.agent("ann").status) == (
        AgentState.IDLE,
        AgentStatus.LOGGED_OUT,
    )


def test_wrap_up_says_its_end_and_ends_by_itself() -> None:
    bench = Bench(agent("ann"), wrap_up_s=20.0)
    bench.login("ann")
    bench.enqueue()
    offer_id = bench.talk("ann")
    bench.hang_up(offer_id)
    until = bench.now + 20
    assert bench.said(AgentStateChanged) == [
        AgentStateChanged(agent_id="ann", state=AgentState.WRAP_UP, call_id="c1", until=until)
    ]
    assert bench.engine.next_deadline() == until
    bench.enqueue("c2")
    assert bench.offered() == []
    bench.wait(20)
    assert bench.offered() == ["ann"]


def test_resume_ends_wrap_up_early_and_for_good() -> None:
    bench = Bench(agent("ann"), wrap_up_s=20.0)
    bench.login("ann")
    bench.enqueue()
    bench.hang_up(bench.talk("ann"))
    bench.tell(AgentResumed(agent_id="ann"))
    assert bench.state("ann") is AgentState.IDLE
    assert bench.engine.next_deadline() is None


def test_no_wrap_up_time_goes_straight_to_idle() -> None:
    bench = Bench(agent("ann"), wrap_up_s=0.0)
    bench.login("ann")
    bench.enqueue()
    bench.hang_up(bench.talk("ann"))
    assert bench.state("ann") is AgentState.IDLE


@pytest.mark.parametrize(
    "told", [AgentResumed(agent_id="ann"), AgentLoggedIn(agent_id="ann", device="x")]
)
def test_not_responding_ends_when_the_agent_shows_up(told: AgentResumed) -> None:
    bench = Bench(agent("ann"))
    bench.login("ann")
    bench.enqueue()
    bench.tell(OfferUnanswered(offer_id=bench.ring("ann")))
    assert bench.state("ann") is AgentState.NOT_RESPONDING
    bench.now += 30
    bench.tell(told)
    assert bench.offered() == ["ann"]


def test_pausing_or_resuming_while_logged_out_changes_nothing() -> None:
    bench = Bench(agent("ann"))
    assert bench.tell(AgentPaused(agent_id="ann")) == []
    assert bench.tell(AgentResumed(agent_id="ann")) == []
    assert bench.tell(AgentLoggedOut(agent_id="ann")) == []


def test_a_wrap_up_is_lengthened_as_often_as_its_queue_allows_and_ends_early() -> None:
    bench = Bench(agent("ann"), wrap_up_s=10.0, wrap_up_extensions=2, wrap_up_extension_s=5.0)
    bench.login("ann")
    bench.enqueue()
    bench.hang_up(bench.talk("ann"))
    for left, until in ((1, 15.0), (0, 20.0)):
        bench.tell(WrapUpExtensionRequested(agent_id="ann"))
        assert bench.last == [
            WrapUpExtended(agent_id="ann", call_id="c1", until=bench.now + until, left=left)
        ]
    assert bench.tell(WrapUpExtensionRequested(agent_id="ann")) == []
    bench.wait(19.0)
    assert bench.state("ann") is AgentState.WRAP_UP
    bench.tell(AgentResumed(agent_id="ann"))
    assert bench.state("ann") is AgentState.IDLE
    assert bench.tell(WrapUpExtensionRequested(agent_id="ann")) == []


def test_every_wrap_up_has_its_own_extensions() -> None:
    bench = Bench(agent("ann"), wrap_up_s=10.0, wrap_up_extensions=1, wrap_up_extension_s=5.0)
    bench.login("ann")
    for call_id in ("c1", "c2"):
        bench.enqueue(call_id)
        bench.hang_up(bench.talk("ann"))
        assert bench.tell(WrapUpExtensionRequested(agent_id="ann")) != []
        bench.wait(15.0)
        assert bench.state("ann") is AgentState.IDLE


def test_who_spoke_with_a_caller_last_may_be_known_from_before_a_restart() -> None:
    bench = Bench(agent("ann"), agent("bob"), policy=PolicyName.LAST_AGENT)
    bench.engine.remember({"555": "bob"})
    bench.login("ann", "bob")
    bench.enqueue(caller_key="555")
    assert bench.offered() == ["bob"]
