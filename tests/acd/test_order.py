"""The one order over all queues: priority ages, nobody starves."""

from hypothesis import given, settings
from hypothesis import strategies as st

from acd.events import EntryQueued, OfferMade, PartyJoined
from acd.inputs import AgentLoggedIn, CallEnqueued, LegEnded, LegJoined, OfferAnswered
from acd.plan.model import Queue, RoutingPlan
from acd.queue.ordered import RUN_LENGTH, OrderedKeys
from acd.queue.waiting import PRIORITY_LIMIT
from tests.acd.harness import EXPERT, GENERAL, START, Bench, agent

SLOW, FAST = 100.0, 20.0
PLAN = RoutingPlan(
    queues={
        "slow": Queue(name="slow", kind=GENERAL, priority_s=SLOW, wrap_up_s=0.0, max_wait_s=None),
        "fast": Queue(name="fast", kind=EXPERT, priority_s=FAST, wrap_up_s=0.0, max_wait_s=None),
    },
    agents={"ann": agent("ann", GENERAL, EXPERT)},
)
ARRIVALS = st.lists(
    st.tuples(
        st.floats(0, 120, allow_nan=False), st.sampled_from(["slow", "fast"]), st.integers(-2, 4)
    ),
    min_size=2,
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(arrivals=ARRIVALS, talk_s=st.floats(1, 200))
def test_nobody_is_overtaken_by_who_came_later_than_priority_is_worth(
    arrivals: list[tuple[float, str, int]], talk_s: float
) -> None:
    """One agent, far too many calls: whoever waits is passed only by those within the bound."""
    bench = Bench(routing=PLAN)
    bench.tell(AgentLoggedIn(agent_id="ann"))
    came: dict[str, tuple[float, float]] = {}
    coming = []
    at = START
    for number, (apart_s, queue, priority) in enumerate(arrivals):
        at += apart_s
        worth_s = priority * PLAN.queues[queue].priority_s
        came[f"c{number}"] = (at, worth_s)
        coming.append((at, CallEnqueued(call_id=f"c{number}", queue=queue, priority=priority)))
    served: list[str] = []
    while len(served) < len(came):
        while coming and (coming[0][0] <= bench.now or not bench.engine.calls()):
            bench.now = max(bench.now, coming[0][0])
            bench.tell(coming.pop(0)[1])
        call = next(call for call in bench.engine.calls() if call.entries[0].offered_to)
        began = bench.now
        offer_id = bench.offer_to("ann").offer_id
        bench.tell(OfferAnswered(offer_id=offer_id))
        bench.tell(LegJoined(offer_id=offer_id))
        served.append(call.call_id)
        bench.now = began + talk_s
        while coming and coming[0][0] <= bench.now:
            later = bench.now
            bench.now = coming[0][0]
            bench.tell(coming.pop(0)[1])
            bench.now = later
        bench.tell(LegEnded(offer_id=offer_id))
        for offer in bench.said(OfferMade):
            for waiting in bench.engine.waiting():
                (mine, my_worth), (theirs, worth) = came[waiting.call_id], came[offer.call_id]
                assert theirs - mine <= worth - my_worth + 1e-6, "overtaken by one too late for it"
    assert sorted(served) == sorted(came)


def test_a_storm_of_high_priority_does_not_starve_who_waits() -> None:
    bench = Bench(agent("ann"), wrap_up_s=0.0, max_wait_s=None, priority_s=30.0)
    bench.login("ann")
    bench.enqueue("busy")
    offer_id = bench.talk("ann")
    bench.enqueue("patient", priority=0)
    began = bench.now
    for number in range(60):
        bench.now += 10
        bench.enqueue(f"vip{number}", priority=10)
        bench.hang_up(offer_id)
        offer_id = bench.talk("ann")
        if bench.all(PartyJoined)[-1].call_id == "patient":
            break
    assert bench.all(PartyJoined)[-1].call_id == "patient"
    assert bench.now - began <= 10 * 30.0 + 10


def test_priority_is_worth_as_much_waiting_as_the_queue_says() -> None:
    bench = Bench(agent("ann"), max_wait_s=None, priority_s=30.0)
    bench.login("ann")
    bench.enqueue("first")
    bench.talk("ann")
    bench.enqueue("old")
    bench.now += 31
    bench.enqueue("late-high", priority=1)
    bench.enqueue("later-higher", priority=2)
    order = [view.call_id for view in bench.engine.waiting()]
    assert order == ["later-higher", "old", "late-high"]


def test_a_priority_out_of_range_counts_as_the_limit() -> None:
    bench = Bench(agent("ann"), max_wait_s=None, priority_s=1.0)
    bench.login("ann")
    bench.enqueue("first")
    bench.talk("ann")
    bench.enqueue("old")
    bench.now += PRIORITY_LIMIT + 1
    bench.enqueue("absurd", priority=1_000_000)
    assert [view.call_id for view in bench.engine.waiting()] == ["old", "absurd"]


def test_who_waited_elsewhere_keeps_the_place() -> None:
    bench = Bench(agent("ann"), max_wait_s=None)
    bench.login("ann")
    bench.enqueue("first")
    bench.talk("ann")
    bench.now += 50
    bench.enqueue("here")
    bench.now += 5
    bench.enqueue("back", waiting_since=bench.now - 30)
    bench.enqueue("liar", waiting_since=bench.now + 1_000)
    bench.enqueue("new")
    assert [view.call_id for view in bench.engine.waiting()] == ["back", "here", "liar", "new"]
    queued = {event.call_id: event.waiting_since for event in bench.all(EntryQueued)}
    assert (queued["back"], queued["liar"]) == (bench.now - 30, bench.now)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_ordered_keys_are_a_sorted_list(data: st.DataObject) -> None:
    keys: OrderedKeys[tuple[int]] = OrderedKeys()
    model: list[tuple[int]] = []
    bulk = data.draw(st.integers(0, 3 * RUN_LENGTH))
    start = data.draw(st.permutations(range(20)))
    for value in [*range(100, 100 + bulk), *start]:
        keys.add((value,))
        model.append((value,))
    model.sort()
    for index in data.draw(st.lists(st.integers(0, 10_000), max_size=60)):
        if model:
            gone = model.pop(index % len(model))
            keys.remove(gone)
            later = next((key for key in model if key > gone), None)
            assert keys.after(gone) == later
    assert list(keys) == model
    assert len(keys) == len(model)
    assert keys.first() == (model[0] if model else None)
