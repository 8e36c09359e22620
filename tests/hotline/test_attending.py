"""An agent's telephones, pauses and wrap-ups, as the desk allows them."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from acd.events import AgentStatusChanged, WrapUpExtended
from acd.plan.model import PauseReason, RoutingPlan
from agent_desk.port import DeskRefusal
from ivr.flow.profile import load_profile
from tests.hotline.bench import CITY, Bench


def bench_with(change: Any) -> Bench:
    profile = load_profile(CITY)
    return Bench(replace(profile, plan=change(profile.plan)))


def shared(plan: RoutingPlan) -> RoutingPlan:
    """Ada and Benita both may sit at the front desk's telephone."""
    agents = {
        agent_id: replace(agent, devices=("front-desk",)) if agent_id < "1003" else agent
        for agent_id, agent in plan.agents.items()
    }
    return replace(plan, agents=MappingProxyType(agents))


async def refused(bench: Bench, work: Any) -> str:
    before = len(bench.ledger)
    with pytest.raises(DeskRefusal) as caught:
        await bench.ask(work)
    assert caught.value.status == 409
    assert len(bench.ledger) == before
    return str(caught.value)


async def test_a_login_picks_the_first_telephone_that_is_registered() -> None:
    bench = bench_with(shared)
    bench.registered = frozenset({"front-desk"})
    assert await bench.ask(bench.desk.login("1001", None)) == "front-desk"
    bench.registered = frozenset({"agent1001", "front-desk"})
    assert await bench.ask(bench.desk.login("1001", "agent1001")) == "agent1001"
    assert [e.device for e in bench.events(AgentStatusChanged)] == ["front-desk", "agent1001"]


async def test_two_agents_are_never_at_the_same_telephone() -> None:
    bench = bench_with(shared)
    await bench.ask(bench.desk.login("1001", "front-desk"))
    said = await refused(bench, bench.desk.login("1002", "front-desk"))
    assert said.startswith("agent 1001 is logged in at front-desk")
    bench.registered = frozenset({"front-desk"})
    assert "agent 1001" in await refused(bench, bench.desk.login("1002", None))
    await bench.ask(bench.desk.logout("1001"))
    assert await bench.ask(bench.desk.login("1002", None)) == "front-desk"


async def test_a_login_without_a_registered_telephone_says_so() -> None:
    bench = bench_with(shared)
    bench.registered = frozenset()
    assert await refused(bench, bench.desk.login("1001", None)) == (
        "no telephone (agent1001, front-desk) of agent 1001 is registered: nothing could ring; "
        "register it and log in again"
    )
    assert "telephone front-desk of" in await refused(bench, bench.desk.login("1001", "front-desk"))
    assert "who has agent1003" in await refused(bench, bench.desk.login("1003", "front-desk"))


async def test_a_pause_needs_a_reason_of_the_city() -> None:
    reasons = {"lunch": PauseReason(paid=False), "training": PauseReason(productive=True)}
    bench = bench_with(lambda plan: replace(plan, pause_reasons=reasons))
    bench.login("1001")
    said = await refused(bench, bench.desk.pause("1001", "tea"))
    assert said == "'tea' is no reason to pause; the reasons are lunch, training"
    await bench.ask(bench.desk.pause("1001", "lunch"))
    assert bench.events(AgentStatusChanged)[-1].reason == "lunch"


async def test_a_wrap_up_is_lengthened_as_often_as_the_queue_allows() -> None:
    def longer(plan: RoutingPlan) -> RoutingPlan:
        general = replace(plan.queues["general"], wrap_up_extension_s=15.0, wrap_up_extensions=1)
        return replace(plan, queues=MappingProxyType({**plan.queues, "general": general}))

    bench = bench_with(longer)
    bench.login("1001")
    assert "not in wrap-up" in await refused(bench, bench.desk.extend_wrap_up("1001"))
    bench.hang_up_agent(bench.talk("1001"))
    ends = bench.now + 10 + 15
    assert await bench.ask(bench.desk.extend_wrap_up("1001")) == ends
    assert "any more" in await refused(bench, bench.desk.extend_wrap_up("1001"))
    (extended,) = bench.events(WrapUpExtended)
    assert (extended.until, extended.left, extended.call_id) == (ends, 0, "c1")
    bench.wait(24.9)
    assert bench.state("1001") == "wrap_up"
    bench.wait(0.2)
    assert bench.state("1001") == "idle"
