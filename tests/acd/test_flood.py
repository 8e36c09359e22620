"""A hundred thousand callers at once, and clocks that go wrong: nothing lost, nothing kept."""

import gc
from collections import Counter

import pytest

from acd.commands import OfferCall, QueueResult, ReturnCall
from acd.engine import Engine
from acd.events import EntryEnded, EntryOutcome, EntryQueued, EntryRefused
from acd.inputs import AgentLoggedIn, CallEnqueued, CallerLeft, LegJoined, OfferAnswered
from tests.acd.harness import START, Bench, agent, plan

FLOOD = 100_000


def _flooded(**general: object) -> tuple[Engine, list[object]]:
    """Three agents at work, and everyone calls in the same instant."""
    ids = iter(range(10 * FLOOD))
    staff = [agent(name, en=5) for name in ("ann", "bob", "cay")]
    engine = Engine(
        plan(*staff, interpreters=False, **general),
        new_id=lambda prefix: f"{prefix}-{next(ids)}",
        receipt_length=1,
    )
    for profile in staff:
        engine.handle(AgentLoggedIn(agent_id=profile.agent_id), now=START)
    engine.take_outputs()
    said: list[object] = []
    for number in range(FLOOD):
        told = CallEnqueued(
            call_id=f"c{number}", queue="general", language="en", priority=number % 2
        )
        engine.handle(told, now=START)
        said += engine.take_outputs()
    return engine, said


def test_a_hundred_thousand_at_once_all_wait_in_order_and_end_once() -> None:
    engine, said = _flooded(max_wait_s=None)
    queued = {each.call_id for each in said if isinstance(each, EntryQueued)}
    assert len(queued) == FLOOD
    waiting = engine.waiting()
    rung = [each for each in said if isinstance(each, OfferCall)]
    assert len(waiting) + len(rung) == FLOOD
    numbers = [int(view.call_id[1:]) for view in waiting]
    assert numbers == sorted(numbers, key=lambda n: (-(n % 2), n))
    joined = rung[0].offer_id
    for told in (OfferAnswered(offer_id=joined), LegJoined(offer_id=joined)):
        engine.handle(told, now=START + 1)
    said += engine.take_outputs()
    for number in range(FLOOD):
        engine.handle(CallerLeft(call_id=f"c{number}"), now=START + 2)
        said += engine.take_outputs()
    ended = Counter(each.entry_id for each in said if isinstance(each, EntryEnded))
    outcomes = Counter(each.outcome for each in said if isinstance(each, EntryEnded))
    assert len(ended) == ended.total() == FLOOD
    assert outcomes == {EntryOutcome.CONNECTED: 1, EntryOutcome.ABANDONED: FLOOD - 1}
    assert engine.calls() == engine.waiting() == ()
    del said
    assert _kept(engine) < 10_000, "something of the calls is kept"


def test_a_full_queue_sends_the_flood_back_and_keeps_nothing_of_it() -> None:
    engine, said = _flooded(max_waiting=50)
    back = [each for each in said if isinstance(each, ReturnCall)]
    assert {each.result for each in back} == {QueueResult.FULL}
    assert len(back) == sum(isinstance(each, EntryRefused) for each in said) == FLOOD - 53
    assert len(engine.waiting()) == 50
    assert len(engine.calls()) == 53
    del said, back
    assert _kept(engine) < 10_000


def _kept(engine: Engine) -> int:
    """Objects that can be reached from the engine, but for classes, functions and modules."""
    gc.collect()
    known: set[int] = set()
    todo: list[object] = [engine]
    while todo:
        here = todo.pop()
        if id(here) in known or isinstance(here, type) or callable(here):
            continue
        known.add(id(here))
        todo += [each for each in gc.get_referents(here) if type(each).__name__ != "module"]
    return len(known)


@pytest.mark.parametrize("back_s", [0.001, 5.0, 1e9])
def test_a_clock_that_steps_back_stands_still(back_s: float) -> None:
    bench = Bench(agent("ann"), agent("bob"), max_wait_s=60.0)
    bench.login("ann")
    bench.enqueue("c1")
    offer_id = bench.answer("ann")
    before = bench.now
    bench.now = before - back_s
    bench.tell(LegJoined(offer_id=offer_id))
    bench.enqueue("c2")
    (view,) = bench.engine.waiting()
    assert view.enqueued_at == before
    due = bench.engine.next_deadline()
    assert due is not None
    assert due >= before
    bench.now = before + 60.0
    bench.tell(CallerLeft(call_id="c2"))
    (ended,) = (each for each in bench.all(EntryEnded) if each.call_id == "c2")
    assert ended.waited_s == 60.0
    assert all(each.waited_s >= 0 for each in bench.all(EntryEnded))


def test_a_clock_that_leaps_ahead_lets_everything_fall_due_once() -> None:
    bench = Bench(agent("ann"), max_wait_s=60.0)
    bench.login("ann")
    for number in range(3):
        bench.enqueue(f"c{number}")
    bench.now += 1e8
    bench.engine.handle_timer(now=bench.now)
    bench._drain()
    assert {each.result for each in bench.said(ReturnCall)} == {QueueResult.TIMED_OUT}
    assert len(bench.said(ReturnCall)) == 3
    assert bench.engine.calls() == ()


def test_a_place_kept_from_the_future_or_from_before_the_epoch_is_bounded() -> None:
    bench = Bench(max_wait_s=None, leave_when_unstaffed=False)
    bench.enqueue("old", waiting_since=-5e9)
    bench.enqueue("now")
    bench.enqueue("ahead", waiting_since=bench.now + 5e9)
    views = {view.call_id: view for view in bench.engine.waiting()}
    assert views["ahead"].waiting_since == bench.now
    assert [view.call_id for view in bench.engine.waiting()] == ["old", "now", "ahead"]
