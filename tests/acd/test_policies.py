"""The ways of choosing among eligible agents."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.events import AgentState, AgentStatus, OfferMade
from acd.inputs import OfferDeclined
from acd.plan.model import PolicyName, QueueKind
from acd.queue.need import capability, need, shortfall
from acd.routing.policies import POLICIES, Request
from acd.routing.replay import Replica
from acd.routing.selection import Selector, rejection
from acd.routing.shares import Shares
from acd.staff.agent import Agent
from acd.staff.roster import Roster
from tests.acd.harness import EXPERT, GENERAL, Bench, agent


def test_every_policy_has_a_class_that_names_its_key() -> None:
    assert set(POLICIES) == set(PolicyName)
    assert all(POLICIES[name].name is name and POLICIES[name].key_names for name in PolicyName)


def test_longest_idle_does_not_look_at_skill() -> None:
    bench = Bench(
        agent("low", es=1), agent("high", es=5), wrap_up_s=0.0, policy=PolicyName.LONGEST_IDLE
    )
    bench.login("low", "high")
    bench.enqueue(language="es")
    assert bench.offered() == ["low"]
    assert bench.said(OfferMade)[0].receipt.key_names == ("idle_since",)


def test_least_occupied_goes_to_whoever_worked_least() -> None:
    bench = Bench(agent("ann"), agent("bob"), wrap_up_s=0.0, policy=PolicyName.LEAST_OCCUPIED)
    bench.login("ann", "bob")
    bench.enqueue("long")
    first = bench.talk("ann")
    bench.enqueue("short")
    second = bench.talk("bob")
    bench.now += 10
    bench.hang_up(second)
    bench.now += 90
    bench.hang_up(first)
    bench.now += 1
    bench.enqueue("next")
    assert bench.offered() == ["bob"]
    receipt = bench.said(OfferMade)[0].receipt
    occupancy = {c.agent_id: c.sort_key[0] for c in receipt.candidates}
    assert occupancy["ann"] == pytest.approx(100 / 102)
    assert occupancy["bob"] == pytest.approx(10 / 11)


def test_pauses_do_not_count_for_occupancy() -> None:
    someone = Agent(agent("ann"))
    someone.begin_shift(now=0.0)
    someone.status = AgentStatus.AVAILABLE
    someone.count_time(now=10.0)
    someone.status = AgentStatus.PAUSED
    someone.count_time(now=1_000.0)
    someone.status = AgentStatus.AVAILABLE
    someone.enter(AgentState.RESERVED, now=1_000.0)
    someone.enter(AgentState.TALKING, now=1_000.0)
    someone.enter(AgentState.IDLE, now=1_030.0)
    someone.begin_idling(now=1_030.0, turn=1)
    assert someone.occupancy == pytest.approx(30 / 40)


def test_the_last_agent_gets_the_caller_again() -> None:
    bench = Bench(
        agent("ann", en=5), agent("bob", en=1), wrap_up_s=0.0, policy=PolicyName.LAST_AGENT
    )
    bench.login("ann", "bob")
    bench.enqueue("c1", caller_key="x", language="en")
    bench.tell(OfferDeclined(offer_id=bench.ring("ann")))
    bench.hang_up(bench.talk("bob"))
    bench.enqueue("c2", caller_key="x", language="en")
    assert bench.offered() == ["bob"]
    bench.enqueue("c3", caller_key="y", language="en")
    assert bench.offered() == ["ann"]


def test_who_says_the_last_agent_is_believed_and_a_busy_one_is_not_waited_for() -> None:
    bench = Bench(agent("ann", en=5), agent("bob", en=1), policy=PolicyName.LAST_AGENT)
    bench.login("ann", "bob")
    bench.enqueue("c1", last_agent="bob", language="en")
    assert bench.offered() == ["bob"]
    bench.enqueue("c2", last_agent="bob", language="en")
    assert bench.offered() == ["ann"]


def test_weighted_shares_the_calls_by_weight() -> None:
    people = [agent(f"d{n}", group="day") for n in range(3)]
    people += [agent(f"v{n}", group="vendor") for n in range(3)]
    bench = Bench(
        *people, wrap_up_s=0.0, policy=PolicyName.WEIGHTED, weights={"day": 3.0, "vendor": 1.0}
    )
    bench.login(*(person.agent_id for person in people))
    for number in range(40):
        bench.now += 1
        bench.enqueue(f"c{number}")
        bench.hang_up(bench.talk(bench.offered()[0]))
    assert Counter(offer.agent_id[0] for offer in bench.all(OfferMade)) == {"d": 30, "v": 10}


def test_a_group_that_was_away_is_not_given_everything() -> None:
    shares = Shares()
    for _ in range(100):
        shares.give("day", {})
    had = shares.of(("day", "late"))
    assert had["day"] - had["late"] == pytest.approx(1.0)


LEVELS = st.dictionaries(st.sampled_from(["s1", "s2"]), st.integers(1, 5))
TONGUES = st.dictionaries(st.sampled_from(["en", "es", "es-mx"]), st.integers(1, 5))
PEOPLE = st.lists(
    st.tuples(
        st.sets(st.sampled_from([GENERAL, EXPERT]), min_size=1),
        LEVELS,
        TONGUES,
        st.sampled_from(["", "g1", "g2"]),
        st.sampled_from(["", "north"]),
        st.booleans(),
        st.integers(0, 3),
    ),
    max_size=8,
)
REQUESTS = st.builds(
    Request,
    need=st.builds(
        need,
        st.sets(st.sampled_from([GENERAL, EXPERT]), min_size=1),
        LEVELS,
        st.just({}),
        st.sampled_from([None, "en", "es-MX", "fr"]),
        groups=st.sets(st.sampled_from(["g1", "g2"])),
        sites=st.sets(st.just("north")),
    ),
    caller_language=st.sampled_from([None, "en", "es-MX"]),
    policy=st.sampled_from(PolicyName),
    last_agent=st.sampled_from(["", "p0", "p1"]),
    declined_at=st.dictionaries(st.sampled_from(["p0", "p2"]), st.just(0.0)),
    skip_s=st.just(30.0),
    shares=st.dictionaries(st.sampled_from(["", "g1", "g2"]), st.floats(0, 3)),
)


@settings(max_examples=400, deadline=None)
@given(people=PEOPLE, request=REQUESTS)
def test_the_indexes_find_whom_a_look_at_everybody_finds(
    people: list[tuple[set[QueueKind], dict[str, int], dict[str, int], str, str, bool, int]],
    request: Request,
) -> None:
    roster = Roster(policy.order for policy in POLICIES.values())
    everyone = []
    for number, (kinds, skills, tongues, group, site, present, since) in enumerate(people):
        profile = agent(f"p{number}", *kinds, skills=skills, group=group, site=site, **tongues)
        someone = Agent(profile)
        if present:
            someone.status = AgentStatus.AVAILABLE
            someone.begin_idling(now=float(since), turn=number)
        everyone.append(someone)
        roster.file(someone)
    policy = POLICIES[request.policy]
    ranked = sorted(
        ((*policy.key(each, request), float(each.idle_turn)), each.agent_id)
        for each in everyone
        if not rejection(each, request, now=1.0)
    )
    choice = Selector().choose(request, roster, agents_count=len(everyone), now=1.0)
    assert (choice is None) == (not ranked)
    if choice is not None:
        found = [c.agent_id for c in choice.receipt.candidates if not c.rejected]
        assert found == [agent_id for _, agent_id in ranked]
    able = any(each.staffed and not shortfall(each.capability, request.need) for each in everyone)
    assert roster.can_be_met(request.need, asker="c") == able
    assert roster.anybody_ready(request.need) == able


def test_a_replica_that_was_told_otherwise_decides_otherwise() -> None:
    bench = Bench(agent("ann"), agent("bob"))
    replica = Replica()
    bench.reload(bench.plan)
    bench.login("ann", "bob")
    bench.enqueue()
    for output in bench.log:
        if not (getattr(output, "agent_id", "") == "ann" and hasattr(output, "status")):
            replica.read(output)
    made = bench.said(OfferMade)[0]
    assert made.agent_id == "ann"
    again = replica.decide_again(made)
    assert again is None or again.winner != "ann"


def test_a_capability_knows_its_group_and_site() -> None:
    able = capability(agent("x", GENERAL, group="g1", site="north"))
    assert shortfall(able, need([GENERAL], {}, {}, None, groups=["g2"])) == "wrong_group"
    assert shortfall(able, need([GENERAL], {}, {}, None, sites=["south"])) == "wrong_site"
    assert shortfall(able, need([GENERAL], {}, {}, None, groups=["g1"], sites=["north"])) == ""
