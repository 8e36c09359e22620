from typing import Any

import pytest

from acd.commands import JoinAgent, OfferCall
from acd.events import (
    AgentState,
    AgentStatus,
    AgentStatusChanged,
    EntryQueued,
    OfferMade,
    PartyLeft,
)
from acd.inputs import (
    AgentPaused,
    AgentResumed,
    InterpreterRequested,
    LegEnded,
    LegHeld,
    LegResumed,
    OfferAnswered,
    OfferDeclined,
    OfferUnreachable,
    PartyReleaseRequested,
    VendorUseKnown,
)
from acd.interpreters.events import InterpreterBilled
from acd.plan.vendors import DialStep, OutsideLine, Price, Vendor, month_end, month_of
from acd.record import plan_adopted
from acd.routing.replay import Replica
from tests.acd.harness import GENERAL, INTERPRETER, Bench, agent, plan

ANN = agent("ann", GENERAL, en=5)
BOB = agent("bob", GENERAL, en=5)
INA = agent("ina", INTERPRETER, en=4, so=1)


def vendor(name: str, rank: int, **change: Any) -> Vendor:
    values: dict[str, Any] = {
        "number": "555010" + str(rank),
        "languages": {"so": "17", "am": "18"},
        "steps": (
            DialStep(wait_s=1.0),
            DialStep(pin=True),
            DialStep(keys="#"),
            DialStep(language=True),
        ),
        "price": Price(per_minute_micros=750_000),
        "connect_within_s": 40.0,
        "retry_s": 90.0,
    }
    return Vendor(name=name, rank=rank, **values | change)


FIRST, SECOND = vendor("first", 1), vendor("second", 2)


def bench_with(*vendors: Vendor, login: str = "ann ina", **more: Any) -> Bench:
    bench = Bench(routing=plan(ANN, BOB, INA, vendors=vendors or (FIRST, SECOND), **more))
    bench.login(*login.split())
    return bench


def test_a_person_goes_before_every_vendor() -> None:
    bench = bench_with()
    bench.enqueue(language="so")
    assert bench.offered() == ["ann", "ina"]
    receipt = bench.said(OfferMade)[1].receipt
    assert receipt.key_names[0] == "rank"
    assert [(c.agent_id, c.sort_key[0]) for c in receipt.candidates[:3]] == [
        ("ina", 0.0),
        ("first:1", 1.0),
        ("second:1", 2.0),
    ]


def test_a_vendor_is_dialled_when_no_person_is_free() -> None:
    bench = bench_with(login="ann")
    bench.enqueue(language="so-SO")
    offer = bench.offer_to("first:1")
    assert offer.outside == OutsideLine(
        vendor="first",
        number="5550101",
        steps=(DialStep(wait_s=1.0), DialStep(pin=True), DialStep(keys="#"), DialStep(keys="17")),
    )
    assert offer.ring_timeout_s == 40.0
    assert bench.offer_to("ann").outside is None


@pytest.mark.parametrize(
    ("report", "state"),
    [
        (OfferDeclined, AgentState.IDLE),
        (OfferUnreachable, AgentState.NOT_RESPONDING),
    ],
)
def test_the_next_vendor_is_asked_when_one_does_not_serve(report: Any, state: AgentState) -> None:
    bench = bench_with(vendor("first", 1, lines_count=2), SECOND, login="ann")
    bench.enqueue(language="so")
    bench.tell(report(offer_id=bench.offer_to("first:1").offer_id))
    assert bench.offered() == ["second:1"], "another line of a busy vendor was tried first"
    assert bench.state("first:1") is state
    assert ("first:2", "declined_recently") in [
        (c.agent_id, c.rejected) for c in bench.said(OfferMade)[0].receipt.candidates
    ]


def test_a_line_that_does_not_connect_in_time_is_left_alone_for_a_while() -> None:
    bench = bench_with(login="ann")
    bench.enqueue(language="so")
    bench.talk("ann")
    bench.wait(43)
    assert bench.offered() == ["second:1"]
    assert bench.state("first:1") is AgentState.NOT_RESPONDING
    bench.talk("second:1")
    bench.wait(90)
    assert bench.state("first:1") is AgentState.IDLE


def test_all_lines_taken_hands_on_to_the_next_vendor() -> None:
    bench = bench_with(login="ann bob")
    bench.enqueue("c1", language="so")
    bench.talk("first:1")
    bench.enqueue("c2", language="so")
    assert "second:1" in bench.offered()


def test_a_vendor_without_the_language_is_not_asked() -> None:
    bench = bench_with(vendor("first", 1, languages={"am": "18"}), SECOND, login="ann")
    bench.enqueue(language="so")
    assert bench.offered() == ["ann", "second:1"]


def test_a_stretch_is_billed_by_the_vendors_increment_and_the_line_is_free_at_once() -> None:
    bench = bench_with(login="ann")
    bench.enqueue(language="so")
    line = bench.talk("first:1")
    bench.talk("ann")
    bench.wait(61)
    bench.hang_up(line)
    (billed,) = bench.said(InterpreterBilled)
    assert (billed.vendor, billed.language, billed.length_s) == ("first", "so", 61.0)
    assert (billed.billed_s, billed.cost_micros, billed.currency) == (120, 1_500_000, "USD")
    assert bench.state("first:1") is AgentState.IDLE


def test_time_on_hold_is_billed_too() -> None:
    bench = bench_with(login="ann")
    bench.enqueue(language="so")
    line = bench.talk("first:1")
    for report in (LegHeld, LegResumed):
        bench.wait(50)
        bench.tell(report(offer_id=line))
    bench.hang_up(line)
    assert bench.said(InterpreterBilled)[0].length_s == 100.0


@pytest.mark.parametrize(
    ("length_s", "increment_s", "minimum_s", "billed_s"),
    [(0, 60, 60, 60), (60, 60, 60, 60), (60.1, 60, 0, 120), (7, 6, 0, 12), (7, 1, 30, 30)],
)
def test_billing(length_s: float, increment_s: int, minimum_s: int, billed_s: int) -> None:
    price = Price(per_minute_micros=10, increment_s=increment_s, minimum_s=minimum_s)
    assert price.billed_s(length_s) == billed_s


def test_costs_are_exact_and_rounded_half_up() -> None:
    assert Price(per_minute_micros=745_000).cost_micros(90) == 1_117_500
    assert [Price(per_minute_micros=1).cost_micros(s) for s in (29, 30, 90)] == [0, 1, 2]


def test_a_vendor_out_of_minutes_is_passed_over_until_the_next_month() -> None:
    bench = bench_with(vendor("first", 1, seconds_per_month=120), SECOND, login="ann")
    bench.enqueue(language="so")
    line = bench.talk("first:1")
    bench.talk("ann")
    bench.wait(61)
    bench.hang_up(line)
    assert [(e.agent_id, e.status, e.reason) for e in bench.said(AgentStatusChanged)] == [
        ("first:1", AgentStatus.PAUSED, "out_of_minutes")
    ]
    bench.tell(InterpreterRequested(call_id="c1", language="so", by_agent="ann"))
    assert bench.offered() == ["second:1"]
    passed = {c.agent_id: c.rejected for c in bench.said(OfferMade)[0].receipt.candidates}
    assert passed["first:1"] == "out_of_minutes"
    bench.wait(month_end(bench.now) - bench.now)
    assert bench.agent("first:1").status is AgentStatus.AVAILABLE


def test_what_an_earlier_run_has_used_counts() -> None:
    bench = bench_with(vendor("first", 1, seconds_per_month=120), SECOND, login="ann")
    bench.tell(VendorUseKnown(vendor="first", month=month_of(bench.now), billed_s=120))
    bench.tell(VendorUseKnown(vendor="first", month="1969-12", billed_s=500))
    bench.tell(VendorUseKnown(vendor="gone", month=month_of(bench.now), billed_s=1))
    bench.enqueue(language="so")
    assert bench.offered() == ["ann", "second:1"]


def test_a_line_paused_by_a_person_stays_paused_when_the_month_turns() -> None:
    bench = bench_with(vendor("first", 1, seconds_per_month=60), SECOND, login="ann")
    bench.tell(AgentPaused(agent_id="first:1", reason="dispute"))
    bench.tell(VendorUseKnown(vendor="first", month=month_of(bench.now), billed_s=60))
    bench.wait(month_end(bench.now) - bench.now)
    assert bench.agent("first:1").reason == "dispute"
    bench.tell(AgentResumed(agent_id="first:1"))
    assert bench.agent("first:1").status is AgentStatus.AVAILABLE


def test_months_are_calendar_months() -> None:
    assert month_of(1_000.0) == "1970-01"
    assert month_end(1_000.0) == 31 * 86_400.0
    assert month_of(month_end(month_end(1_000.0)) - 1) == "1970-02"
    december = 334 * 86_400.0
    assert (month_of(december), month_end(december)) == ("1970-12", 365 * 86_400.0)


def test_a_reload_opens_and_closes_lines_and_a_call_keeps_its_own() -> None:
    bench = bench_with(login="ann bob")
    bench.enqueue(language="so")
    line = bench.talk("first:1")
    bench.talk("ann")
    bench.reload(plan(ANN, BOB, INA, vendors=(vendor("third", 1),)))
    assert bench.agent("third:1").status is AgentStatus.AVAILABLE
    assert bench.agent("first:1").state is AgentState.TALKING
    assert "second:1" not in {view.agent_id for view in bench.engine.agents()}
    bench.wait(10)
    bench.hang_up(line)
    assert bench.said(InterpreterBilled)[0].vendor == "first"
    assert "first:1" not in {view.agent_id for view in bench.engine.agents()}


def test_a_broken_line_brings_another_interpreter_and_one_who_leaves_does_not() -> None:
    bench = bench_with(login="ann")
    bench.enqueue(language="so")
    line = bench.talk("first:1")
    bench.talk("ann")
    bench.tell(LegEnded(offer_id=line, broken=True))
    assert [e.reason for e in bench.said(PartyLeft)] == ["line_broke"]
    assert [(e.reason, e.language) for e in bench.said(EntryQueued)] == [("line_broke", "so")]
    assert bench.offered() == ["second:1"], "the line that broke is not the next one asked"
    line = bench.talk("second:1")
    bench.hang_up(line)
    assert bench.said(EntryQueued) == []


def test_an_interpreter_who_was_released_is_not_replaced() -> None:
    bench = bench_with(login="ann")
    bench.enqueue(language="so")
    line = bench.talk("first:1")
    bench.talk("ann")
    bench.tell(PartyReleaseRequested(call_id="c1", agent_id="first:1"))
    bench.tell(LegEnded(offer_id=line, broken=True))
    assert bench.all(EntryQueued)[-1].reason == "no_native_agent"


def test_decisions_among_vendors_are_made_again_from_the_record() -> None:
    bench = bench_with(vendor("first", 1, lines_count=2), SECOND, login="ann ina")
    replica = Replica()
    replica.read(plan_adopted(bench.plan))
    bench.enqueue(language="so")
    bench.tell(OfferDeclined(offer_id=bench.offer_to("ina").offer_id))
    bench.tell(OfferDeclined(offer_id=bench.offer_to("first:1").offer_id))
    made = 0
    for event in bench.log:
        replica.read(event)
        if isinstance(event, OfferMade):
            made += 1
            assert replica.decide_again(event) == event.receipt
    assert made == 4
    assert [o.agent_id for o in bench.all(OfferCall)] == ["ann", "ina", "first:1", "second:1"]


def test_an_answered_vendor_is_joined_as_third_party() -> None:
    bench = bench_with(login="ann")
    bench.enqueue(language="so")
    bench.talk("ann")
    bench.tell(OfferAnswered(offer_id=bench.offer_to("first:1").offer_id))
    assert [join.agent_id for join in bench.said(JoinAgent)] == ["first:1"]
