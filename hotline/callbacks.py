"""Carries the words of the book of callbacks to the distributor and to telephones, and back.

The book knows whom to call and when, the distributor the place and the agent. A callback is a call
of the distributor's under its own id; once the person has answered it is a call like any other,
with a line and a flow machine.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

import structlog

import acd.events
import acd.inputs
from acd.callbacks.book import CallbackBook
from acd.callbacks.callback import CallbackRules, CallbackState
from acd.callbacks.course import REPORT_GRACE_S
from acd.callbacks.messages import (
    AgentLost,
    AgentReserved,
    CallbackBooked,
    CallbackCommand,
    CallbackEnded,
    CallbackEvent,
    CallbackInput,
    CallbackQueued,
    CallbackRebooked,
    CallbackRefused,
    CallbackRequested,
    CallbackReturned,
    DialPerson,
    GivePlace,
    PersonAnswered,
    PersonHungUp,
    PersonJoined,
    PlaceReclaimed,
    QueueCallback,
    StopDialling,
    UnqueueCallback,
)
from acd.commands import JoinAgent
from acd.engine import Engine as Distributor
from acd.errors import UnknownQueue
from acd.plan.model import Role
from hotline.lines.live import LiveCall
from hotline.lines.place import Place
from hotline.messages import CallCame, PersonCame, PersonLines, Pop
from ivr.flow import commands, events, inputs
from ivr.flow.ports import IdFactory
from ivr.flow.profile import Profile

log = structlog.get_logger()

JOIN_GRACE_S = 15.0
"""How much longer than the dialling an agent is held, so that the book is heard first."""


class Cores(Protocol):
    """What is asked of the exchange."""

    profile: Profile
    distributor: Distributor
    calls: dict[str, LiveCall]

    def feed_distributor(self, value: acd.inputs.Input, now: float) -> None:
        """Hand the distributor an input."""
        ...

    def feed_call(self, call_id: str, value: inputs.Input, now: float) -> None:
        """Hand a call's flow an input."""
        ...

    def begin_call(self, came: CallCame, now: float) -> None:
        """Let a new flow machine have the call."""
        ...

    def record(self, event: events.Event, now: float) -> None:
        """Keep an event for the ledger."""
        ...


class Callbacks:
    """One book, and the agents who are held for it."""

    def __init__(
        self,
        cores: Cores,
        *,
        new_id: IdFactory,
        person_lines: PersonLines,
        say: Callable[[Iterable[Any]], None],
    ) -> None:
        """`say` takes what the book has said, to be settled in order with all else."""
        self._cores = cores
        self._lines = person_lines
        self._say = say
        self.book = CallbackBook(self._rules(), new_id=new_id)
        self._held: dict[str, str] = {}
        self._on_record: set[str] = set()

    # --- to the book -----------------------------------------------------------------------

    def tell(self, told: CallbackInput, now: float) -> None:
        """Hand the book an input."""
        self.book.handle(told, now=now)
        self._say(self.book.take_outputs())

    def handle_timer(self, now: float) -> None:
        """Do what is due."""
        self.book.handle_timer(now=now)
        self._say(self.book.take_outputs())

    def resume(self, record: Sequence[tuple[CallbackEvent, float]], now: float) -> None:
        """Take up what an earlier run left open."""
        self._on_record = {e.callback_id for e, _ in record if isinstance(e, CallbackQueued)}
        self.book.resume(record, now=now)
        self._say(self.book.take_outputs())

    def reload(self) -> None:
        """Take the rules of the city's new version."""
        self.book.use(self._rules())

    def _rules(self) -> CallbackRules:
        policy = self._cores.profile.callbacks
        return policy.rules if policy is not None else CallbackRules()

    # --- from a caller's flow --------------------------------------------------------------

    def request(self, call: LiveCall, command: commands.BookCallback, now: float) -> None:
        """The caller would rather be called. The place is the one the caller had in that queue."""
        place = call.place
        self.tell(
            CallbackRequested(
                call_id=call.call_id,
                number=command.number,
                queue=command.queue,
                language=command.language,
                skills=command.skills,
                priority=command.priority,
                waiting_since=(
                    place.waiting_since
                    if place is not None and place.queue == command.queue
                    else None
                ),
                not_before=command.not_before,
                not_after=command.not_after,
            ),
            now,
        )

    def place_in(self, call: LiveCall, queue: str, now: float, *, kept: float) -> float:
        """Return since when the call waits that enters `queue`, and keep it in mind.

        It is the earliest of `kept`, the time it had in that queue before, and the place that its
        caller's callback kept there, which thereby is over.
        """
        places = [kept]
        if call.place is not None and call.place.queue == queue:
            places.append(call.place.waiting_since)
        callback = self.book.get(self.book.booked_for(call.caller) or "")
        if callback is not None and callback.asked.queue == queue:
            self.book.handle(PlaceReclaimed(call_id=call.call_id, number=call.caller), now=now)
            said = self.book.take_outputs()
            places += [each.waiting_since for each in said if isinstance(each, GivePlace)]
            self._say(each for each in said if not isinstance(each, GivePlace))
        call.place = Place(queue=queue, waiting_since=min(places))
        return call.place.waiting_since

    # --- from the distributor --------------------------------------------------------------

    def pop(self, callback_id: str) -> Pop:
        """Return what the agent's telephone shows when it rings for a callback."""
        callback = self.book.get(callback_id)
        if callback is None:
            return Pop(call_id=callback_id, caller="", language=None, topic="")
        return Pop(
            call_id=callback_id,
            caller=callback.number,
            language=callback.asked.language,
            topic="outbound" if callback.is_agents_own else "callback",
            hold_s=self._dial_limit_s(),
        )

    def as_json(self, callback_id: str) -> dict[str, Any]:
        """Return the screen pop of a callback whose person is not on the line yet; {} if none."""
        callback = self.book.get(callback_id)
        if callback is None:
            return {}
        return {
            "call_id": callback_id,
            "caller": callback.number,
            "language": callback.asked.language,
            "callback": callback.state,
            "asked_on_call": callback.asked.call_id,
            "task": callback.asked.task_id,
            "attempts": callback.attempts,
            "waiting_since": callback.waiting_since,
        }

    def agent_reserved(self, command: JoinAgent, now: float) -> None:
        """An agent holds the line: now the person is dialled."""
        if command.role is Role.PRIMARY and self.book.get(command.call_id) is not None:
            self._held[command.call_id] = command.offer_id
            self.tell(AgentReserved(callback_id=command.call_id), now)

    def look_for_lost_agents(self, now: float) -> None:
        """Tell the book which agents it has lost since."""
        for callback_id, offer_id in list(self._held.items()):
            view = self._cores.distributor.call(callback_id)
            if view is None or all(party.offer_id != offer_id for party in view.parties):
                del self._held[callback_id]
                self.tell(AgentLost(callback_id=callback_id), now)

    def returned(self, callback_id: str, now: float) -> None:
        """The distributor does not take it in, or is through with it."""
        self.tell(CallbackReturned(callback_id=callback_id), now)

    # --- from the person's telephone ---------------------------------------------------------

    def person_came(self, came: PersonCame, now: float) -> None:
        """A person answered. Where nobody waits for them any more the line is let go."""
        callback = self.book.get(came.callback_id)
        offer_id = self._held.get(came.callback_id)
        dialling = callback is not None and callback.state is CallbackState.DIALLING
        if callback is None or offer_id is None or not dialling:
            came.line.give_up()
            return
        policy = came.profile.callbacks
        arrived = inputs.CallArrived(
            caller=callback.number,
            dialled=policy.caller_id if policy is not None else "",
            is_outbound=True,
            language=callback.asked.language,
        )
        self._cores.begin_call(
            CallCame(
                call_id=came.callback_id, profile=came.profile, line=came.line, arrived=arrived
            ),
            now,
        )
        self.tell(PersonAnswered(callback_id=came.callback_id), now)
        came.line.wait_in_queue()
        came.line.join(offer_id, Role.PRIMARY)

    # --- what was said -----------------------------------------------------------------------

    def note(self, event: object, now: float, *, is_live: bool) -> None:
        """Draw the consequences of an event; `is_live` tells whether its call has a line."""
        match event:
            case CallbackBooked(call_id=call_id) | CallbackRebooked(call_id=call_id):
                self._cores.feed_call(call_id, inputs.CallbackSettled(is_booked=True), now)
            case CallbackRefused():
                settled = inputs.CallbackSettled(is_booked=False, reason=event.reason)
                self._cores.feed_call(event.call_id, settled, now)
            case CallbackQueued():
                self._on_record.add(event.callback_id)
            case CallbackEnded():
                self._ended(event, now)
            case acd.events.PartyJoined(role=Role.PRIMARY):
                self._held.pop(event.call_id, None)
                self.tell(PersonJoined(callback_id=event.call_id), now)
            case events.CallEnded() if is_live:
                self.tell(PersonHungUp(callback_id=event.call_id), now)
            case _:
                pass

    def _ended(self, ended: CallbackEnded, now: float) -> None:
        """End the outbound call too, unless a line is there that will end it."""
        callback_id = ended.callback_id
        self._held.pop(callback_id, None)
        was_tried = callback_id in self._on_record
        self._on_record.discard(callback_id)
        if was_tried and callback_id not in self._cores.calls:
            self._cores.record(
                events.CallEnded(
                    call_id=callback_id,
                    disposition=events.Disposition.NOT_REACHED,
                    by="callback",
                    node="",
                    reason=ended.outcome,
                ),
                now,
            )

    def carry(self, command: CallbackCommand, now: float) -> None:
        """Do what the book wants."""
        match command:
            case QueueCallback():
                self._queue(command, now)
            case UnqueueCallback():
                left = acd.inputs.CallerLeft(call_id=command.callback_id, reason="callback")
                self._cores.feed_distributor(left, now)
            case DialPerson():
                if callback := self.book.get(command.callback_id):
                    language = callback.asked.language
                    self._lines.dial(command, profile=self._cores.profile, language=language)
            case StopDialling():
                self._lines.stop(command.callback_id)
            case GivePlace():
                raise TypeError("a place is given when the call enters the queue")

    def _queue(self, command: QueueCallback, now: float) -> None:
        callback = self.book.get(command.callback_id)
        try:
            self._cores.feed_distributor(
                acd.inputs.CallEnqueued(
                    call_id=command.callback_id,
                    queue=command.queue,
                    language=command.language,
                    skills=command.skills,
                    priority=command.priority,
                    waiting_since=command.waiting_since,
                    caller_key=callback.number if callback is not None else "",
                    dial_limit_s=self._dial_limit_s(),
                    named=command.agent_id,
                ),
                now,
            )
        except UnknownQueue:
            # The queue is gone from the present version of the city.
            log.warning("queue_gone", callback_id=command.callback_id, queue=command.queue)
            self.returned(command.callback_id, now)

    def _dial_limit_s(self) -> float:
        return self._rules().ring_timeout_s + REPORT_GRACE_S + JOIN_GRACE_S
