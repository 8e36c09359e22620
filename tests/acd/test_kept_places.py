import pytest

from acd.events import EntryEnded, EntryOutcome, EntryQueued, PartyJoined, PlaceRestored
from acd.plan.model import Role
from acd.queue.kept_places import RECONNECT_LIMIT_S, KeptPlaces

CALLER = "2125550100"


class Book:
    """The book, with a clock and short forms of what happens."""

    def __init__(self) -> None:
        self.places = KeptPlaces()
        self.now = 1_000.0

    def queue(self, call_id: str, queue: str = "general", *, caller: str = CALLER) -> None:
        queued = EntryQueued(
            call_id=call_id,
            entry_id=f"{call_id}-e",
            queue=queue,
            role=Role.PRIMARY,
            language=None,
            caller_language=None,
            waiting_since=self.now,
        )
        self.places.note(queued, caller=caller, now=self.now)

    def end(
        self,
        call_id: str,
        outcome: EntryOutcome = EntryOutcome.ABANDONED,
        *,
        after_s: float = 60,
        caller: str = CALLER,
        role: Role = Role.PRIMARY,
    ) -> None:
        self.now += after_s
        ended = EntryEnded(
            call_id=call_id,
            entry_id=f"{call_id}-e",
            queue="general",
            role=role,
            outcome=outcome,
            waited_s=after_s,
        )
        self.places.note(ended, caller=caller, now=self.now)

    def join(self, call_id: str) -> None:
        joined = PartyJoined(
            call_id=call_id,
            entry_id=f"{call_id}-e",
            offer_id="o1",
            agent_id="1001",
            role=Role.PRIMARY,
            queue="general",
        )
        self.places.note(joined, caller=CALLER, now=self.now)

    def found(self, queue: str = "general", within_s: float | None = 300) -> PlaceRestored | None:
        kept = self.places.find(CALLER, queue, within_s=within_s, now=self.now)
        return kept.restored_to("again") if kept is not None else None


@pytest.fixture
def book() -> Book:
    book = Book()
    book.queue("c1")
    return book


def test_who_hung_up_while_waiting_has_the_place_back(book: Book) -> None:
    book.end("c1")
    book.now += 300
    assert book.found() == PlaceRestored(
        call_id="again",
        queue="general",
        earlier_call_id="c1",
        waiting_since=1_000.0,
        left_at=1_060.0,
    )


def test_not_too_late_nor_elsewhere_nor_where_the_queue_keeps_none(book: Book) -> None:
    book.end("c1")
    assert book.found(queue="housing") is None
    assert book.found(within_s=None) is None
    book.now += 301
    assert book.found() is None


def test_not_while_the_first_call_waits_still(book: Book) -> None:
    assert book.found() is None


@pytest.mark.parametrize(
    "outcome",
    [EntryOutcome.TIMED_OUT, EntryOutcome.WITHDRAWN, EntryOutcome.UNSTAFFED],
)
def test_who_went_on_to_something_else_left_no_place(book: Book, outcome: EntryOutcome) -> None:
    book.end("c1", outcome)
    book.end("c1")
    assert book.found() is None


def test_not_for_a_withheld_number() -> None:
    book = Book()
    book.queue("c1", caller="")
    book.end("c1", caller="")
    assert len(book.places) == 0
    assert book.places.find("", "general", within_s=300, now=book.now) is None


def test_not_once_served(book: Book) -> None:
    book.end("c1")
    book.queue("c2")
    book.join("c2")
    assert book.found() is None
    book.end("c2")
    assert book.found() is None


def test_an_interpreters_wait_is_nobodys_place(book: Book) -> None:
    book.end("c1", role=Role.INTERPRETER)
    assert book.found() is None


def test_once(book: Book) -> None:
    book.end("c1")
    restored = book.found()
    assert restored is not None
    book.places.note(restored, caller=CALLER, now=book.now)
    assert book.found() is None
    book.queue("again")
    book.end("again")
    assert book.found() is None


def test_a_move_to_another_queue_keeps_the_first(book: Book) -> None:
    book.end("c1", EntryOutcome.OVERFLOWED)
    book.queue("c1", "overflow")
    book.end("c1")
    restored = book.found()
    assert restored is not None
    assert restored.waiting_since == 1_000.0


def test_the_end_of_the_distributor_cuts_off_whoever_waits(book: Book) -> None:
    book.queue("left", caller="2125550101")
    book.places.call_over("left")
    book.now += 10
    book.places.interrupted(now=book.now)
    assert book.found() is not None
    assert len(book.places) == 1


def test_old_places_are_forgotten(book: Book) -> None:
    book.end("c1")
    book.now += RECONNECT_LIMIT_S + 1
    book.queue("c2", caller="2125550101")
    book.end("c2", after_s=0, caller="2125550101")
    assert len(book.places) == 1
