import pytest

from acd.errors import UnknownAgent
from acd.events import AgentState, AgentStatus, OfferEnded, OfferOutcome
from acd.inputs import AgentLoggedIn, OfferDeclined
from acd.model import RoutingPlan
from tests.acd.harness import Bench, agent, plan


def test_an_agent_removed_in_a_call_finishes_it_and_is_forgotten() -> None:
    bench = Bench(agent("ann"), agent("bob"), wrap_up_s=10.0)
    bench.login("ann", "bob")
    bench.enqueue()
    offer_id = bench.talk("ann")
    bench.reload(plan(agent("bob"), wrap_up_s=10.0))
    assert bench.agent("ann").status is AgentStatus.LOGGED_OUT
    assert bench.state("ann") is AgentState.TALKING
    with pytest.raises(UnknownAgent):
        bench.tell(AgentLoggedIn(agent_id="ann"))
    bench.hang_up(offer_id)
    bench.wait(10)
    assert [view.agent_id for view in bench.engine.agents()] == ["bob"]


def test_an_agent_removed_while_it_rings_gives_the_call_to_another() -> None:
    bench = Bench(agent("ann"), agent("bob"))
    bench.login("ann", "bob")
    bench.enqueue()
    bench.ring("ann")
    bench.reload(plan(agent("bob")))
    assert [e.outcome for e in bench.said(OfferEnded)] == [OfferOutcome.RESCINDED]
    assert bench.offered() == ["bob"]
    assert [view.agent_id for view in bench.engine.agents()] == ["bob"]


def test_an_agent_removed_and_brought_back_in_one_call_may_log_in() -> None:
    bench = Bench(agent("ann"), wrap_up_s=10.0)
    bench.login("ann")
    bench.enqueue()
    offer_id = bench.talk("ann")
    bench.reload(plan(wrap_up_s=10.0))
    bench.reload(plan(agent("ann"), wrap_up_s=10.0))
    bench.login("ann")
    bench.hang_up(offer_id)
    bench.wait(10)
    assert bench.agent("ann").status is AgentStatus.AVAILABLE


def test_a_new_agent_may_log_in_and_serve() -> None:
    bench = Bench(agent("ann"))
    bench.login("ann")
    bench.enqueue()
    bench.talk("ann")
    bench.enqueue("c2")
    bench.reload(plan(agent("ann"), agent("new")))
    bench.login("new")
    assert bench.offered() == ["new"]


def test_a_profile_that_learns_a_language_serves_who_waits_for_it() -> None:
    bench = Bench(agent("ann", en=5), agent("sol", en=5, es=5))
    bench.login("ann", "sol")
    bench.enqueue(language="es")
    bench.talk("sol")
    bench.enqueue("c2", language="es")
    assert bench.offered() == []
    bench.reload(plan(agent("ann", en=5, es=3), agent("sol", en=5, es=5)))
    assert bench.offered() == ["ann"]


def test_a_device_from_the_profile_follows_it_and_one_from_the_login_stays() -> None:
    bench = Bench(agent("ann"), agent("bob"))
    bench.tell(AgentLoggedIn(agent_id="ann"))
    bench.tell(AgentLoggedIn(agent_id="bob", device="softphone-7"))
    bench.reload(plan(agent("ann", device="new-1"), agent("bob", device="new-2")))
    assert [view.device for view in bench.engine.agents()] == ["new-1", "softphone-7"]


def test_an_entry_whose_queue_vanished_keeps_it() -> None:
    bench = Bench(agent("ann"))
    bench.login("ann")
    bench.enqueue()
    bench.tell(OfferDeclined(offer_id=bench.ring("ann")))
    without = plan(agent("ann"))
    bench.reload(RoutingPlan(queues={"housing": without.queues["housing"]}, agents=without.agents))
    bench.wait(3)
    assert bench.offered() == ["ann"]
    assert bench.offer_to("ann").ring_timeout_s == 15.0


def test_a_waiting_entry_takes_the_new_limits_of_its_queue() -> None:
    bench = Bench(agent("ann"), max_wait_s=300.0)
    bench.login("ann")
    bench.enqueue()
    bench.talk("ann")
    bench.enqueue("c2")
    began = bench.now
    bench.reload(plan(agent("ann"), max_wait_s=40.0))
    assert bench.engine.next_deadline() == began + 40
    bench.reload(plan(agent("ann"), max_wait_s=None))
    assert bench.engine.next_deadline() is None
