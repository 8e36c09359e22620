"""The calls in progress, each with the machine of its flow, until its end is on record."""

from collections.abc import Callable, Iterable
from typing import Any

import structlog

from acd.queue.kept_places import KeptPlaces
from hotline.lines.live import LiveCall
from hotline.messages import CallCame, LineClosed
from hotline.timers import Deadlines
from ivr.flow import events, inputs
from ivr.flow.machine import Machine

log = structlog.get_logger()


class LiveCalls:
    """Lets flows take their steps, and forgets the calls that are over.

    `by_id` is for looking calls up. `say` takes what the machine of a call said, by its id;
    `record` keeps an event for the ledger.
    """

    def __init__(
        self,
        deadlines: Deadlines,
        kept_places: KeptPlaces,
        *,
        say: Callable[[str, Iterable[Any]], None],
        record: Callable[[events.Event, float], None],
    ) -> None:
        self.by_id: dict[str, LiveCall] = {}
        self._deadlines = deadlines
        self._kept_places = kept_places
        self._say = say
        self._record = record
        self._closed: set[str] = set()

    @property
    def waiting_for_their_end(self) -> frozenset[str]:
        """The calls whose line is closed and whose end is not on record yet."""
        return frozenset(self._closed)

    def begin(self, came: CallCame, machine: Machine, now: float) -> None:
        """Let a new flow machine have the call."""
        self.by_id[came.call_id] = LiveCall(
            call_id=came.call_id,
            line=came.line,
            machine=machine,
            caller=came.arrived.caller,
            dialled=came.arrived.dialled,
            started_at=now,
        )
        self.feed(came.call_id, came.arrived, now)

    def feed(self, call_id: str, value: inputs.Input, now: float) -> None:
        """Hand a call's flow an input; a call that is gone needs none."""
        call = self.by_id.get(call_id)
        if call is not None:
            self._drive(call, lambda: call.machine.handle(value, now=now))

    def handle_timer(self, call_id: str, now: float) -> None:
        """Let a call's flow do what fell due; a call that is gone needs nothing."""
        call = self.by_id.get(call_id)
        if call is not None:
            self._drive(call, lambda: call.machine.handle_timer(now=now))

    def line_closed(self, closed: LineClosed, now: float) -> None:
        """The line is gone: the call is forgotten once its flow has come to its end."""
        call = self.by_id.get(closed.call_id)
        if call is None:
            return
        self._closed.add(call.call_id)
        if closed.let_go and not call.machine.finished:
            call.adrift = True
            self._deadlines.set(call.call_id, None)
        if not call.adrift:
            self.feed(call.call_id, inputs.CallerHungUp(), now)
        elif not call.parties:
            self._end_adrift(call, events.Disposition.FAILED, now)

    def served_adrift(self, call: LiveCall, now: float) -> None:
        """The conversation of a call that is adrift is over, and with its line so is the call."""
        if call.call_id in self._closed and not call.over:
            self._end_adrift(call, events.Disposition.SERVED, now)

    def bury(self) -> None:
        """Forget the calls whose line is closed and whose flow has come to its end."""
        for call_id in [c for c in self._closed if self.by_id[c].finished]:
            self._closed.discard(call_id)
            del self.by_id[call_id]
            self._kept_places.call_over(call_id)
            self._deadlines.set(call_id, None)

    def _drive(self, call: LiveCall, step: Callable[[], None]) -> None:
        """Let the call's machine take one step and collect what comes of it."""
        if call.adrift:
            return
        try:
            step()
        except Exception:
            # One call's fault must not harm another's: the dialplan takes this caller.
            log.exception("flow_failed", call_id=call.call_id, node=call.machine.node)
            call.adrift = True
            call.line.give_up()
        self._say(call.call_id, call.machine.take_outputs())
        self._deadlines.set(call.call_id, None if call.adrift else call.machine.next_deadline())

    def _end_adrift(self, call: LiveCall, disposition: events.Disposition, now: float) -> None:
        """End a call that its machine could not follow to the end. A conversation goes on first."""
        call.over = True
        self._kept_places.cut_off(call.call_id, now=now)
        self._record(
            events.CallEnded(
                call_id=call.call_id,
                disposition=disposition,
                by="switch",
                node=call.machine.node,
                reason="let_go",
            ),
            now,
        )
