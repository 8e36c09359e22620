"""One callback at a time: what is asked, told and done."""

from itertools import count
from typing import Any, TypeVar

import pytest

from acd.callbacks.book import CallbackBook
from acd.callbacks.callback import TRANSITIONS, Callback, CallbackRules, CallbackState, plain_number
from acd.callbacks.course import REPORT_GRACE_S
from acd.callbacks.messages import (
    AgentLost,
    AgentReserved,
    CallbackAttemptFailed,
    CallbackBooked,
    CallbackCancelled,
    CallbackEnded,
    CallbackOutcome,
    CallbackRebooked,
    CallbackRefused,
    CallbackRequested,
    CallbackReturned,
    DialPerson,
    GivePlace,
    NotReached,
    PersonAnswered,
    PersonHungUp,
    PersonJoined,
    PersonNotReached,
    PlaceReclaimed,
    QueueCallback,
    Refusal,
    StopDialling,
    UnqueueCallback,
)
from acd.errors import IllegalTransition

T = TypeVar("T")
NUMBER = "+12125550123"
RULES = CallbackRules(attempts=2, spacing_s=600.0, ring_timeout_s=30.0, life_s=7_200.0)
ID = "callback-1"


class Desk:
    """A book with a clock, and everything it said."""

    def __init__(self) -> None:
        ids = count(1)
        self.book = CallbackBook(RULES, new_id=lambda prefix: f"{prefix}-{next(ids)}")
        self.now = 10_000.0
        self.last: list[Any] = []

    def tell(self, told: Any) -> None:
        self.book.handle(told, now=self.now)
        self.last = self.book.take_outputs()

    def ask(self, number: str = NUMBER, call_id: str = "c1", **more: Any) -> None:
        more.setdefault("waiting_since", self.now - 300)
        self.tell(CallbackRequested(call_id=call_id, number=number, queue="general", **more))

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.book.handle_timer(now=self.now)
        self.last = self.book.take_outputs()

    def said(self, kind: type[T]) -> T:
        (found,) = (each for each in self.last if isinstance(each, kind))
        return found

    @property
    def kinds(self) -> list[str]:
        return [type(each).__name__ for each in self.last]

    @property
    def state(self) -> CallbackState | None:
        return self.book.state_of(ID)

    def outcome(self) -> CallbackOutcome:
        return self.said(CallbackEnded).outcome


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def dialling(desk: Desk) -> Desk:
    desk.ask()
    desk.tell(AgentReserved(callback_id=ID))
    return desk


def test_it_waits_at_the_place_the_person_had(desk: Desk) -> None:
    desk.ask(language="es", skills={"housing": 2}, priority=3)
    assert desk.said(CallbackBooked).waiting_since == 9_700
    queued = desk.said(QueueCallback)
    assert (queued.waiting_since, queued.priority) == (9_700, 3)
    assert (queued.queue, queued.language, queued.skills) == ("general", "es", {"housing": 2})


def test_nobody_gets_a_place_ahead_of_now(desk: Desk) -> None:
    desk.ask(waiting_since=desk.now + 50)
    assert desk.said(QueueCallback).waiting_since == desk.now
    desk.ask("+13125550111", waiting_since=None)
    assert desk.said(QueueCallback).waiting_since == desk.now


def test_the_person_is_dialled_when_an_agent_is_held_and_served_once_joined(desk: Desk) -> None:
    desk.ask()
    assert "DialPerson" not in desk.kinds
    desk.tell(AgentReserved(callback_id=ID))
    dial = desk.said(DialPerson)
    assert (dial.number, dial.attempt, dial.ring_timeout_s) == (NUMBER, 1, 30)
    desk.tell(PersonAnswered(callback_id=ID))
    assert desk.book.next_deadline() is None
    desk.tell(PersonJoined(callback_id=ID))
    assert desk.last == [CallbackEnded(callback_id=ID, outcome=CallbackOutcome.SERVED, attempts=1)]
    assert desk.book.booked_for(NUMBER) is None


def test_who_asks_again_keeps_the_first_place(desk: Desk) -> None:
    desk.ask()
    desk.now += 60
    desk.ask("+1 (212) 555-0123", call_id="c2", priority=9)
    assert desk.kinds == ["CallbackRebooked"]
    assert desk.said(CallbackRebooked).callback_id == ID
    desk.ask(not_before=desk.now + 100)
    assert desk.kinds == ["CallbackRebooked", "UnqueueCallback"]
    desk.wait(100)
    queued = desk.said(QueueCallback)
    assert (queued.waiting_since, queued.priority) == (9_700, 0)


def test_asking_again_while_the_telephone_rings_changes_nothing(dialling: Desk) -> None:
    dialling.ask(not_before=dialling.now + 3_000)
    assert dialling.kinds == ["CallbackRebooked"]
    assert dialling.said(CallbackRebooked).not_before == 10_000
    assert dialling.state is CallbackState.DIALLING


def test_a_slot_is_kept(desk: Desk) -> None:
    desk.ask(not_before=11_000, not_after=12_000)
    assert desk.kinds == ["CallbackBooked"]
    assert desk.book.next_deadline() == 11_000
    desk.wait(999)
    assert desk.last == []
    desk.wait(1)
    assert desk.said(QueueCallback).waiting_since == 9_700
    desk.wait(1_000)
    assert desk.kinds == ["UnqueueCallback", "CallbackEnded"]
    assert desk.outcome() is CallbackOutcome.EXPIRED


def test_a_timer_that_comes_too_late_does_not_queue_what_is_over(desk: Desk) -> None:
    desk.ask(not_before=11_000, not_after=12_000)
    desk.wait(5_000)
    assert desk.kinds == ["CallbackEnded"]


def test_after_an_attempt_the_person_is_left_in_peace_and_after_the_last_for_good(
    dialling: Desk,
) -> None:
    dialling.tell(PersonNotReached(callback_id=ID, reason=NotReached.BUSY))
    assert dialling.kinds == ["CallbackAttemptFailed", "UnqueueCallback"]
    dialling.wait(599)
    assert dialling.last == []
    dialling.wait(1)
    assert dialling.said(QueueCallback).waiting_since == 9_700
    dialling.tell(AgentReserved(callback_id=ID))
    assert dialling.said(DialPerson).attempt == 2
    dialling.tell(PersonNotReached(callback_id=ID, reason=NotReached.NO_ANSWER))
    assert dialling.kinds == ["CallbackAttemptFailed", "UnqueueCallback", "CallbackEnded"]
    assert dialling.outcome() is CallbackOutcome.UNREACHED
    assert dialling.book.next_deadline() is None


def test_a_rest_beyond_the_window_is_the_end(desk: Desk) -> None:
    desk.ask(not_after=10_300)
    desk.tell(AgentReserved(callback_id=ID))
    desk.tell(PersonNotReached(callback_id=ID, reason=NotReached.NO_ANSWER))
    assert desk.kinds == ["CallbackAttemptFailed", "UnqueueCallback", "CallbackEnded"]
    assert desk.outcome() is CallbackOutcome.EXPIRED


def test_a_machine_that_answers_is_an_attempt(dialling: Desk) -> None:
    dialling.tell(PersonAnswered(callback_id=ID))
    dialling.tell(PersonNotReached(callback_id=ID, reason=NotReached.MACHINE))
    assert dialling.said(CallbackAttemptFailed).reason is NotReached.MACHINE
    assert dialling.state is CallbackState.RESTING


def test_an_agent_lost_while_it_rings_counts_but_not_once_the_person_is_there(
    dialling: Desk,
) -> None:
    dialling.tell(AgentLost(callback_id=ID))
    assert dialling.kinds == ["StopDialling", "CallbackAttemptFailed", "UnqueueCallback"]
    dialling.wait(600)
    dialling.tell(AgentReserved(callback_id=ID))
    dialling.tell(PersonAnswered(callback_id=ID))
    dialling.tell(AgentLost(callback_id=ID))
    assert dialling.last == []
    dialling.tell(PersonHungUp(callback_id=ID))
    assert dialling.outcome() is CallbackOutcome.HUNG_UP


def test_an_attempt_nobody_reports_on_does_not_hang(dialling: Desk) -> None:
    dialling.wait(RULES.ring_timeout_s + REPORT_GRACE_S)
    assert dialling.kinds == ["StopDialling", "CallbackAttemptFailed", "UnqueueCallback"]
    assert dialling.said(CallbackAttemptFailed).reason is NotReached.NO_REPORT


def test_what_the_queue_gives_back_is_tried_again_without_counting(desk: Desk) -> None:
    desk.ask()
    desk.tell(CallbackReturned(callback_id=ID))
    assert desk.last == []
    desk.wait(600)
    assert desk.said(QueueCallback).waiting_since == 9_700
    desk.tell(AgentReserved(callback_id=ID))
    assert desk.said(DialPerson).attempt == 1


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ([], ["UnqueueCallback", "CallbackEnded"]),
        ([CallbackReturned(callback_id=ID)], ["CallbackEnded"]),
        ([AgentReserved(callback_id=ID)], ["StopDialling", "UnqueueCallback", "CallbackEnded"]),
        ([AgentReserved(callback_id=ID), PersonAnswered(callback_id=ID)], []),
    ],
)
def test_it_is_cancelled_until_the_person_is_there(desk: Desk, before: list, said: list) -> None:
    desk.ask()
    for told in before:
        desk.tell(told)
    desk.tell(CallbackCancelled(callback_id=ID))
    assert desk.kinds == said


def test_who_rings_again_takes_the_place(desk: Desk) -> None:
    desk.ask(priority=2)
    desk.tell(PlaceReclaimed(call_id="c2", number="+1-212-555-0123"))
    assert desk.outcome() is CallbackOutcome.CALLED_IN
    assert desk.said(GivePlace) == GivePlace(
        call_id="c2", queue="general", priority=2, waiting_since=9_700
    )
    desk.tell(PlaceReclaimed(call_id="c3", number=NUMBER))
    assert desk.last == []


def test_a_place_is_not_given_twice(dialling: Desk) -> None:
    dialling.tell(PlaceReclaimed(call_id="c2", number=NUMBER))
    assert dialling.last == []


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"number": ""}, Refusal.NO_NUMBER),
        ({"number": "anonymous"}, Refusal.NO_NUMBER),
        ({"number": "٣١١٣١١"}, Refusal.NO_NUMBER),
        ({"not_after": 9_000}, Refusal.WINDOW_OVER),
        ({"not_before": 11_000, "not_after": 10_500}, Refusal.WINDOW_EMPTY),
        ({"not_after": float("inf")}, Refusal.WINDOW_EMPTY),
        ({"not_before": float("nan")}, Refusal.TOO_FAR),
        ({"not_before": 10_000 + 8 * 86_400}, Refusal.TOO_FAR),
    ],
)
def test_what_cannot_be_done_is_refused(desk: Desk, more: dict, reason: Refusal) -> None:
    desk.ask(**{"number": NUMBER, **more})
    assert desk.last == [CallbackRefused(call_id="c1", reason=reason)]
    assert desk.book.next_deadline() is None


def test_news_of_a_callback_that_is_over_changes_nothing(desk: Desk) -> None:
    desk.ask()
    desk.tell(CallbackCancelled(callback_id=ID))
    for kind in (AgentReserved, AgentLost, PersonAnswered, PersonJoined, PersonHungUp):
        desk.tell(kind(callback_id=ID))
        assert desk.last == []
    desk.wait(1e6)
    assert desk.last == []


def test_news_out_of_turn_changes_nothing(desk: Desk) -> None:
    desk.ask()
    for kind in (AgentLost, PersonAnswered, PersonJoined, PersonHungUp):
        desk.tell(kind(callback_id=ID))
        assert desk.last == []
    assert desk.state is CallbackState.QUEUED


def test_a_clock_set_back_moves_nothing(desk: Desk) -> None:
    desk.ask()
    desk.now -= 5_000
    desk.ask("+13125550111", waiting_since=None)
    assert desk.said(CallbackBooked).waiting_since == 10_000


@pytest.mark.parametrize(
    "wrong", [{"attempts": 0}, {"spacing_s": 0.0}, {"life_s": float("inf")}, {"horizon_s": -1.0}]
)
def test_rules_under_which_nothing_works_are_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match="at least one attempt"):
        CallbackRules(**wrong)


@pytest.mark.parametrize("here", CallbackState)
def test_the_table_is_the_whole_truth(here: CallbackState) -> None:
    asked = CallbackRequested(call_id="c", number=NUMBER, queue="q")
    for there in CallbackState:
        callback = Callback(asked, callback_id=ID, number=NUMBER, window=(0.0, 1.0), now=0.0)
        callback.state = here
        if there in TRANSITIONS[here]:
            callback.enter(there)
            assert callback.state is there
        else:
            with pytest.raises(IllegalTransition):
                callback.enter(there)


def test_numbers_are_compared_without_separators() -> None:
    assert plain_number("+1 (212) 555-0123") == NUMBER
    assert plain_number("311") == "311"
    assert plain_number("12") == plain_number("+") == plain_number("sip:x") == ""


def test_dialling_is_stopped_before_the_queue_is_told(dialling: Desk) -> None:
    dialling.tell(CallbackCancelled(callback_id=ID))
    assert isinstance(dialling.last[0], StopDialling)
    assert isinstance(dialling.last[1], UnqueueCallback)
