"""What the distributor decides about a full, closed or overflowing queue reaches the caller."""

import dataclasses
from types import MappingProxyType
from typing import Any

from acd.events import EntryRefused, OfferMade
from acd.inputs import OfferDeclined
from acd.plan.model import Overflow, PolicyName
from ivr.flow.graph import EnqueueNode
from ivr.flow.profile import Profile, load_profile
from tests.hotline.bench import CITY, Bench


def city(on_overflowed: dict[str, str] | None = None, **general: Any) -> Profile:
    """The demo city with other rules for its general queue."""
    profile = load_profile(CITY)
    queues = dict(profile.plan.queues)
    queues["general"] = dataclasses.replace(queues["general"], **general)
    flow = profile.flows["main"]
    node = flow.nodes["to_person"]
    assert isinstance(node, EnqueueNode)
    ways = dataclasses.replace(node, on_overflowed=on_overflowed or {})
    nodes = MappingProxyType({**flow.nodes, "to_person": ways})
    return dataclasses.replace(
        profile,
        plan=dataclasses.replace(profile.plan, queues=queues),
        flows={**profile.flows, "main": dataclasses.replace(flow, nodes=nodes)},
    )


def test_a_caller_whom_a_full_queue_refuses_is_asked_for_a_message() -> None:
    bench = Bench(city(max_waiting=0))
    bench.login("1001")
    bench.talk("1001", "c0")
    line = bench.to_queue("c1")
    assert [refused.reason for refused in bench.events(EntryRefused, "c1")] == ["full"]
    assert not line.music
    assert line.prompts[0] == "main.message"


def test_an_exit_leads_where_the_flow_says() -> None:
    profile = city({"farewell": "goodbye"}, overflow=Overflow(after_s=30.0, exit="farewell"))
    bench = Bench(profile)
    bench.login("1001")
    bench.talk("1001", "c0")
    line = bench.to_queue("c1")
    bench.wait(31)
    assert line.prompts[0] == "main.goodbye"


def test_a_caller_who_calls_again_comes_to_the_same_agent() -> None:
    bench = Bench(city(policy=PolicyName.LAST_AGENT))
    bench.login("1001", "1003")
    bench.to_queue("c1")
    bench.feed(OfferDeclined(offer_id=bench.offer_to("1001")))
    bench.hang_up_agent(bench.join("1003"))
    bench.wait(11)
    bench.to_queue("c2")
    assert [made.agent_id for made in bench.events(OfferMade, "c2")] == ["1003"]
