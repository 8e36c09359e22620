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
from typing import assert_never

from acd.callbacks.callback import (
    BEFORE_DIALLING,
    Callback,
    CallbackRules,
    CallbackState,
    plain_number,
    settle_window,
)
from acd.callbacks.messages import (
    AgentLost,
    AgentReserved,
    CallbackAnswered,
    CallbackAttemptFailed,
    CallbackBooked,
    CallbackCancelled,
    CallbackCommand,
    CallbackDialled,
    CallbackEnded,
    CallbackEvent,
    CallbackInput,
    CallbackOutcome,
    CallbackQueued,
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
from acd.callbacks.open import OpenCallbacks
from acd.callbacks.record import left_open

REPORT_GRACE_S = 15.0
"""How long after the ringing time a report of the attempt is waited for."""

_IN_QUEUE = frozenset({CallbackState.QUEUED, CallbackState.DIALLING, CallbackState.ANSWERED})


class CallbackBook:
    """All callbacks that have not ended.

    Args:
        rules: how often and when people are called.
        new_id: gives a new id for the prefix "callback"; must never repeat one.
    """

    def __init__(self, rules: CallbackRules, *, new_id: Callable[[str], str]) -> None:
        """Begin empty."""
        self._rules = rules
        self._new_id = new_id
        self._now = 0.0
        self._open = OpenCallbacks()
        self._outputs: list[CallbackCommand | CallbackEvent] = []

    def handle(self, told: CallbackInput, *, now: float) -> None:
        """Take in one input."""
        self._now = max(self._now, now)
        if isinstance(told, CallbackRequested):
            self._requested(told)
            return
        if isinstance(told, PlaceReclaimed):
            self._reclaimed(told)
            return
        callback = self._open.get(told.callback_id)
        if callback is not None:
            self._tell(callback, told)

    def resume(self, record: Iterable[tuple[CallbackEvent, float]], *, now: float) -> None:
        """Take up what an earlier book left open; to be called before anything else.

        `record` holds that book's events in their order, each with its epoch second. An attempt
        that nothing more is known of has failed, and a rest that had begun is kept.
        """
        self._now = max(self._now, now)
        for left in left_open(record):
            callback = left.callback
            self._open.add(callback)
            if left.is_dialled:
                self._fail(callback, NotReached.NO_REPORT)
                left.failed_at = self._now
            if callback.is_agents_own:
                self._end(callback, CallbackOutcome.CANCELLED)
            elif callback.attempts >= self._rules.attempts:
                self._end(callback, CallbackOutcome.UNREACHED)
            elif left.failed_at is None:
                self._rest_until(callback, callback.not_before)
            else:
                rested = left.failed_at + self._rules.spacing_s
                self._rest_until(callback, max(rested, callback.not_before))

    def handle_timer(self, *, now: float) -> None:
        """Do everything that fell due up to `now`."""
        self._now = max(self._now, now)
        while (callback := self._open.take_due(self._now)) is not None:
            if callback.state is CallbackState.DIALLING:
                self._say(StopDialling(callback_id=callback.callback_id))
                self._not_reached(callback, NotReached.NO_REPORT)
            elif self._now >= callback.not_after:
                self._end(callback, CallbackOutcome.EXPIRED)
            else:
                self._rest_until(callback, self._now)

    def next_deadline(self) -> float | None:
        """When `handle_timer` must be called at the latest; None while nothing is pending."""
        return self._open.next_deadline()

    def take_outputs(self) -> list[CallbackCommand | CallbackEvent]:
        """Hand over the commands and events since the last call, in causal order."""
        outputs, self._outputs = self._outputs, []
        return outputs

    def use(self, rules: CallbackRules) -> None:
        """Take new rules for what is decided from now on; windows and rests that run stay."""
        self._rules = rules

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

    # --- what is told -------------------------------------------------------------------------

    def _requested(self, told: CallbackRequested) -> None:
        number = plain_number(told.number)
        window = settle_window(told, self._rules, now=self._now) if number else Refusal.NO_NUMBER
        if isinstance(window, Refusal):
            self._say(CallbackRefused(call_id=told.call_id, reason=window))
            return
        before = self._open.of(number)
        if before is not None and (told.agent_id or before.is_agents_own):
            self._say(CallbackRefused(call_id=told.call_id, reason=Refusal.BOOKED_ALREADY))
            return
        if before is not None:
            self._rebook(before, told.call_id, window)
            return
        callback = Callback(
            told, callback_id=self._new_id("callback"), number=number, window=window, now=self._now
        )
        self._open.add(callback)
        self._say(
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
        self._rest_until(callback, callback.not_before)

    def _rebook(self, callback: Callback, call_id: str, window: tuple[float, float]) -> None:
        changes = callback.state in BEFORE_DIALLING
        if changes:
            callback.not_before, callback.not_after = window
        self._say(
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
            self._rest_until(callback, callback.not_before)
        elif callback.not_before > self._now:
            self._rest(callback, callback.not_before)
        else:
            self._open.arm(callback, callback.not_after)

    def _reclaimed(self, told: PlaceReclaimed) -> None:
        callback = self._open.of(told.number)
        if callback is None or callback.state not in BEFORE_DIALLING:
            return
        self._end(callback, CallbackOutcome.CALLED_IN)
        self._say(
            GivePlace(
                call_id=told.call_id,
                queue=callback.asked.queue,
                priority=callback.asked.priority,
                waiting_since=callback.waiting_since,
            )
        )

    def _tell(
        self,
        callback: Callback,
        told: AgentReserved
        | AgentLost
        | PersonAnswered
        | PersonNotReached
        | PersonJoined
        | PersonHungUp
        | CallbackReturned
        | CallbackCancelled,
    ) -> None:
        state = callback.state
        match told:
            case AgentReserved():
                if state is CallbackState.QUEUED:
                    self._reserved(callback)
            case AgentLost():
                if state is CallbackState.DIALLING:
                    self._say(StopDialling(callback_id=callback.callback_id))
                    self._not_reached(callback, NotReached.AGENT_LOST)
            case PersonAnswered():
                if state is CallbackState.DIALLING:
                    callback.enter(CallbackState.ANSWERED)
                    callback.deadline = None
                    self._say(
                        CallbackAnswered(
                            callback_id=callback.callback_id, attempt=callback.attempts
                        )
                    )
            case PersonNotReached():
                if state in (CallbackState.DIALLING, CallbackState.ANSWERED):
                    self._not_reached(callback, told.reason)
            case PersonJoined():
                if state is CallbackState.ANSWERED:
                    self._end(callback, CallbackOutcome.SERVED)
            case PersonHungUp():
                if state is CallbackState.ANSWERED:
                    self._end(callback, CallbackOutcome.HUNG_UP)
            case CallbackReturned():
                if state is CallbackState.QUEUED and callback.is_agents_own:
                    self._end(callback, CallbackOutcome.CANCELLED)
                elif state is CallbackState.QUEUED:
                    callback.enter(CallbackState.RESTING)
                    self._rest_until(callback, self._now + self._rules.spacing_s)
            case CallbackCancelled():
                if state is CallbackState.DIALLING:
                    self._say(StopDialling(callback_id=callback.callback_id))
                if state is not CallbackState.ANSWERED:
                    self._end(callback, CallbackOutcome.CANCELLED)
            case _:
                assert_never(told)

    # --- what follows -------------------------------------------------------------------------

    def _queue(self, callback: Callback) -> None:
        callback.enter(CallbackState.QUEUED)
        self._open.arm(callback, callback.not_after)
        asked = callback.asked
        self._say(CallbackQueued(callback_id=callback.callback_id))
        self._say(
            QueueCallback(
                callback_id=callback.callback_id,
                queue=asked.queue,
                language=asked.language,
                skills=asked.skills,
                priority=asked.priority,
                waiting_since=callback.waiting_since,
                agent_id=asked.agent_id,
            )
        )

    def _reserved(self, callback: Callback) -> None:
        """Dial, unless people are not called at this hour: an agent may work past closing."""
        if callback.is_agents_own or self._rules.call_time(self._now) == self._now:
            self._dial(callback)
        else:
            self._rest(callback, self._now)

    def _dial(self, callback: Callback) -> None:
        callback.enter(CallbackState.DIALLING)
        callback.attempts += 1
        ring_timeout_s = self._rules.ring_timeout_s
        self._open.arm(callback, self._now + ring_timeout_s + REPORT_GRACE_S)
        self._say(CallbackDialled(callback_id=callback.callback_id, attempt=callback.attempts))
        self._say(
            DialPerson(
                callback_id=callback.callback_id,
                number=callback.number,
                attempt=callback.attempts,
                ring_timeout_s=ring_timeout_s,
            )
        )

    def _not_reached(self, callback: Callback, reason: NotReached) -> None:
        self._fail(callback, reason)
        if callback.is_agents_own or callback.attempts >= self._rules.attempts:
            self._end(callback, CallbackOutcome.UNREACHED)
        else:
            self._rest(callback, self._now + self._rules.spacing_s)

    def _fail(self, callback: Callback, reason: NotReached) -> None:
        self._say(
            CallbackAttemptFailed(
                callback_id=callback.callback_id, attempt=callback.attempts, reason=reason
            )
        )

    def _rest(self, callback: Callback, until: float) -> None:
        """Leave the queue for a while."""
        self._say(UnqueueCallback(callback_id=callback.callback_id))
        callback.enter(CallbackState.RESTING)
        self._rest_until(callback, until)

    def _rest_until(self, callback: Callback, until: float) -> None:
        """One that rests goes to the queue at `until`, or ends if its window is over by then.

        `until` is put off to when people may be called.
        """
        at: float | None = max(until, self._now)
        if at is not None and not callback.is_agents_own:
            at = self._rules.call_time(at)
        if at is None or at >= callback.not_after:
            self._end(callback, CallbackOutcome.EXPIRED)
        elif at <= self._now:
            self._queue(callback)
        else:
            self._open.arm(callback, at)

    def _end(self, callback: Callback, outcome: CallbackOutcome) -> None:
        if callback.state in _IN_QUEUE and outcome is not CallbackOutcome.SERVED:
            self._say(UnqueueCallback(callback_id=callback.callback_id))
        callback.enter(CallbackState.ENDED)
        self._open.remove(callback)
        self._say(
            CallbackEnded(
                callback_id=callback.callback_id, outcome=outcome, attempts=callback.attempts
            )
        )

    def _say(self, output: CallbackCommand | CallbackEvent) -> None:
        self._outputs.append(output)
