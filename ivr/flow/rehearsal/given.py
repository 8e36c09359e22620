"""What a rehearsed call finds: the queues, the most-asked questions, the records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ivr.flow.inputs import RequestStatus
from ivr.flow.notices import Notice, NoticeBook
from ivr.flow.standing import Standing
from ivr.trending.ranking import TrendingQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenQueue:
    """A queue as the caller finds it. The range of the wait is in seconds, None: not known."""

    staffed: bool = True
    waiting: int = 0
    wait_s: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The surroundings of one call; they do not change while it lasts.

    A queue that is not named is staffed and empty. `hints` are the languages that the caller's
    number is known for. Without `has_recogniser` no words are heard, without `has_records` nothing
    is looked up.
    """

    asked: tuple[str, ...] = ()
    queues: Mapping[str, GivenQueue] = field(default_factory=dict)
    requests: Mapping[str, RequestStatus] = field(default_factory=dict)
    hints: Mapping[str, float] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    is_callback_booked: bool = True
    has_recogniser: bool = True
    has_records: bool = True

    def notice_book(self) -> NoticeBook:
        """Return a book in which the notices are on."""
        book = NoticeBook()
        book.resume(self.notices)
        return book

    def queue(self, name: str) -> GivenQueue:
        """Return a queue's state."""
        return self.queues.get(name, GivenQueue())


class GivenTrending:
    """Implements `ports.Trending`: what is asked is given."""

    def __init__(self, given: Given) -> None:
        """Take what is asked."""
        self._given = given

    def top(self, query: TrendingQuery, *, now: float) -> Sequence[str]:
        """Return the first questions that are not banned."""
        return [code for code in self._given.asked if code not in query.banned][: query.count]


class GivenQueues:
    """Implements `ports.QueueStates` and `ports.WaitingLine`."""

    def __init__(self, given: Given) -> None:
        """Take the queues; the caller waits in none yet."""
        self._given = given
        self.entered = ""

    def waiting(self, queue: str) -> int:
        """Return how many callers wait in it."""
        return self._given.queue(queue).waiting

    def staffed(self, queue: str) -> bool:
        """Tell whether anybody is at work who serves it."""
        return self._given.queue(queue).staffed

    def expected_wait_s(self, queue: str) -> float | None:
        """Return the longer end of the wait."""
        wait_s = self._given.queue(queue).wait_s
        return wait_s[1] if wait_s is not None else None

    def standing(self, call_id: str, *, now: float) -> Standing | None:
        """The caller stays behind those who were there before."""
        if not self.entered:
            return None
        queue = self._given.queue(self.entered)
        low_s, high_s = queue.wait_s or (None, None)
        return Standing(
            entry_id=call_id,
            queue=self.entered,
            position=queue.waiting + 1,
            low_s=low_s,
            high_s=high_s,
        )
