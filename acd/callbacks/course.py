"""The course of a callback: to the queue, to the telephone, to rest, to its one end."""

from typing import assert_never

from acd.callbacks.callback import Callback, CallbackRules, CallbackState
from acd.callbacks.messages import (
    AgentLost,
    AgentReserved,
    CallbackAnswered,
    CallbackAttemptFailed,
    CallbackCancelled,
    CallbackCommand,
    CallbackDialled,
    CallbackEnded,
    CallbackEvent,
    CallbackNews,
    CallbackOutcome,
    CallbackQueued,
    CallbackReturned,
    DialPerson,
    NotReached,
    PersonAnswered,
    PersonHungUp,
    PersonJoined,
    PersonNotReached,
    QueueCallback,
    StopDialling,
    UnqueueCallback,
)
from acd.callbacks.open import OpenCallbacks
from acd.callbacks.record import LeftOpen

REPORT_GRACE_S = 15.0
"""How long after the ringing time a report of the attempt is waited for."""

_IN_QUEUE = frozenset({CallbackState.QUEUED, CallbackState.DIALLING, CallbackState.ANSWERED})


class Course:
    """Moves open callbacks on, and says what is to be done and what has become of them.

    Attributes:
        now: the present epoch second; the book's clock.
        rules: how often and when people are called, from now on.
    """

    def __init__(self, open_callbacks: OpenCallbacks, rules: CallbackRules) -> None:
        """Begin with nothing said."""
        self.now = 0.0
        self.rules = rules
        self._open = open_callbacks
        self._outputs: list[CallbackCommand | CallbackEvent] = []

    def take_outputs(self) -> list[CallbackCommand | CallbackEvent]:
        """Hand over what was said since the last call, in causal order."""
        outputs, self._outputs = self._outputs, []
        return outputs

    def say(self, output: CallbackCommand | CallbackEvent) -> None:
        """Say what is to be done, or what has become of a callback."""
        self._outputs.append(output)

    # --- what moves it ------------------------------------------------------------------------

    def take_up(self, left: LeftOpen) -> None:
        """Go on with one that an earlier book left open.

        An attempt that nothing more is known of has failed, and a rest that had begun is kept.
        """
        callback = left.callback
        if left.is_dialled:
            self._fail(callback, NotReached.NO_REPORT)
            left.failed_at = self.now
        if callback.is_agents_own:
            self.end(callback, CallbackOutcome.CANCELLED)
        elif callback.attempts >= self.rules.attempts:
            self.end(callback, CallbackOutcome.UNREACHED)
        elif left.failed_at is None:
            self.rest_until(callback, callback.not_before)
        else:
            rested = left.failed_at + self.rules.spacing_s
            self.rest_until(callback, max(rested, callback.not_before))

    def fell_due(self, callback: Callback) -> None:
        """The time of its present state is over."""
        if callback.state is CallbackState.DIALLING:
            self.say(StopDialling(callback_id=callback.callback_id))
            self._not_reached(callback, NotReached.NO_REPORT)
        elif self.now >= callback.not_after:
            self.end(callback, CallbackOutcome.EXPIRED)
        else:
            self.rest_until(callback, self.now)

    def tell(self, callback: Callback, told: CallbackNews) -> None:
        """Act on what became of it; what comes too late changes nothing."""
        state = callback.state
        match told:
            case AgentReserved():
                if state is CallbackState.QUEUED:
                    self._reserved(callback)
            case AgentLost():
                if state is CallbackState.DIALLING:
                    self.say(StopDialling(callback_id=callback.callback_id))
                    self._not_reached(callback, NotReached.AGENT_LOST)
            case PersonAnswered():
                if state is CallbackState.DIALLING:
                    callback.enter(CallbackState.ANSWERED)
                    callback.deadline = None
                    self.say(
                        CallbackAnswered(
                            callback_id=callback.callback_id, attempt=callback.attempts
                        )
                    )
            case PersonNotReached():
                if state in (CallbackState.DIALLING, CallbackState.ANSWERED):
                    self._not_reached(callback, told.reason)
            case PersonJoined():
                if state is CallbackState.ANSWERED:
                    self.end(callback, CallbackOutcome.SERVED)
            case PersonHungUp():
                if state is CallbackState.ANSWERED:
                    self.end(callback, CallbackOutcome.HUNG_UP)
            case CallbackReturned():
                if state is CallbackState.QUEUED and callback.is_agents_own:
                    self.end(callback, CallbackOutcome.CANCELLED)
                elif state is CallbackState.QUEUED:
                    callback.enter(CallbackState.RESTING)
                    self.rest_until(callback, self.now + self.rules.spacing_s)
            case CallbackCancelled():
                if state is CallbackState.DIALLING:
                    self.say(StopDialling(callback_id=callback.callback_id))
                if state is not CallbackState.ANSWERED:
                    self.end(callback, CallbackOutcome.CANCELLED)
            case _:
                assert_never(told)

    # --- what follows -------------------------------------------------------------------------

    def rest(self, callback: Callback, until: float) -> None:
        """Leave the queue for a while."""
        self.say(UnqueueCallback(callback_id=callback.callback_id))
        callback.enter(CallbackState.RESTING)
        self.rest_until(callback, until)

    def rest_until(self, callback: Callback, until: float) -> None:
        """One that rests goes to the queue at `until`, or ends if its window is over by then.

        `until` is put off to when people may be called.
        """
        at: float | None = max(until, self.now)
        if at is not None and not callback.is_agents_own:
            at = self.rules.call_time(at)
        if at is None or at >= callback.not_after:
            self.end(callback, CallbackOutcome.EXPIRED)
        elif at <= self.now:
            self._queue(callback)
        else:
            self._open.arm(callback, at)

    def end(self, callback: Callback, outcome: CallbackOutcome) -> None:
        """Take it out of the queue, unless it was served there, and forget it."""
        if callback.state in _IN_QUEUE and outcome is not CallbackOutcome.SERVED:
            self.say(UnqueueCallback(callback_id=callback.callback_id))
        callback.enter(CallbackState.ENDED)
        self._open.remove(callback)
        self.say(
            CallbackEnded(
                callback_id=callback.callback_id, outcome=outcome, attempts=callback.attempts
            )
        )

    def _queue(self, callback: Callback) -> None:
        callback.enter(CallbackState.QUEUED)
        self._open.arm(callback, callback.not_after)
        asked = callback.asked
        self.say(CallbackQueued(callback_id=callback.callback_id))
        self.say(
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
        if callback.is_agents_own or self.rules.call_time(self.now) == self.now:
            self._dial(callback)
        else:
            self.rest(callback, self.now)

    def _dial(self, callback: Callback) -> None:
        callback.enter(CallbackState.DIALLING)
        callback.attempts += 1
        ring_timeout_s = self.rules.ring_timeout_s
        self._open.arm(callback, self.now + ring_timeout_s + REPORT_GRACE_S)
        self.say(CallbackDialled(callback_id=callback.callback_id, attempt=callback.attempts))
        self.say(
            DialPerson(
                callback_id=callback.callback_id,
                number=callback.number,
                attempt=callback.attempts,
                ring_timeout_s=ring_timeout_s,
            )
        )

    def _not_reached(self, callback: Callback, reason: NotReached) -> None:
        self._fail(callback, reason)
        if callback.is_agents_own or callback.attempts >= self.rules.attempts:
            self.end(callback, CallbackOutcome.UNREACHED)
        else:
            self.rest(callback, self.now + self.rules.spacing_s)

    def _fail(self, callback: Callback, reason: NotReached) -> None:
        self.say(
            CallbackAttemptFailed(
                callback_id=callback.callback_id, attempt=callback.attempts, reason=reason
            )
        )
