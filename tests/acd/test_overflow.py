"""Queues that are full, closed, unstaffed or too slow hand their callers on."""

import dataclasses
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from acd.commands import QueueResult, ReturnCall
from acd.events import EntryEnded, EntryOutcome, EntryQueued, EntryRefused
from acd.inputs import AgentLoggedOut, CallerLeft, OfferDeclined
from acd.plan.hours import OpeningHours
from acd.plan.model import AgentProfile, Overflow, Queue, RoutingPlan
from tests.acd.harness import EXPERT, GENERAL, START, Bench, agent

ZONE = ZoneInfo("America/New_York")
NEVER = OpeningHours(zone=ZONE, week={})


def centre(
    *agents: AgentProfile, second: dict[str, object] | None = None, **first: object
) -> Bench:
    one = Queue(name="general", kind=GENERAL, wrap_up_s=0.0)
    two = Queue(name="second", kind=EXPERT, wrap_up_s=0.0)
    plan = RoutingPlan(
        queues={
            "general": dataclasses.replace(one, **first),
            "second": dataclasses.replace(two, **(second or {})),
        },
        agents={each.agent_id: each for each in agents},
    )
    return Bench(routing=plan)


def busy(**first: object) -> Bench:
    """Ann talks, Eve of the second queue is free."""
    bench = centre(agent("ann"), agent("eve", EXPERT), **first)
    bench.login("ann", "eve")
    bench.enqueue("c0")
    bench.talk("ann")
    return bench


def test_after_the_time_the_caller_goes_to_the_other_queue_and_keeps_the_place() -> None:
    bench = busy(overflow=Overflow(after_s=20.0, queue="second"))
    bench.enqueue("c1")
    began = bench.now
    bench.wait(20)
    assert bench.offered() == ["eve"]
    assert [(e.queue, e.outcome) for e in bench.said(EntryEnded)] == [
        ("general", EntryOutcome.OVERFLOWED)
    ]
    queued = bench.said(EntryQueued)[0]
    assert (queued.queue, queued.reason, queued.waiting_since) == ("second", "overflow", began)


def test_an_exit_returns_the_caller_by_its_name() -> None:
    bench = busy(overflow=Overflow(after_s=20.0, exit="callback"))
    bench.enqueue("c1")
    bench.wait(20)
    assert bench.said(ReturnCall) == [
        ReturnCall(call_id="c1", result=QueueResult.OVERFLOWED, exit="callback")
    ]
    assert bench.engine.next_deadline() is None


def test_a_caller_whose_agent_rings_does_not_overflow_until_that_is_over() -> None:
    bench = centre(agent("ann"), overflow=Overflow(after_s=5.0, exit="voicemail"))
    bench.login("ann")
    bench.enqueue("c1")
    offer_id = bench.ring("ann")
    bench.wait(8)
    assert bench.said(ReturnCall) == []
    bench.tell(OfferDeclined(offer_id=offer_id))
    bench.wait(0)
    assert [returned.exit for returned in bench.said(ReturnCall)] == ["voicemail"]


def test_a_queue_that_takes_nobody_keeps_them_where_they_are_and_is_asked_again() -> None:
    bench = busy(overflow=Overflow(after_s=20.0, queue="second"))
    bench.tell(AgentLoggedOut(agent_id="eve"))
    bench.enqueue("c1")
    bench.wait(25)
    assert [view.queue for view in bench.engine.waiting()] == ["general"]
    bench.login("eve")
    bench.wait(15)
    assert bench.offered() == ["eve"]


def test_an_unstaffed_queue_hands_on_at_once() -> None:
    bench = centre(
        agent("ann"), agent("eve", EXPERT), overflow=Overflow(after_s=20.0, queue="second")
    )
    bench.login("eve")
    bench.enqueue("c1")
    assert bench.offered() == ["eve"]


def test_a_full_queue_refuses_unless_somebody_is_free() -> None:
    bench = busy(max_waiting=1)
    bench.enqueue("c1")
    bench.enqueue("c2")
    assert bench.said(EntryRefused) == [EntryRefused(call_id="c2", queue="general", reason="full")]
    assert bench.said(ReturnCall) == [ReturnCall(call_id="c2", result=QueueResult.FULL)]
    assert bench.engine.call("c2") is None
    bench.tell(CallerLeft(call_id="c1"))
    bench.enqueue("c3")
    assert [view.call_id for view in bench.engine.waiting()] == ["c3"]


def test_a_queue_in_which_nobody_may_wait_takes_whom_it_can_serve_at_once() -> None:
    bench = centre(agent("ann"), max_waiting=0)
    bench.login("ann")
    bench.enqueue("c1")
    assert bench.offered() == ["ann"]
    bench.enqueue("c2")
    assert [returned.result for returned in bench.said(ReturnCall)] == [QueueResult.FULL]


def test_a_full_queue_hands_on_to_one_with_room() -> None:
    bench = busy(max_waiting=0, overflow=Overflow(after_s=20.0, queue="second"))
    bench.enqueue("c1")
    assert bench.offered() == ["eve"]
    assert [refused.queue for refused in bench.said(EntryRefused)] == ["general"]


def test_a_closed_queue_takes_nobody_in_but_serves_who_waits() -> None:
    bench = busy()
    bench.enqueue("c1")
    queues = dict(bench.plan.queues)
    queues["general"] = dataclasses.replace(queues["general"], hours=NEVER)
    bench.reload(dataclasses.replace(bench.plan, queues=queues))
    bench.enqueue("c2")
    assert bench.said(ReturnCall) == [ReturnCall(call_id="c2", result=QueueResult.CLOSED)]
    bench.hang_up(bench.engine.call("c0").parties[0].offer_id)
    assert bench.offered() == ["ann"]


def test_a_reserved_place_is_not_lost_by_a_refused_second_request() -> None:
    bench = busy(max_waiting=1)
    bench.enqueue("c1")
    bench.enqueue("c1")
    assert bench.last == []


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T07:59", False),
        ("2026-11-23T08:00", True),
        ("2026-11-23T18:00", False),
        ("2026-11-27T23:00", True),
        ("2026-11-28T01:59", True),
        ("2026-11-28T02:00", False),
        ("2026-12-25T23:00", False),
        ("2026-12-26T01:00", False),
    ],
)
def test_hours_by_wall_clock(moment: str, is_open: bool) -> None:
    hours = OpeningHours(
        zone=ZONE,
        week={0: ((480, 1080),), 4: ((1320, 120),)},
        holidays=frozenset({date(2026, 12, 25)}),
    )
    assert hours.open_at(datetime.fromisoformat(moment).replace(tzinfo=ZONE).timestamp()) is is_open


def test_a_clock_that_steps_back_counts_as_standing_still() -> None:
    bench = busy(overflow=Overflow(after_s=20.0, exit="callback"))
    bench.enqueue("c1")
    bench.engine.handle_timer(now=START - 5_000)
    assert bench.engine.take_outputs() == []
    bench.wait(20)
    assert bench.said(EntryEnded)[0].waited_s == pytest.approx(20.0)


class TestClosingTime:
    """What becomes of those who wait when the hours end."""

    OFFICE = OpeningHours(zone=ZONE, week={0: ((480, 1080),)})
    CLOSES_AT = datetime(2026, 11, 23, 18, tzinfo=ZONE).timestamp()

    def evening(self, before_s: float, **general: object) -> Bench:
        """Ann talks, one caller waits; the queue closes in `before_s` seconds."""
        hours = {"hours": self.OFFICE, "max_wait_s": None}
        bench = centre(agent("ann"), agent("eve", EXPERT), **hours, **general)
        bench.now = self.CLOSES_AT - before_s
        bench.login("ann", "eve")
        bench.enqueue("c0")
        bench.talk("ann")
        bench.enqueue("c1")
        return bench

    def test_they_stay_and_are_served_unless_the_queue_says_otherwise(self) -> None:
        bench = self.evening(60)
        bench.wait(3600)
        assert bench.said(ReturnCall) == []
        bench.hang_up(bench.engine.call("c0").parties[0].offer_id)
        assert bench.offered() == ["ann"]

    def test_they_go_back_to_the_flow(self) -> None:
        bench = self.evening(60, leave_at_close=True)
        bench.wait(50)
        assert bench.all(ReturnCall) == []
        bench.wait(10)
        assert bench.said(ReturnCall) == [ReturnCall(call_id="c1", result=QueueResult.CLOSED)]
        (ended,) = bench.said(EntryEnded)
        assert ended.outcome is EntryOutcome.CLOSED

    def test_they_go_on_to_the_queue_that_is_open(self) -> None:
        bench = self.evening(
            60, leave_at_close=True, overflow=Overflow(after_s=600.0, queue="second")
        )
        bench.wait(60)
        assert bench.said(ReturnCall) == []
        assert bench.offered() == ["eve"]

    def test_a_telephone_that_rings_then_may_be_answered(self) -> None:
        bench = self.evening(5, leave_at_close=True)
        bench.hang_up(bench.engine.call("c0").parties[0].offer_id)
        assert bench.offered() == ["ann"]
        bench.wait(10)
        bench.talk("ann")
        assert [back.call_id for back in bench.all(ReturnCall)] == ["c0"]

    def test_a_telephone_that_is_not_answered_does_not_keep_them(self) -> None:
        bench = self.evening(5, leave_at_close=True)
        bench.hang_up(bench.engine.call("c0").parties[0].offer_id)
        bench.wait(60)
        assert bench.all(ReturnCall)[-1] == ReturnCall(call_id="c1", result=QueueResult.CLOSED)

    def test_a_reload_may_let_them_stay(self) -> None:
        bench = self.evening(60, leave_at_close=True)
        queues = dict(bench.plan.queues)
        queues["general"] = dataclasses.replace(queues["general"], leave_at_close=False)
        bench.reload(dataclasses.replace(bench.plan, queues=queues))
        bench.wait(120)
        assert bench.all(ReturnCall) == []


@pytest.mark.parametrize(
    ("moment", "closed"),
    [
        ("2026-11-23T07:59", "2026-11-23T07:59"),
        ("2026-11-23T08:00", "2026-11-23T18:00"),
        ("2026-11-27T23:00", "2026-11-28T02:00"),
        ("2026-11-28T01:00", "2026-11-28T02:00"),
    ],
)
def test_the_end_of_the_hours_by_wall_clock(moment: str, closed: str) -> None:
    hours = OpeningHours(zone=ZONE, week={0: ((480, 720), (720, 1080)), 4: ((1320, 120),)})
    at, end = (datetime.fromisoformat(each).replace(tzinfo=ZONE) for each in (moment, closed))
    assert hours.next_closed(at.timestamp()) == end.timestamp()


def test_hours_without_an_end_never_end() -> None:
    always = OpeningHours(zone=ZONE, week=dict.fromkeys(range(7), ((0, 1440),)))
    assert always.next_closed(START) is None
