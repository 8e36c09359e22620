import pytest

from acd.commands import QueueResult, ReturnCall
from acd.errors import UnknownAgent
from acd.events import AgentState, AgentStatus, OfferEnded, OfferOutcome, PlanAdopted
from acd.inputs import AgentLoggedIn, OfferDeclined
from acd.plan.model import Overflow, PolicyName, RoutingPlan
from acd.routing.decision import AgentFacts
from tests.acd.harness import GENERAL, Bench, agent, plan


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


def test_a_new_policy_counts_for_the_next_decision() -> None:
    people = (agent("low", es=1), agent("high", es=5))
    bench = Bench(*people)
    bench.login("low", "high")
    bench.reload(plan(*people, policy=PolicyName.LONGEST_IDLE))
    bench.enqueue("c1", language="es")
    assert bench.offered() == ["low"]
    bench.reload(plan(*people, policy=PolicyName.LEAST_OCCUPIED))
    bench.enqueue("c2", language="es")
    assert bench.offered() == ["high"]


def test_an_agent_on_a_call_keeps_it_when_moved_to_another_group() -> None:
    bench = Bench(agent("ann", group="day"), wrap_up_s=0.0, groups=("day",))
    bench.login("ann")
    bench.enqueue()
    offer_id = bench.talk("ann")
    bench.reload(plan(agent("ann", group="night"), wrap_up_s=0.0, groups=("day",)))
    assert bench.state("ann") is AgentState.TALKING
    bench.enqueue("c2")
    assert [returned.result for returned in bench.said(ReturnCall)] == [QueueResult.UNSTAFFED]
    bench.hang_up(offer_id)
    bench.reload(plan(agent("ann", group="day"), groups=("day",)))
    bench.enqueue("c3")
    assert bench.offered() == ["ann"]


def test_a_new_overflow_counts_from_when_the_caller_came() -> None:
    bench = Bench(agent("ann"))
    bench.login("ann")
    bench.enqueue()
    bench.talk("ann")
    bench.enqueue("c2")
    bench.wait(10)
    bench.reload(plan(agent("ann"), overflow=Overflow(after_s=30.0, exit="callback")))
    bench.wait(19)
    assert bench.said(ReturnCall) == []
    bench.wait(1)
    assert [returned.exit for returned in bench.said(ReturnCall)] == ["callback"]


def test_the_plan_is_on_record_without_names_and_devices() -> None:
    bench = Bench(agent("ann", en=5))
    bench.reload(plan(agent("ann", group="day", site="north", en=5)))
    adopted = bench.said(PlanAdopted)[0]
    assert adopted.agents == (
        AgentFacts(
            agent_id="ann", kinds=(GENERAL,), languages={"en": 5}, group="day", site="north"
        ),
    )
    assert "Ann" not in repr(adopted)
    assert "phone" not in repr(adopted)
