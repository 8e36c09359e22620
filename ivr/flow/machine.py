"""The interpreter of a city's flows: one machine a call, inputs in, commands and events out.

The machine knows no clock and no telephone. It is driven in three ways only: `handle` an input,
`handle_timer` when `next_deadline` is due, and `take_outputs` after either. `now` is in epoch
seconds and never decreases.

A call is NEW until CallArrived, then ACTIVE. When the caller hangs up while a recording or a
transfer is under way the call is CLOSING until the telephone has told its result, for at most
`CLOSING_S`. CallEnded is the last output of every call, and there is exactly one.
"""

import math
from collections import deque
from collections.abc import Iterable, Mapping
from enum import StrEnum

from ivr.flow import commands, events, inputs
from ivr.flow.call import OUTBOUND, Call, Context, Output
from ivr.flow.graph import Graph
from ivr.flow.ports import (
    ALL_SOUNDS,
    NO_NOTICES,
    NO_QUEUES,
    NOBODY_WAITS,
    IdFactory,
    Notices,
    QueueStates,
    Sounds,
    Trending,
    WaitingLine,
)
from ivr.flow.profile import Profile
from ivr.flow.walk import Walk

CLOSING_S = 5.0
"""How long the result of a recording or transfer is waited for after the caller hung up."""

MOST_MOVES = 2_000
"""How many nodes a call enters before anybody is waited for; more would hold up other calls."""

CIRCLE_SHOWN = 12
"""How many of the last nodes are looked at for those of the circle."""


class EndlessFlow(Exception):
    """The flow goes round in nodes that wait for nobody. The proofs let no such flow pass."""

    def __init__(self, nodes: Iterable[str]) -> None:
        """Name the nodes of the circle."""
        circle = ", ".join(dict.fromkeys(nodes))
        super().__init__(f"the flow goes round and round ({circle}) and waits for nobody")


class Phase(StrEnum):
    """The life of a call as its machine sees it."""

    NEW = "new"
    ACTIVE = "active"
    CLOSING = "closing"
    ENDED = "ended"


TRANSITIONS: dict[Phase, frozenset[Phase]] = {
    Phase.NEW: frozenset({Phase.ACTIVE}),
    Phase.ACTIVE: frozenset({Phase.CLOSING, Phase.ENDED}),
    Phase.CLOSING: frozenset({Phase.ENDED}),
    Phase.ENDED: frozenset(),
}


class Machine:
    """One call on its way through a flow."""

    def __init__(
        self,
        profile: Profile,
        call_id: str,
        *,
        trending: Trending,
        new_id: IdFactory,
        queues: QueueStates = NO_QUEUES,
        waiting_line: WaitingLine = NOBODY_WAITS,
        notices: Notices = NO_NOTICES,
        sounds: Sounds = ALL_SOUNDS,
    ) -> None:
        """Make the machine of a call that is yet to arrive.

        Args:
            profile: The version of the city's configuration that the call keeps to its end.
            call_id: On every event.
            trending: Tells the most-asked questions of late.
            new_id: Gives the ids of prompts, listenings, recordings and transfers.
            queues: Tells what the queues are like at this moment.
            waiting_line: Tells where the caller stands while waiting.
            notices: Tells what is to be heard at the front of the call.
            sounds: Tells which prompts are not made yet: their questions are not offered.
        """
        self._call = Call(
            profile,
            call_id,
            trending=trending,
            new_id=new_id,
            queues=queues,
            waiting_line=waiting_line,
            notices=notices,
            sounds=sounds,
        )
        self._phase = Phase.NEW
        self._walk = Walk(self._call)
        self._closing_until: float | None = None

    @property
    def language(self) -> str | None:
        """The caller's language, None while it is not known."""
        return self._call.language

    @property
    def node(self) -> str:
        """The node the call is at, '' before it arrived.

        '@emergency' and '@outbound' stand outside every node.
        """
        return self._call.node

    @property
    def offers(self) -> Mapping[str, str]:
        """The keys that do something at the node now, and what each stands for.

        Those that are good everywhere are not among them.
        """
        return self._walk.offers

    @property
    def graph(self) -> Graph:
        """The flow that the call is in."""
        return self._call.graph

    @property
    def finished(self) -> bool:
        """Whether CallEnded is out."""
        return self._phase is Phase.ENDED

    @property
    def context(self) -> Context:
        """What the caller already said."""
        return self._call.context

    @property
    def burst_until(self) -> float:
        """Up to when a key may be part of the mistake or the number before it, in epoch seconds."""
        surplus = self._call.surplus
        return max(self._call.burst.until, surplus.digits_until if surplus else -math.inf)

    def next_deadline(self) -> float | None:
        """Return when `handle_timer` is due, None if never."""
        if self._phase is Phase.ENDED:
            return None
        timers = (self._call.timer, self._call.media.deadline, self._closing_until)
        return min((at for at in timers if at is not None), default=None)

    def take_outputs(self) -> list[Output]:
        """Return what came out since the last time, in order."""
        outputs, self._call.outputs[:] = list(self._call.outputs), []
        return outputs

    def handle(self, happened: inputs.Input, *, now: float) -> None:
        """Take in what the telephone tells. What does not fit the call's state is ignored.

        Raises:
            EndlessFlow: the flow does not come to rest; the call cannot go on.
        """
        self._call.facts.at = now
        match self._phase, happened:
            case Phase.NEW, inputs.CallArrived():
                self._arrive(happened, now)
            case Phase.ACTIVE, inputs.CallerHungUp():
                self._caller_left(now)
            case Phase.ACTIVE, _:
                self._walk.take(happened, now)
            case Phase.CLOSING, _:
                self._walk.conclude(happened, now)
        self._settle(now)

    def handle_timer(self, *, now: float) -> None:
        """Do what is due.

        Raises:
            EndlessFlow: as for `handle`.
        """
        self._call.facts.at = now
        self._call.media.expire(now=now)
        if self._phase is Phase.CLOSING:
            if self._closing_until is not None and now >= self._closing_until:
                self._finish("caller", "hung_up", now)
        elif self._phase is Phase.ACTIVE and self._call.timer is not None:
            if now >= self._call.timer:
                self._walk.time_out(now)
        self._settle(now)

    def _arrive(self, arrived: inputs.CallArrived, now: float) -> None:
        call = self._call
        call.line = call.profile.line_for(arrived.dialled, now=now)
        call.graph = call.profile.flows[call.line.flow]
        if arrived.is_outbound:
            call.language = arrived.language
        hints = dict(arrived.hints)
        if call.line.language_hint is not None:
            known = hints.get(call.line.language_hint, 0.0)
            hints[call.line.language_hint] = max(known, call.line.hint_probability)
        call.hints = {
            tag: probability for tag, probability in hints.items() if tag in call.profile.languages
        }
        call.is_test = arrived.is_test
        call.facts.caller = arrived.caller
        call.facts.dialled = arrived.dialled
        call.facts.alias = call.line.alias
        call.facts.agency = call.line.agency
        call.facts.district = call.line.district
        self._transition(Phase.ACTIVE)
        call.emit(
            events.CallStarted(
                call_id=call.call_id,
                caller=arrived.caller,
                dialled=arrived.dialled,
                flow=call.graph.name,
                flow_version=call.profile.version,
                alias=call.line.alias,
                is_outbound=arrived.is_outbound,
                is_test=arrived.is_test,
            )
        )
        if arrived.unheard:
            call.unheard(arrived.unheard)
        call.goto(OUTBOUND if arrived.is_outbound else call.graph.start)

    def _settle(self, now: float) -> None:
        moves = 0
        last: deque[str] = deque(maxlen=CIRCLE_SHOWN)
        while self._phase is Phase.ACTIVE:
            if self._call.end_reason is not None:
                self._finish("flow", self._call.end_reason, now)
            elif self._call.target is not None:
                moves += 1
                if moves > MOST_MOVES:
                    raise EndlessFlow(last)
                self._walk.move(self._call.target, now)
                last.append(self._call.node)
            else:
                return
        if self._phase is Phase.CLOSING and not self._walk.owes_result:
            self._finish("caller", "hung_up", now)

    def _caller_left(self, now: float) -> None:
        self._call.timer = None
        self._call.leave_reason = "hung_up"
        self._walk.hang_up(now)
        if self._walk.owes_result:
            self._transition(Phase.CLOSING)
            self._closing_until = now + CLOSING_S
        else:
            self._finish("caller", "hung_up", now)

    def _finish(self, by: str, reason: str, now: float) -> None:
        call = self._call
        self._walk.leave(now)
        call.media.close(now=now)
        disposition = call.outcome.disposition(by_caller=by == "caller")
        if by == "flow":
            call.emit(commands.HangUp(reason=reason))
        call.emit(
            events.CallEnded(
                call_id=call.call_id,
                disposition=disposition,
                by=by,
                node=call.node,
                reason=reason,
            )
        )
        self._transition(Phase.ENDED)

    def _transition(self, phase: Phase) -> None:
        if phase not in TRANSITIONS[self._phase]:
            raise AssertionError(f"a call cannot go from {self._phase} to {phase}")
        self._phase = phase
