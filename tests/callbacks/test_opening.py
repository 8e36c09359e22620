"""People are called only at the hours the city says; an agent's own call is at any hour."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from acd.callbacks.book import CallbackBook
from acd.callbacks.callback import CallbackRules
from acd.callbacks.messages import (
    AgentReserved,
    CallbackEnded,
    CallbackRefused,
    CallbackRequested,
    CallbackReturned,
    DialPerson,
    NotReached,
    PersonNotReached,
    QueueCallback,
    UnqueueCallback,
)
from acd.plan.hours import OpeningHours

FRIDAY_17 = datetime(2026, 7, 17, 17, tzinfo=UTC).timestamp()
MONDAY_9 = datetime(2026, 7, 20, 9, tzinfo=UTC).timestamp()
HOURS = OpeningHours(zone=ZoneInfo("UTC"), week=dict.fromkeys(range(5), ((9 * 60, 18 * 60),)))
ID = "callback-1"


def book(**rules: object) -> CallbackBook:
    given = {"life_s": 7 * 86_400.0, "spacing_s": 1800.0, "opening": HOURS} | rules
    return CallbackBook(CallbackRules(**given), new_id=lambda prefix: f"{prefix}-1")


def ask(desk: CallbackBook, now: float, **changes: str) -> list[object]:
    request = CallbackRequested(call_id="c1", number="2125550100", queue="general", **changes)
    desk.handle(request, now=now)
    return desk.take_outputs()


def said(desk: CallbackBook, kind: type) -> list[object]:
    return [each for each in desk.take_outputs() if isinstance(each, kind)]


def test_who_asks_at_night_is_queued_when_people_may_be_called() -> None:
    desk = book()
    booked, *rest = ask(desk, FRIDAY_17 + 2 * 3600)
    assert rest == []
    assert booked.not_before == MONDAY_9
    desk.handle_timer(now=MONDAY_9)
    assert said(desk, QueueCallback)


def test_a_rest_that_ends_after_closing_goes_on_till_the_morning() -> None:
    desk = book()
    ask(desk, FRIDAY_17)
    desk.handle(AgentReserved(callback_id=ID), now=FRIDAY_17 + 3000)
    desk.handle(PersonNotReached(callback_id=ID, reason=NotReached.NO_ANSWER), now=FRIDAY_17 + 3030)
    desk.take_outputs()
    assert desk.next_deadline() == MONDAY_9


def test_an_agent_who_works_past_closing_dials_nobody() -> None:
    desk = book()
    ask(desk, FRIDAY_17)
    desk.handle(AgentReserved(callback_id=ID), now=FRIDAY_17 + 3601)
    outputs = desk.take_outputs()
    assert UnqueueCallback(callback_id=ID) in outputs
    assert not [each for each in outputs if isinstance(each, DialPerson)]
    assert desk.next_deadline() == MONDAY_9


def test_a_city_that_never_calls_refuses() -> None:
    desk = book(opening=OpeningHours(zone=ZoneInfo("UTC"), week={}))
    (refused,) = ask(desk, FRIDAY_17)
    assert isinstance(refused, CallbackRefused)


def test_an_agents_own_call_is_tried_once_at_any_hour() -> None:
    desk = book()
    outputs = ask(desk, FRIDAY_17 + 4 * 3600, agent_id="ana", task_id="T1")
    (queued,) = [each for each in outputs if isinstance(each, QueueCallback)]
    assert queued.agent_id == "ana"
    now = FRIDAY_17 + 4 * 3600 + 5
    desk.handle(AgentReserved(callback_id=ID), now=now)
    assert said(desk, DialPerson)
    desk.handle(PersonNotReached(callback_id=ID, reason=NotReached.BUSY), now=now)
    (ended,) = said(desk, CallbackEnded)
    assert ended.outcome == "unreached"


def test_an_agent_who_does_not_take_it_ends_it() -> None:
    desk = book()
    ask(desk, FRIDAY_17, agent_id="ana")
    desk.handle(CallbackReturned(callback_id=ID), now=FRIDAY_17 + 20)
    (ended,) = said(desk, CallbackEnded)
    assert ended.outcome == "cancelled"


def test_nobody_is_called_twice_at_a_time() -> None:
    desk = book()
    ask(desk, FRIDAY_17)
    (refused,) = ask(desk, FRIDAY_17, agent_id="ana")
    assert refused.reason == "booked_already"
