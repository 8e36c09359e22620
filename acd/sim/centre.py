"""The event loop: callers, agents and telephones played against the engine.

The engine is driven as everywhere: inputs at their time, `handle_timer` at its deadlines, outputs
taken after each. Everything else that will happen lies in one heap ordered by time, then by the
order in which it was planned.

The centre says no OfferRang: between the reservation and the answer the engine treats a ringing
telephone like a silent one, and the wait is the same. Callers end the talk; a talk begins when
the agent is joined and no interpreter is awaited any more.
"""

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from acd.commands import Command, JoinAgent, OfferCall, QueueResult, ReturnCall
from acd.engine import Engine
from acd.events import (
    AgentState,
    AgentStateChanged,
    EntryEnded,
    EntryQueued,
    Event,
    PartyJoined,
)
from acd.inputs import (
    AgentResumed,
    CallEnqueued,
    CallerLeft,
    HandoverRequested,
    Input,
    LegHeld,
    LegJoined,
    LegResumed,
    OfferAnswered,
    OfferDeclined,
    OfferUnanswered,
    OfferUnreachable,
)
from acd.plan.model import Role
from acd.sim.arrivals import arrival_times
from acd.sim.callers import Caller, Callers
from acd.sim.chance import Streams
from acd.sim.recorder import Recorder
from acd.sim.rota import attendance
from acd.sim.scenario import DAY_S, Scenario, agent_id, routing_plan
from acd.sim.tally import Course, Tally

_ORIGIN = 11 * DAY_S
"""The engine's time at the midnight from which simulated seconds count, a Monday in January 1970.

It leaves room for a warm-up before it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one stretch of days gave.

    `tallies` has one for each day; `inputs` and `outputs` count the engine's, warm-up included.
    """

    tallies: list[Tally]
    course: Course
    inputs: int
    outputs: int


def simulate(scenario: Scenario, streams: Streams, *, first_day: int, days: int) -> Run:
    """Simulate whole days, the first being `first_day` days after a Monday.

    The warm-up goes before; callers still on the line at the end are played to their end.
    """
    return _Centre(scenario, streams, first_day=first_day, days=days).run()


class _Centre:
    def __init__(self, scenario: Scenario, streams: Streams, *, first_day: int, days: int) -> None:
        self._scenario = scenario
        first = first_day % 7
        self._begin = first * DAY_S
        self._end = (first + days) * DAY_S
        self._now = self._begin - scenario.warm_up_s
        self._ids = 0
        self._turn = 0
        self._inputs = 0
        self._outputs = 0
        self._said = False
        self._agenda: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self._callers: dict[str, Caller] = {}
        self._first_calls = Callers(scenario.demand, streams)
        self._repeat_calls = Callers(scenario.demand, streams, prefix="again")
        self._arrivals = arrival_times(
            scenario.demand, begin=self._now, end=self._end, source=streams("arrivals")
        )
        self._phones = streams("telephones")
        self._retries = streams("retries")
        groups = {
            agent_id(group, number, index): group.name
            for group in scenario.groups
            for number, shift in enumerate(group.shifts)
            for index in range(shift.agents)
        }
        self._recorder = Recorder(
            begin=self._begin,
            end=self._end,
            groups=groups,
            answering=frozenset(g.name for g in scenario.groups if g.answers_callers),
            threshold_s=scenario.threshold_s,
        )
        self._engine = Engine(routing_plan(scenario), new_id=self._new_id, receipt_length=1)
        phones = scenario.telephones
        self._misbehave = phones.no_answer + phones.reject + phones.unreachable > 0
        self._at_once = not self._misbehave and phones.answer.mean_s == 0
        self._reactions: dict[type[Command | Event], Callable[[Any], None]] = {
            OfferCall: self._offered,
            JoinAgent: self._join,
            ReturnCall: self._returned,
            PartyJoined: self._joined,
            EntryQueued: self._entry_queued,
            EntryEnded: self._entry_ended,
            AgentStateChanged: self._agent_changed,
        }

    def run(self) -> Run:
        for at, told in attendance(self._scenario, begin=self._now, end=self._end):
            self._plan(at, self._tell, told)
        self._next_arrival()
        engine, agenda = self._engine, self._agenda
        while True:
            due = engine.next_deadline()
            if agenda and (due is None or agenda[0][0] < due - _ORIGIN):
                self._now, _, act, arguments = heapq.heappop(agenda)
                act(*arguments)
            elif due is not None:
                self._now = due - _ORIGIN
                engine.handle_timer(now=due)
                self._react()
            else:
                break
        tallies, course = self._recorder.result()
        return Run(tallies=tallies, course=course, inputs=self._inputs, outputs=self._outputs)

    def _new_id(self, prefix: str) -> str:
        self._ids += 1
        return f"{prefix}-{self._ids}"

    def _plan(self, at: float, act: Callable[..., None], *arguments: Any) -> None:
        self._turn += 1
        heapq.heappush(self._agenda, (at, self._turn, act, arguments))

    def _tell(self, told: Input) -> None:
        self._inputs += 1
        self._engine.handle(told, now=self._now + _ORIGIN)
        self._react()

    def _say(self, told: Input) -> None:
        """Tell the engine while its outputs are being read: what follows is read afterwards."""
        self._inputs += 1
        self._said = True
        self._engine.handle(told, now=self._now + _ORIGIN)

    def _react(self) -> None:
        counted, reactions, now = self._recorder.handlers, self._reactions, self._now
        self._said = True
        while self._said:
            self._said = False
            outputs = self._engine.take_outputs()
            self._outputs += len(outputs)
            for output in outputs:
                kind = type(output)
                if kind in counted:
                    counted[kind](output, now)
                if kind in reactions:
                    reactions[kind](output)

    # --- callers ----------------------------------------------------------------------------

    def _next_arrival(self) -> None:
        at = next(self._arrivals, None)
        if at is not None:
            self._plan(at, self._arrive)

    def _arrive(self) -> None:
        self._next_arrival()
        self._call(self._first_calls.draw())

    def _call(self, caller: Caller) -> None:
        lines = self._scenario.lines
        if lines is not None and len(self._callers) >= lines:
            self._recorder.blocked(self._now)
            return
        self._callers[caller.call_id] = caller
        self._tell(
            CallEnqueued(
                call_id=caller.call_id,
                queue=caller.topic.queue,
                language=caller.language,
                skills=caller.topic.skills,
                priority=caller.topic.priority,
                caller_key=caller.key,
            )
        )
        if not caller.agent_id and caller.call_id in self._callers:
            self._wait(caller)

    def _wait(self, caller: Caller) -> None:
        if caller.patience_s < math.inf:
            self._plan(self._now + caller.patience_s, self._out_of_patience, caller, caller.stage)

    def _out_of_patience(self, caller: Caller, stage: int) -> None:
        if caller.stage != stage or caller.call_id not in self._callers:
            return
        self._leave(caller)
        if not caller.passed_on:
            self._perhaps_again()

    def _perhaps_again(self) -> None:
        retry = self._scenario.demand.retry
        if retry is None:
            return
        after_s = retry.after.draw(self._retries)
        if self._retries.random() < retry.share and self._now + after_s < self._end:
            self._plan(self._now + after_s, lambda: self._call(self._repeat_calls.draw()))

    def _leave(self, caller: Caller) -> None:
        del self._callers[caller.call_id]
        self._tell(CallerLeft(call_id=caller.call_id))

    def _returned(self, command: ReturnCall) -> None:
        caller = self._callers.pop(command.call_id, None)
        if caller is not None and command.result in (QueueResult.FULL, QueueResult.CLOSED):
            self._recorder.refused(caller.topic.queue, caller.language, self._now)

    # --- the talk ---------------------------------------------------------------------------

    def _joined(self, event: PartyJoined) -> None:
        caller = self._callers[event.call_id]
        if event.role is Role.PRIMARY:
            caller.agent_id = event.agent_id
            caller.offer_id = event.offer_id
            caller.stage += 1
        else:
            caller.interpreted = True
        self._perhaps_talk(caller)

    def _entry_queued(self, event: EntryQueued) -> None:
        if event.role is Role.INTERPRETER:
            self._callers[event.call_id].interpreters_awaited += 1

    def _entry_ended(self, event: EntryEnded) -> None:
        if event.role is not Role.INTERPRETER:
            return
        caller = self._callers.get(event.call_id)
        if caller is not None:
            caller.interpreters_awaited -= 1
            self._perhaps_talk(caller)

    def _perhaps_talk(self, caller: Caller) -> None:
        if caller.talking or not caller.agent_id or caller.interpreters_awaited > 0:
            return
        caller.talking = True
        length_s = caller.handle_s
        if caller.passed_on and caller.handover_s is not None:
            length_s = caller.handover_s
        if caller.interpreted:
            length_s *= self._scenario.demand.interpreted_factor
        if caller.hold_s and not caller.passed_on:
            half_s, held = length_s / 2, caller.offer_id
            self._plan(self._now + half_s, self._tell, LegHeld(offer_id=held))
            self._plan(self._now + half_s + caller.hold_s, self._tell, LegResumed(offer_id=held))
            length_s += caller.hold_s
        self._plan(self._now + length_s, self._talk_over, caller)

    def _talk_over(self, caller: Caller) -> None:
        if caller.call_id not in self._callers:
            return
        handover = caller.topic.handover
        if handover is None or caller.handover_s is None or caller.passed_on:
            self._leave(caller)
            return
        if self._engine.handover_refusal(
            caller.call_id, caller.agent_id, handover.queue, now=self._now + _ORIGIN
        ):
            # The agent sees to it alone.
            self._leave(caller)
            return
        caller.passed_on = True
        caller.talking = False
        by_agent, caller.agent_id = caller.agent_id, ""
        self._tell(
            HandoverRequested(call_id=caller.call_id, queue=handover.queue, by_agent=by_agent)
        )
        if not caller.agent_id and caller.call_id in self._callers:
            self._wait(caller)

    # --- agents and their telephones --------------------------------------------------------

    def _offered(self, command: OfferCall) -> None:
        if self._at_once:
            self._say(OfferAnswered(offer_id=command.offer_id))
            return
        phones, offer = self._scenario.telephones, command.offer_id
        after_s = phones.answer.draw(self._phones)
        fate = self._phones.random() if self._misbehave else 1.0
        told: Input = OfferAnswered(offer_id=offer)
        if fate < phones.no_answer or after_s >= command.ring_timeout_s:
            after_s, told = command.ring_timeout_s, OfferUnanswered(offer_id=offer)
        elif fate < phones.no_answer + phones.reject:
            told = OfferDeclined(offer_id=offer)
        elif fate < phones.no_answer + phones.reject + phones.unreachable:
            after_s, told = 0.0, OfferUnreachable(offer_id=offer)
        self._plan(self._now + after_s, self._tell, told)

    def _join(self, command: JoinAgent) -> None:
        self._say(LegJoined(offer_id=command.offer_id))

    def _agent_changed(self, event: AgentStateChanged) -> None:
        if event.state is AgentState.NOT_RESPONDING:
            at = self._now + self._scenario.telephones.back_after_s
            self._plan(at, self._tell, AgentResumed(agent_id=event.agent_id))
