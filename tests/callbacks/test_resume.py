"""A book that begins with the record of another goes on where it was."""

import pytest

from acd.callbacks.book import CallbackBook
from acd.callbacks.callback import CallbackState
from acd.callbacks.messages import (
    AgentReserved,
    CallbackCancelled,
    CallbackEvent,
    CallbackOutcome,
    CallbackQueued,
    CallbackReturned,
    DialPerson,
    NotReached,
    PersonNotReached,
    QueueCallback,
)
from db.ledger import LedgerEntry, entry_from_json, entry_to_json
from db.queries.steps import describe
from tests.callbacks.test_book import ID, NUMBER, RULES, Desk


class Recorded(Desk):
    """A desk whose events go through the ledger's own codec."""

    def __init__(self) -> None:
        super().__init__()
        self.record: list[tuple[CallbackEvent, float]] = []

    def tell(self, told) -> None:
        super().tell(told)
        self._keep()

    def wait(self, seconds: float) -> None:
        super().wait(seconds)
        self._keep()

    def _keep(self) -> None:
        for said in self.last:
            if isinstance(said, CallbackEvent):
                entry = LedgerEntry(boot_id="b", seq=len(self.record), at=self.now, event=said)
                kept = entry_from_json(entry_to_json(entry))
                self.record.append((kept.event, kept.at))

    def crash(self, away_s: float = 60.0) -> None:
        self.book = CallbackBook(RULES, new_id=lambda prefix: f"{prefix}-new")
        self.now += away_s
        self.book.resume(self.record, now=self.now)
        self.last = self.book.take_outputs()
        self._keep()


@pytest.fixture
def desk() -> Recorded:
    desk = Recorded()
    desk.ask(language="es", skills={"housing": 2}, priority=1)
    return desk


def test_it_goes_back_to_the_queue_where_it_was(desk: Recorded) -> None:
    before = desk.said(QueueCallback)
    desk.crash()
    assert desk.last == [CallbackQueued(callback_id=ID), before]
    assert desk.book.booked_for(NUMBER) == ID
    desk.ask()
    assert desk.kinds == ["CallbackRebooked"]


def test_an_attempt_nobody_knows_the_end_of_has_failed(desk: Recorded) -> None:
    desk.tell(AgentReserved(callback_id=ID))
    desk.crash()
    assert desk.kinds == ["CallbackAttemptFailed"]
    desk.wait(599)
    assert desk.last == []
    desk.wait(1)
    desk.tell(AgentReserved(callback_id=ID))
    assert desk.said(DialPerson).attempt == 2
    desk.crash()
    assert desk.kinds == ["CallbackAttemptFailed", "CallbackEnded"]
    assert desk.outcome() is CallbackOutcome.UNREACHED
    desk.crash()
    assert desk.last == []


def test_a_rest_goes_on(desk: Recorded) -> None:
    desk.tell(AgentReserved(callback_id=ID))
    desk.tell(PersonNotReached(callback_id=ID, reason=NotReached.BUSY))
    desk.crash(away_s=100)
    assert desk.last == []
    assert desk.book.next_deadline() == desk.now + 500
    desk.ask()
    assert desk.kinds == ["CallbackRebooked", "CallbackQueued", "QueueCallback"]
    desk.crash(away_s=1)
    assert desk.kinds == ["CallbackQueued", "QueueCallback"]


def test_a_window_that_went_by_meanwhile_is_over(desk: Recorded) -> None:
    desk.ask(not_before=desk.now + 100, not_after=desk.now + 200)
    desk.crash(away_s=1_000)
    assert desk.kinds == ["CallbackEnded"]
    assert desk.outcome() is CallbackOutcome.EXPIRED


def test_what_had_ended_stays_so(desk: Recorded) -> None:
    desk.tell(CallbackCancelled(callback_id=ID))
    desk.crash()
    assert desk.last == []
    assert desk.book.state_of(ID) is None


def test_a_later_slot_is_kept_and_a_return_is_forgotten(desk: Recorded) -> None:
    desk.tell(CallbackReturned(callback_id=ID))
    desk.crash()
    assert desk.book.state_of(ID) is CallbackState.QUEUED
    desk.ask(not_before=desk.now + 500)
    desk.crash()
    assert desk.book.next_deadline() == desk.now + 440


def test_a_record_without_its_beginning_is_no_callback(desk: Recorded) -> None:
    desk.tell(AgentReserved(callback_id=ID))
    del desk.record[0]
    desk.crash()
    assert desk.last == []


def test_the_story_of_the_call_tells_it(desk: Recorded) -> None:
    desk.ask()
    desk.ask("")
    booked, _, rebooked = (event for event, _ in desk.record[:3])
    assert describe(booked) == "will be called back, place in general kept"
    assert describe(rebooked) == "asks again to be called back, first place kept"
    assert describe(desk.record[3][0]) == "cannot be called back (no_number)"
