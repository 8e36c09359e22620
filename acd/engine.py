"""The engine: the one door to the distributor.

    engine = Engine(plan, new_id=...)
    engine.handle(CallEnqueued(...), now=now)
    for output in engine.take_outputs(): ...      # commands and events in causal order
    engine.next_deadline()                        # call handle_timer then, or earlier

Every driver follows the same pattern: hand in an input or the time, take the outputs, arm one
timer. The same inputs at the same times with the same ids give the same outputs.

The rules are told where they are kept; `acd.floor` lists the modules. What is said about an offer
or a call the engine does not know is stale and changes nothing, with one exception: an answer or a
join for an offer that is over gets ReleaseLeg(reason="offer_over"). An input that names an agent
or a queue that was never configured raises, and leaves the engine unchanged.

`now` is seconds since the Unix epoch. A time before the last one counts as the last one, so that
a clock set back a little never makes a wait negative.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from acd import calls, inputs, legs, reloading, repairing, views
from acd.commands import Command
from acd.consults import consulting, guests
from acd.consults import refusal as consult_refusal
from acd.consults.messages import (
    ConsultCompleted,
    ConsultConferenced,
    ConsultRequested,
    ConsultRetrieved,
    Target,
    TransferRequested,
)
from acd.events import Event
from acd.floor import Floor
from acd.interpreters import interpreting, vendor_lines
from acd.offers import offering
from acd.offers.dispatch import dispatch
from acd.plan.model import Queue, QueueKind, RoutingPlan
from acd.queue import relaxing
from acd.queue.need import Need
from acd.record import plan_adopted
from acd.routing.selection import RECEIPT_LENGTH
from acd.staff import attendance
from acd.timers import Purpose

_HANDLERS: Mapping[type[inputs.Input], Callable[[Floor, Any], None]] = MappingProxyType(
    {
        inputs.AgentLoggedIn: attendance.logged_in,
        inputs.AgentLoggedOut: attendance.logged_out,
        inputs.AgentPaused: attendance.paused,
        inputs.AgentResumed: attendance.resumed,
        inputs.WrapUpExtensionRequested: attendance.wrap_up_extension_requested,
        inputs.CallEnqueued: calls.enqueued,
        inputs.CallerLeft: calls.caller_left,
        inputs.HandoverRequested: calls.handover_requested,
        inputs.InterpreterRequested: interpreting.interpreter_requested,
        inputs.LanguageOverridden: interpreting.language_overridden,
        inputs.PartyReleaseRequested: legs.release_requested,
        inputs.VendorUseKnown: vendor_lines.use_known,
        inputs.OfferRang: offering.rang,
        inputs.OfferAnswered: offering.answered,
        inputs.OfferDeclined: offering.declined,
        inputs.OfferUnanswered: offering.unanswered,
        inputs.OfferUnreachable: offering.unreachable,
        inputs.LegJoined: legs.joined,
        inputs.JoinFailed: legs.join_failed,
        inputs.LegEnded: legs.ended,
        inputs.LegHeld: legs.held,
        inputs.LegResumed: legs.resumed,
        ConsultRequested: consulting.consult_requested,
        ConsultCompleted: consulting.completed,
        ConsultConferenced: consulting.conferenced,
        ConsultRetrieved: consulting.retrieved,
        TransferRequested: consulting.transfer_requested,
        inputs.SwitchStateReported: repairing.switch_state_reported,
    }
)


class Engine:
    """The automatic call distributor.

    Args:
        plan: the queues and agents to begin with.
        new_id: gives a new id for the prefix "entry" or "offer"; must never repeat one.
        receipt_length: most agents listed in the receipt of a decision. With 1 only the winner
            is; the decisions are the same, at a fraction of the cost.
    """

    def __init__(
        self,
        plan: RoutingPlan,
        *,
        new_id: Callable[[str], str],
        receipt_length: int = RECEIPT_LENGTH,
    ) -> None:
        """Begin with no calls, everyone logged out."""
        self._floor = Floor(plan, new_id=new_id, receipt_length=receipt_length)
        self._floor.say(plan_adopted(plan))

    def handle(self, told: inputs.Input, *, now: float) -> None:
        """Take in one input.

        Raises:
            UnknownAgent: an agent input, a consult or a transfer names nobody in the plan.
            UnknownQueue: a call, a hand-over, a consult or a transfer names no queue in the plan.
        """
        self._advance(now)
        guest = self._floor.guests.get(getattr(told, "offer_id", ""))
        if guest is not None:
            guests.told(self._floor, guest, told)
        else:
            _HANDLERS[type(told)](self._floor, told)
        self._settle()

    def handle_timer(self, *, now: float) -> None:
        """Do everything that fell due up to `now`."""
        self._advance(now)
        floor = self._floor
        while (due := floor.timers.pop_due(floor.now)) is not None:
            self._fire(*due)
            self._settle()

    def next_deadline(self) -> float | None:
        """When `handle_timer` must be called at the latest; None while nothing is pending."""
        return self._floor.timers.next()

    def take_outputs(self) -> list[Command | Event]:
        """Hand over the commands and events since the last call, in causal order."""
        outputs, self._floor.outputs = self._floor.outputs, []
        return outputs

    def reload(self, plan: RoutingPlan, *, now: float) -> None:
        """Go on with a new plan; `acd.reloading` says what becomes of what is under way."""
        self._advance(now)
        reloading.reload(self._floor, plan)
        self._settle()

    def remember(self, callers: Mapping[str, str]) -> None:
        """Learn who spoke with callers last: the agent by caller key, the latest at the end."""
        for caller_key, agent_id in callers.items():
            self._floor.remember_agent(caller_key, agent_id)

    def agents(self) -> tuple[views.AgentView, ...]:
        """Every agent of the plan, and those removed from it who still finish a call."""
        return tuple(views.view_agent(agent) for agent in self._floor.agents.values())

    def agent(self, agent_id: str) -> views.AgentView | None:
        """One agent, or None if there is no such."""
        agent = self._floor.agents.get(agent_id)
        return views.view_agent(agent) if agent is not None else None

    def agent_at(self, device: str) -> views.AgentView | None:
        """Whoever is logged in at a telephone."""
        staffed = self._floor.roster.staffed()
        agent = next((each for each in staffed if each.device == device), None)
        return views.view_agent(agent) if agent is not None else None

    def agent_of(self, offer_id: str) -> views.AgentView | None:
        """Whose leg the answered offer is, None once the leg is over."""
        party = self._floor.parties.get(offer_id)
        return views.view_agent(party.agent) if party is not None else None

    def is_staffed(self, kind: QueueKind) -> bool:
        """Whether anybody logged in does this kind of work, on a break or not."""
        return any(kind in agent.profile.kinds for agent in self._floor.roster.staffed())

    def waiting_in(self, queue: str) -> int:
        """How many entries of a queue wait with no offer out."""
        return self._floor.waiting.in_queue(queue)

    def waiting(self) -> tuple[views.EntryView, ...]:
        """The entries that wait with no offer out, in the order they will be served."""
        floor = self._floor
        return tuple(views.view_entry(floor, entry) for entry in floor.waiting.in_order())

    def calls(self) -> tuple[views.CallView, ...]:
        """Every call before the engine, oldest first."""
        floor = self._floor
        return tuple(views.view_call(floor, call) for call in floor.calls.values())

    def call(self, call_id: str) -> views.CallView | None:
        """One call, or None if it is not before the engine."""
        call = self._floor.calls.get(call_id)
        return views.view_call(self._floor, call) if call is not None else None

    def queue(self, name: str) -> Queue | None:
        """A queue of the present plan, or None."""
        return self._floor.plan.queues.get(name)

    def waiting_needs(self) -> Mapping[Need, int]:
        """How many entries wait with no offer out, by what they ask of an agent."""
        return self._floor.waiting.needs()

    def place(self, call_id: str) -> views.PlaceView | None:
        """Where a caller stands; None: nobody waits, or somebody is on the line or about to be."""
        call = self._floor.calls.get(call_id)
        return views.view_place(self._floor, call) if call is not None else None

    def refusal(self, call_id: str, by_agent: str, target: Target, *, now: float) -> str:
        """Why this agent cannot bring the target into the call now; '' if they can.

        Raises:
            UnknownAgent: the target is an agent whom the plan does not have.
            UnknownQueue: the target is a queue that the plan does not have.
        """
        self._advance(now)
        return consult_refusal.refusal(self._floor, call_id, by_agent, target)

    def handover_refusal(self, call_id: str, by_agent: str, queue: str, *, now: float) -> str:
        """Why this agent cannot hand the call over to the queue now; '' if they can.

        Raises:
            UnknownQueue: the plan has no such queue.
        """
        self._advance(now)
        return consult_refusal.handover_refusal(self._floor, call_id, by_agent, queue, {})

    def interpreter_refusal(self, call_id: str, language: str) -> str:
        """Why no interpreter would be asked for, as in `InterpreterRefused`; '' if one would."""
        call = self._floor.calls.get(call_id)
        return interpreting.refusal(self._floor, call, language) if call is not None else ""

    @property
    def agents_judged(self) -> int:
        """How many agents routing decisions have looked at since the start."""
        return self._floor.selector.judged

    def _advance(self, now: float) -> None:
        if now > self._floor.now:
            self._floor.now = now

    def _fire(self, purpose: Purpose, subject: str) -> None:
        floor = self._floor
        guest = floor.guests.get(subject)
        match purpose:
            case Purpose.LEASE | Purpose.JOIN if guest is not None:
                guests.overdue(floor, guest)
            case Purpose.LEASE:
                offering.lease_over(floor, subject)
            case Purpose.JOIN:
                legs.join_overdue(floor, subject)
            case Purpose.WRAP_UP | Purpose.NOT_RESPONDING:
                attendance.time_over(floor, subject)
            case Purpose.INTERPRETER:
                floor.touch(floor.entries[subject].call_id)
            case Purpose.RELAX:
                relaxing.relax_due(floor, subject)
            case Purpose.OVERFLOW:
                calls.overflow_due(floor, subject)
            case Purpose.CLOSING:
                calls.closing_due(floor, subject)
            case Purpose.MAX_WAIT:
                calls.max_wait_over(floor, subject)
            case Purpose.RETRY:
                offering.retry(floor, subject)
            case Purpose.HEAD_START:
                offering.begin_join(floor, floor.parties[subject])
            case Purpose.NEW_MONTH:
                vendor_lines.month_over(floor, subject)

    def _settle(self) -> None:
        """Draw every consequence, then match."""
        floor = self._floor
        if floor.lines_to_open:
            vendor_lines.open_lines(floor)
        for call_id in floor.roster.take_flipped():
            floor.touch(call_id)
        while floor.touched:
            touched = floor.pop_touched()
            if touched is not None:
                calls.settle(floor, touched)
        dispatch(floor)
