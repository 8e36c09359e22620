"""The one writer: every fact enters through one inbox, every event leaves with a number.

The engine owns the pure cores (one distributor, one flow machine a call) and carries their
commands to each other and to the edges. It never waits for an edge.

    inbox ──> core.handle(input, now) ──> outputs ──> event   -> ledger, with (boot_id, seq)
                                                  └─> command -> the other core, or an edge
"""

import asyncio
import functools
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, get_args

import structlog

import acd.commands
import acd.events
import acd.inputs
from acd.commands import QueueResult
from acd.engine import Engine as Distributor
from acd.errors import UnknownQueue
from acd.model import Role
from db.ledger import LedgerEntry
from hotline.clock import Clock
from hotline.live import LiveCall
from hotline.messages import (
    AgentLines,
    Ask,
    CallCame,
    CallInput,
    DistributorInput,
    FactHappened,
    LineClosed,
    Message,
    Pop,
    ProfileChanged,
)
from hotline.timers import Deadlines
from ivr.flow import commands as flow_commands
from ivr.flow import events as flow_events
from ivr.flow import inputs as flow_inputs
from ivr.flow.machine import Machine
from ivr.flow.ports import IdFactory, Trending
from ivr.flow.profile import Profile

log = structlog.get_logger()
T = TypeVar("T")

_EVENTS = get_args(acd.events.Event) + get_args(flow_events.Event)
_DISTRIBUTOR = "distributor"


class Engine:
    """One city's calls. Use `post` from the loop's thread; `run` until cancelled."""

    def __init__(
        self,
        *,
        profile: Profile,
        clock: Clock,
        new_id: IdFactory,
        boot_id: str,
        agent_lines: AgentLines,
        trending: Trending,
        ledger: Callable[[Sequence[LedgerEntry]], None],
    ) -> None:
        self.profile = profile
        self.distributor = Distributor(profile.plan, new_id=new_id)
        self.calls: dict[str, LiveCall] = {}
        self._clock = clock
        self._new_id = new_id
        self._boot_id = boot_id
        self._seq = 0
        self._agent_lines = agent_lines
        self._trending = trending
        self._ledger = ledger
        self._inbox: deque[Message] = deque()
        self._wake = asyncio.Event()
        self._deadlines = Deadlines()
        self._batch: list[LedgerEntry] = []
        self._closed: set[str] = set()
        self._outputs: deque[tuple[str, Any]] = deque()

    # --- the inbox -------------------------------------------------------------------------

    def post(self, message: Message) -> None:
        """Put a message into the inbox."""
        self._inbox.append(message)
        self._wake.set()

    async def ask(self, work: Callable[[], T]) -> T:
        """Run `work` on the engine's task, in order with all else, and return what it returns."""
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.post(Ask(work, answer))
        return await answer

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            while self._inbox:
                self._step_safely(self._inbox.popleft())
            self._wake.clear()
            deadline = self._deadlines.next()
            wait_s = None if deadline is None else max(0.0, deadline - self._clock.now())
            try:
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()
            except TimeoutError:
                self._step_safely(None)

    def _step_safely(self, message: Message | None) -> None:
        try:
            self.step(message)
        except Exception:
            # A fault in one message must not stop the city's telephones.
            log.exception("message_failed", message=type(message).__name__)

    def step(self, message: Message | None) -> None:
        """Handle one message (None: only the timers), then everything that follows from it."""
        now = self._clock.now()
        try:
            if message is not None:
                self._receive(message, now)
            self._fire_timers(now)
            self._settle(now)
            self._bury()
        finally:
            if self._batch:
                batch, self._batch = self._batch, []
                self._ledger(batch)

    # --- from outside to the cores ---------------------------------------------------------

    def _receive(self, message: Message, now: float) -> None:
        match message:
            case CallInput():
                self._feed_call(message.call_id, message.input, now)
            case DistributorInput():
                self._feed_distributor(message.input, now)
            case CallCame():
                machine = Machine(
                    self.profile, message.call_id, trending=self._trending, new_id=self._new_id
                )
                self.calls[message.call_id] = LiveCall(
                    call_id=message.call_id,
                    line=message.line,
                    machine=machine,
                    caller=message.arrived.caller,
                    dialled=message.arrived.dialled,
                    started_at=now,
                )
                self._feed_call(message.call_id, message.arrived, now)
            case LineClosed():
                self._line_closed(message, now)
            case FactHappened():
                self._record(message.event, now)
            case ProfileChanged():
                self.profile = message.profile
                self.distributor.reload(message.profile.plan, now=now)
                self._collect_distributor()
            case Ask():
                self._answer(message)

    def _answer(self, ask: Ask) -> None:
        if ask.answer.cancelled():
            return
        try:
            ask.answer.set_result(ask.work())
        except Exception as error:
            # It is the asker's error to handle, whatever it is.
            ask.answer.set_exception(error)

    def feed(self, value: acd.inputs.Input) -> None:
        """Hand the distributor an input from within `ask`; its errors reach the asker."""
        self._feed_distributor(value, self._clock.now())

    def feed_call(self, call_id: str, value: flow_inputs.Input) -> None:
        """Hand a call's flow an input from within `ask`."""
        self._feed_call(call_id, value, self._clock.now())

    def record(self, event: flow_events.Event) -> None:
        """Write down an event from within `ask`."""
        self._record(event, self._clock.now())

    def _feed_distributor(self, value: acd.inputs.Input, now: float) -> None:
        self.distributor.handle(value, now=now)
        self._collect_distributor()

    def _collect_distributor(self) -> None:
        self._outputs.extend((_DISTRIBUTOR, out) for out in self.distributor.take_outputs())
        self._deadlines.set(_DISTRIBUTOR, self.distributor.next_deadline())

    def _feed_call(self, call_id: str, value: flow_inputs.Input, now: float) -> None:
        call = self.calls.get(call_id)
        if call is None:
            return
        self._drive(call, lambda: call.machine.handle(value, now=now))

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
        self._outputs.extend((call.call_id, out) for out in call.machine.take_outputs())
        self._deadlines.set(call.call_id, None if call.adrift else call.machine.next_deadline())

    def _line_closed(self, closed: LineClosed, now: float) -> None:
        call = self.calls.get(closed.call_id)
        if call is None:
            return
        self._closed.add(call.call_id)
        if closed.let_go and not call.machine.finished:
            call.adrift = True
            self._deadlines.set(call.call_id, None)
        if not call.adrift:
            self._feed_call(call.call_id, flow_inputs.CallerHungUp(), now)
        elif not call.parties:
            self._end_adrift(call, flow_events.Disposition.FAILED, now)

    def _end_adrift(self, call: LiveCall, disposition: flow_events.Disposition, now: float) -> None:
        """End a call that its machine could not follow to the end. A conversation goes on first."""
        call.over = True
        self._record(
            flow_events.CallEnded(
                call_id=call.call_id,
                disposition=disposition,
                by="switch",
                node=call.machine.node,
                reason="let_go",
            ),
            now,
        )

    def _fire_timers(self, now: float) -> None:
        for key in self._deadlines.pop_due(now):
            if key == _DISTRIBUTOR:
                try:
                    self.distributor.handle_timer(now=now)
                except Exception:
                    # The calls whose time has come as well are not to wait for ever.
                    log.exception("distributor_failed")
                self._collect_distributor()
            elif call := self.calls.get(str(key)):
                self._drive(call, functools.partial(call.machine.handle_timer, now=now))

    def _bury(self) -> None:
        """Forget the calls whose line is closed and whose flow has come to its end."""
        for call_id in [c for c in self._closed if self.calls[c].finished]:
            self._closed.discard(call_id)
            del self.calls[call_id]
            self._deadlines.set(call_id, None)

    # --- from the cores to the ledger and the edges ----------------------------------------

    def _settle(self, now: float) -> None:
        while self._outputs:
            source, output = self._outputs.popleft()
            if isinstance(output, _EVENTS):
                self._record(output, now)
            elif source == _DISTRIBUTOR:
                self._carry_from_distributor(output, now)
            elif call := self.calls.get(source):
                self._carry_from_flow(call, output, now)

    def _record(self, event: acd.events.Event | flow_events.Event, now: float) -> None:
        self._seq += 1
        self._batch.append(LedgerEntry(boot_id=self._boot_id, seq=self._seq, at=now, event=event))
        call = self.calls.get(getattr(event, "call_id", None) or "")
        if call is not None:
            call.note(event)
            self._tell_the_other_core(call, event, now)

    def _tell_the_other_core(
        self, call: LiveCall, event: acd.events.Event | flow_events.Event, now: float
    ) -> None:
        match event:
            case flow_events.CallEnded():
                self._feed_distributor(
                    acd.inputs.CallerLeft(
                        call_id=call.call_id,
                        reason="hung_up" if event.by == "caller" else event.reason,
                    ),
                    now,
                )
            case acd.events.PartyJoined(role=Role.PRIMARY):
                self._feed_call(call.call_id, flow_inputs.AgentJoined(agent_id=event.agent_id), now)
            case acd.events.CallLanguageSet() if event.by_agent:
                self._feed_call(
                    call.call_id,
                    flow_inputs.LanguageCorrected(language=event.language, by_agent=event.by_agent),
                    now,
                )
            case _:
                pass

    def _carry_from_flow(self, call: LiveCall, command: flow_commands.Command, now: float) -> None:
        match command:
            case flow_commands.EnterQueue():
                self._enqueue(call, command, now)
            case flow_commands.LeaveQueue():
                call.line.leave_queue()
                self._feed_distributor(
                    acd.inputs.CallerLeft(call_id=call.call_id, reason=command.reason), now
                )
            case _:
                call.line.perform(command)

    def _carry_from_distributor(self, command: acd.commands.Command, now: float) -> None:
        match command:
            case acd.commands.OfferCall():
                call = self.calls.get(command.call_id)
                self._agent_lines.offer(
                    command,
                    call.pop()
                    if call
                    else Pop(call_id=command.call_id, caller="", language=None, topic=""),
                )
            case acd.commands.CancelOffer():
                self._agent_lines.cancel(command.offer_id)
            case acd.commands.ReleaseLeg():
                self._agent_lines.release(command.offer_id)
            case acd.commands.JoinAgent():
                if call := self.calls.get(command.call_id):
                    call.line.join(command.offer_id, command.role)
            case acd.commands.ReturnCall():
                self._return_to_flow(command.call_id, command.result, now)

    def _enqueue(self, call: LiveCall, command: flow_commands.EnterQueue, now: float) -> None:
        call.line.wait_in_queue()
        try:
            self._feed_distributor(
                acd.inputs.CallEnqueued(
                    call_id=call.call_id,
                    queue=command.queue,
                    language=command.language,
                    skills=command.skills,
                    priority=command.priority,
                ),
                now,
            )
        except UnknownQueue:
            # The call keeps its version of the city; the queue is gone from the present one.
            log.warning("queue_gone", call_id=call.call_id, queue=command.queue)
            call.line.leave_queue()
            failed = flow_inputs.CommandFailed(what="EnterQueue", reason="queue_gone")
            self._feed_call(call.call_id, failed, now)

    def _return_to_flow(self, call_id: str, result: QueueResult, now: float) -> None:
        call = self.calls.get(call_id)
        if call is None:
            return
        if call.adrift:
            if call_id in self._closed and not call.over:
                self._end_adrift(call, flow_events.Disposition.SERVED, now)
            return
        call.line.leave_queue()
        self._feed_call(call_id, flow_inputs.QueueReturned(result=result), now)
