"""Carries what the pure cores say to one another and to the edges.

One distributor for all calls, one flow machine for each. Their outputs are settled in the order in
which they were said; an event is kept for the ledger, a command goes to the other core or to an
edge. Nothing here waits.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, get_args

import structlog

import acd.commands
import acd.events
import acd.inputs
from acd.engine import Engine as Distributor
from acd.staff.events import AgentReassigned
from acd.supervision.book import SupervisionBook
from acd.supervision.messages import ConversationLeft, SupervisionInput
from hotline.callbacks import Callbacks
from hotline.expected_wait import ExpectedWait
from hotline.learning import Learnt
from hotline.lines.consult_legs import carry_consult, told_to_supervisors
from hotline.lines.entering import Entering
from hotline.lines.interpreter_news import InterpreterNews, interpreter_news
from hotline.lines.live import LiveCall
from hotline.lines.live_calls import LiveCalls
from hotline.lines.told_to_flow import told_to_flow
from hotline.messages import AgentLines, CallCame, LineClosed, PersonLines, SupervisorLines
from hotline.queue_states import DistributorQueues
from hotline.staff_of_day import StaffOfDay
from hotline.timers import Deadlines
from ivr.flow import commands as flow_commands
from ivr.flow import events as flow_events
from ivr.flow import inputs as flow_inputs
from ivr.flow.machine import Machine
from ivr.flow.notices import Notice, NoticeBook
from ivr.flow.ports import IdFactory, Trending
from ivr.flow.profile import Profile

log = structlog.get_logger()

Event = acd.events.Event | flow_events.Event

_EVENTS = get_args(acd.events.Event) + get_args(flow_events.Event)
_DISTRIBUTOR = "distributor"
_SUPERVISIONS = "supervisions"
_CALLBACKS = "callbacks"
_MINIMUM_STAFF = "minimum_staff"
_ASSIGNMENTS = "assignments"
_NOTICES = "notices"


class Exchange:
    """The cores of one city. Every method takes `now`; `settle` carries what they have said."""

    def __init__(
        self,
        *,
        profile: Profile,
        new_id: IdFactory,
        agent_lines: AgentLines,
        supervisor_lines: SupervisorLines,
        person_lines: PersonLines,
        trending: Trending,
        learnt: Learnt | None = None,
    ) -> None:
        self.profile = profile
        self.distributor = Distributor(profile.plan, new_id=new_id)
        learnt = learnt or Learnt()
        self.expected_wait = ExpectedWait(self.distributor, learnt.forecast)
        self._kept_places = learnt.kept_places
        self.staff = StaffOfDay(profile.plan)
        self._city = profile
        self.supervisions = SupervisionBook(new_id=new_id)
        self.notices = NoticeBook()
        self.deadlines = Deadlines()
        self._live = LiveCalls(
            self.deadlines, self._kept_places, say=self._collect_flow, record=self.record
        )
        self.calls = self._live.by_id
        self._new_id = new_id
        self._agent_lines = agent_lines
        self._supervisor_lines = supervisor_lines
        self._trending = trending
        self._queues = DistributorQueues(
            self.distributor, lambda: self.profile.plan, self.expected_wait
        )
        self._outputs: deque[tuple[str, Any]] = deque()
        self._events: list[Event] = []
        self.callbacks = Callbacks(
            self, new_id=new_id, person_lines=person_lines, say=self._collect_callbacks
        )
        self._entering = Entering(self, self._kept_places)

    @property
    def waiting_for_their_end(self) -> frozenset[str]:
        """The calls whose line is closed and whose end is not on record yet."""
        return self._live.waiting_for_their_end

    # --- to the cores ----------------------------------------------------------------------

    def begin_call(self, came: CallCame, now: float) -> None:
        """Let a new flow machine have the call. It keeps the version of the city it came with."""
        machine = Machine(
            came.profile,
            came.call_id,
            trending=self._trending,
            new_id=self._new_id,
            queues=self._queues,
            waiting_line=self.expected_wait,
            notices=self.notices,
            sounds=came.line.sounds,
        )
        self._live.begin(came, machine, now)

    def reload(self, profile: Profile, now: float) -> None:
        """Take a new version of the city for the calls to come."""
        self._city = profile
        self._use_plan_of_the_day(now)

    def reassign(self, event: AgentReassigned, now: float) -> None:
        """Let an agent do other work until the assignment ends."""
        self.record(event, now)
        self._use_plan_of_the_day(now)

    def resume_assignments(self, events: Iterable[AgentReassigned], now: float) -> None:
        """Take up what supervisors changed before a restart, oldest first."""
        for event in events:
            self.staff.note(event, now)
        self._use_plan_of_the_day(now)

    def _use_plan_of_the_day(self, now: float) -> None:
        """Route by the city's plan with what supervisors changed for the day."""
        plan = self.staff.plan_over(self._city.plan, now)
        self.profile = replace(self._city, plan=plan)
        self.callbacks.reload()
        self.distributor.reload(plan, now=now)
        self._collect_distributor(now)
        self._collect_staff()
        self.deadlines.set(_ASSIGNMENTS, self.staff.assignments_end_at())

    def _collect_staff(self) -> None:
        self._events.extend(self.staff.take_alarms())
        self.deadlines.set(_MINIMUM_STAFF, self.staff.minimum.next_deadline())

    def feed_distributor(self, value: acd.inputs.Input, now: float) -> None:
        """Hand the distributor an input.

        Raises:
            AcdError: it names somebody or something that is not configured.
        """
        self.distributor.handle(value, now=now)
        self._collect_distributor(now)

    def _collect_distributor(self, now: float) -> None:
        self._outputs.extend((_DISTRIBUTOR, out) for out in self.distributor.take_outputs())
        self.deadlines.set(_DISTRIBUTOR, self.distributor.next_deadline())
        self.callbacks.look_for_lost_agents(now)

    def _collect_callbacks(self, outputs: Iterable[Any]) -> None:
        self._outputs.extend((_CALLBACKS, out) for out in outputs)
        self.deadlines.set(_CALLBACKS, self.callbacks.book.next_deadline())

    def feed_supervision(self, value: SupervisionInput) -> None:
        """Hand the book of supervisions an input."""
        self.supervisions.handle(value)
        self._outputs.extend((_SUPERVISIONS, out) for out in self.supervisions.take_outputs())

    def resume_notices(self, notices: Iterable[Notice]) -> None:
        """Take up what was on or proposed before a restart."""
        self.notices.resume(notices)
        self.deadlines.set(_NOTICES, self.notices.next_deadline())

    def collect_notices(self, now: float) -> None:
        """Record what has become of the notices."""
        for event in self.notices.take_outputs():
            self.record(event, now)
        self.deadlines.set(_NOTICES, self.notices.next_deadline())

    def feed_call(self, call_id: str, value: flow_inputs.Input, now: float) -> None:
        """Hand a call's flow an input; a call that is gone needs none."""
        self._live.feed(call_id, value, now)

    def _collect_flow(self, call_id: str, outputs: Iterable[Any]) -> None:
        self._outputs.extend((call_id, out) for out in outputs)

    def line_closed(self, closed: LineClosed, now: float) -> None:
        """The line is gone: the call is forgotten once its flow has come to its end."""
        self._live.line_closed(closed, now)

    def fire_timers(self, now: float) -> None:
        """Let every core act whose time has come."""
        for key in self.deadlines.pop_due(now):
            if key == _DISTRIBUTOR:
                try:
                    self.distributor.handle_timer(now=now)
                except Exception:
                    # The calls whose time has come as well are not to wait for ever.
                    log.exception("distributor_failed")
                self._collect_distributor(now)
            elif key == _CALLBACKS:
                self.callbacks.handle_timer(now)
            elif key == _MINIMUM_STAFF:
                self.staff.minimum.look(now=now)
                self._collect_staff()
            elif key == _ASSIGNMENTS:
                self._use_plan_of_the_day(now)
            elif key == _NOTICES:
                self.notices.handle_timer(now=now)
                self.collect_notices(now)
            else:
                self._live.handle_timer(str(key), now)

    # --- from the cores --------------------------------------------------------------------

    def settle(self, now: float) -> None:
        """Carry on until no core has anything more to say, then forget the calls that are over."""
        while self._outputs:
            source, output = self._outputs.popleft()
            if isinstance(output, _EVENTS):
                self.record(output, now)
            elif source == _DISTRIBUTOR:
                self._carry_from_distributor(output, now)
            elif source == _SUPERVISIONS:
                self._supervisor_lines.carry(output)
            elif source == _CALLBACKS:
                self.callbacks.carry(output, now)
            elif call := self.calls.get(source):
                self._carry_from_flow(call, output, now)
        self._live.bury()

    def record(self, event: Event, now: float) -> None:
        """Keep an event for the ledger, and let the rest of its call know."""
        self._events.append(event)
        self.expected_wait.note(event, now)
        self.staff.note(event, now)
        self._collect_staff()
        if isinstance(event, acd.events.PartyLeft):
            self.feed_supervision(ConversationLeft(offer_id=event.offer_id))
        call = self.calls.get(getattr(event, "call_id", None) or "")
        if call is not None:
            self._kept_places.note(event, caller=call.caller, now=now)
            call.note(event)
            self._tell_the_other_core(call, event, now)
        self.callbacks.note(event, now, is_live=call is not None)

    def take_events(self) -> list[Event]:
        """Return the events since the last time, in order."""
        events, self._events = self._events, []
        return events

    def _tell_the_other_core(self, call: LiveCall, event: Event, now: float) -> None:
        if isinstance(event, flow_events.CallEnded):
            reason = "hung_up" if event.by == "caller" else event.reason
            left = acd.inputs.CallerLeft(call_id=call.call_id, reason=reason)
            self.feed_distributor(left, now)
        elif told := told_to_flow(event, self.distributor, call.call_id):
            self.feed_call(call.call_id, told, now)

    def _carry_from_flow(self, call: LiveCall, command: flow_commands.Command, now: float) -> None:
        match command:
            case flow_commands.EnterQueue():
                self._entering.enter(call, command, now)
            case flow_commands.BookCallback():
                self.callbacks.request(call, command, now)
            case flow_commands.LeaveQueue():
                call.line.leave_queue()
                self.feed_distributor(
                    acd.inputs.CallerLeft(call_id=call.call_id, reason=command.reason), now
                )
            case _:
                call.line.perform(command)

    def _carry_from_distributor(self, command: acd.commands.Command, now: float) -> None:
        match command:
            case acd.commands.OfferCall():
                call = self.calls.get(command.call_id)
                pop = call.pop() if call else self.callbacks.pop(command.call_id)
                self._agent_lines.offer(command, pop)
            case acd.commands.CancelOffer():
                self._agent_lines.cancel(command.offer_id)
            case acd.commands.ReleaseLeg():
                self._agent_lines.release(command.offer_id)
            case acd.commands.JoinAgent():
                if call := self.calls.get(command.call_id):
                    self.feed_call(call.call_id, flow_inputs.AgentAnswered(), now)
                    call.line.join(command.offer_id, command.role, news=self._news(command))
                else:
                    self.callbacks.agent_reserved(command, now)
            case acd.commands.ReturnCall():
                self._return_to_flow(command, now)
            case _:
                if told := told_to_supervisors(command):
                    self.feed_supervision(told)
                carry_consult(command, self.calls, self._agent_lines)

    def _news(self, join: acd.commands.JoinAgent) -> tuple[InterpreterNews, ...]:
        view = self.distributor.call(join.call_id)
        return interpreter_news(join, view, self.profile) if view is not None else ()

    def _return_to_flow(self, command: acd.commands.ReturnCall, now: float) -> None:
        call_id = command.call_id
        call = self.calls.get(call_id)
        if call is None:
            self.callbacks.returned(call_id, now)
            return
        if call.adrift:
            self._live.served_adrift(call, now)
            return
        call.line.leave_queue()
        returned = flow_inputs.QueueReturned(result=command.result, exit=command.exit)
        self.feed_call(call_id, returned, now)
