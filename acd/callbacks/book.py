"""The book of callbacks: who is called back, when, and how often.

    book = CallbackBook(CallbackRules(), new_id=...)
    book.handle(CallbackRequested(...), now=now)
    for output in book.take_outputs(): ...        # commands and events in causal order
    book.next_deadline()                          # call handle_timer then, or earlier

The rules:

- One callback for each number. Who asks again keeps the first place and queue; only the window
  changes, and only while no telephone rings.
- A callback waits in the queue like any call, at the place that the person had. So it is never
  served before anybody who was in front of it, and others of equal priority pass it only while it
  rests.
- The person is dialled when an agent is held, never before: nobody is called to wait. Every time
  the telephone may have rung counts as an attempt, and after each the person is left in peace,
  unless they ask again themselves.
- The events are the memory: a book that begins with the record of another goes on where it was.
- It ends exactly once: served, unreached (no attempt is left), expired (the window is over),
  hung up (answered, and gone before an agent was joined), called in (the person rang again and
  took the place), cancelled.

What is said about a callback that the book does not know, or too late, changes nothing. `now` is
seconds since the Unix epoch; a time before the last one counts as the last one.
"""

from collections.abc import Callable, Iterable

from acd.callbacks.callback import (
    BEFORE_DIALLING,
    Callback,
    CallbackRules,
    CallbackState,
    plain_number,
    settle_window,
)
from acd.callbacks.course import Course
from acd.callbacks.messages import (
    CallbackBooked,
    CallbackCommand,
    CallbackEvent,
    CallbackInput,
    CallbackOutcome,
    CallbackRebooked,
    CallbackRefused,
    CallbackRequested,
    GivePlace,
    PlaceReclaimed,
    Refusal,
)
from acd.callbacks.open import OpenCallbacks
from acd.callbacks.record import left_open


class CallbackBook:
    """All callbacks that have not ended.

    Args:
        rules: how often and when people are called.
        new_id: gives a new id for the prefix "callback"; must never repeat one.
    """

    def __init__(self, rules: CallbackRules, *, new_id: Callable[[str], str]) -> None:
        """Begin empty."""
        self._new_id = new_id
        self._open = OpenCallbacks()
        self._course = Course(self._open, rules)

    def handle(self, told: CallbackInput, *, now: float) -> None:
        """Take in one input."""
        self._let_time_pass(now)
        if isinstance(told, CallbackRequested):
            self._requested(told)
            return
        if isinstance(told, PlaceReclaimed):
            self._reclaimed(told)
            return
        callback = self._open.get(told.callback_id)
        if callback is not None:
            self._course.tell(callback, told)

    def resume(self, record: Iterable[tuple[CallbackEvent, float]], *, now: float) -> None:
        """Take up what an earlier book left open; to be called before anything else.

        `record` holds that book's events in their order, each with its epoch second. An attempt
        that nothing more is known of has failed, and a rest that had begun is kept.
        """
        self._let_time_pass(now)
        for left in left_open(record):
            self._open.add(left.callback)
            self._course.take_up(left)

    def handle_timer(self, *, now: float) -> None:
        """Do everything that fell due up to `now`."""
        self._let_time_pass(now)
        while (callback := self._open.take_due(self._course.now)) is not None:
            self._course.fell_due(callback)

    def next_deadline(self) -> float | None:
        """When `handle_timer` must be called at the latest; None while nothing is pending."""
        return self._open.next_deadline()

    def take_outputs(self) -> list[CallbackCommand | CallbackEvent]:
        """Hand over the commands and events since the last call, in causal order."""
        return self._course.take_outputs()

    def use(self, rules: CallbackRules) -> None:
        """Take new rules for what is decided from now on; windows and rests that run stay."""
        self._course.rules = rules

    def open_callbacks(self) -> tuple[Callback, ...]:
        """Every callback that has not ended, oldest first, to look at."""
        return self._open.all()

    def get(self, callback_id: str) -> Callback | None:
        """The callback of that id, to look at; None once it has ended."""
        return self._open.get(callback_id)

    def state_of(self, callback_id: str) -> CallbackState | None:
        """Where a callback stands, None once it has ended."""
        callback = self._open.get(callback_id)
        return callback.state if callback is not None else None

    def booked_for(self, number: str) -> str | None:
        """The callback that this number has, or None."""
        callback = self._open.of(number)
        return callback.callback_id if callback is not None else None

    # --- what is asked for --------------------------------------------------------------------

    def _requested(self, told: CallbackRequested) -> None:
        number = plain_number(told.number)
        window = (
            settle_window(told, self._course.rules, now=self._course.now)
            if number
            else Refusal.NO_NUMBER
        )
        if isinstance(window, Refusal):
            self._course.say(CallbackRefused(call_id=told.call_id, reason=window))
            return
        before = self._open.of(number)
        if before is not None and (told.agent_id or before.is_agents_own):
            self._course.say(CallbackRefused(call_id=told.call_id, reason=Refusal.BOOKED_ALREADY))
            return
        if before is not None:
            self._rebook(before, told.call_id, window)
            return
        callback = Callback(
            told,
            callback_id=self._new_id("callback"),
            number=number,
            window=window,
            now=self._course.now,
        )
        self._open.add(callback)
        self._course.say(
            CallbackBooked(
                callback_id=callback.callback_id,
                call_id=told.call_id,
                number=number,
                queue=told.queue,
                language=told.language,
                skills=told.skills,
                priority=told.priority,
                waiting_since=callback.waiting_since,
                not_before=callback.not_before,
                not_after=callback.not_after,
                agent_id=told.agent_id,
                task_id=told.task_id,
            )
        )
        self._course.rest_until(callback, callback.not_before)

    def _rebook(self, callback: Callback, call_id: str, window: tuple[float, float]) -> None:
        changes = callback.state in BEFORE_DIALLING
        if changes:
            callback.not_before, callback.not_after = window
        self._course.say(
            CallbackRebooked(
                callback_id=callback.callback_id,
                call_id=call_id,
                not_before=callback.not_before,
                not_after=callback.not_after,
            )
        )
        if not changes:
            return
        if callback.state is CallbackState.RESTING:
            self._course.rest_until(callback, callback.not_before)
        elif callback.not_before > self._course.now:
            self._course.rest(callback, callback.not_before)
        else:
            self._open.arm(callback, callback.not_after)

    def _reclaimed(self, told: PlaceReclaimed) -> None:
        callback = self._open.of(told.number)
        if callback is None or callback.state not in BEFORE_DIALLING:
            return
        self._course.end(callback, CallbackOutcome.CALLED_IN)
        self._course.say(
            GivePlace(
                call_id=told.call_id,
                queue=callback.asked.queue,
                priority=callback.asked.priority,
                waiting_since=callback.waiting_since,
            )
        )

    def _let_time_pass(self, now: float) -> None:
        self._course.now = max(self._course.now, now)
