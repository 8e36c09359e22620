"""Supervisors on agents' conversations: who is on which, in which mode.

    ringing ──the switch says so──> on <──another mode──> on        either ──────> over

The book asks the switch and believes what the switch says: a mode counts from the moment it is
heard (`SupervisionModeEntered`). A supervision hangs on one agent's leg and ends with it; the call
and the distributor know nothing of it. Whether somebody may supervise is
`acd.supervision.rights`' to say, before the book is asked.

An agent who consults is aside from the caller, and the supervisor stays with the agent: listening
and whispering go on there. Whoever spoke with everybody listens from then on, and nobody barges in
until the agent is with the caller again: the caller's bridge and the consult each have their own
end, which one more party would put off.
"""

from collections.abc import Callable
from dataclasses import dataclass

from acd.supervision.messages import (
    AgentSteppedAside,
    AgentWithCaller,
    ConversationLeft,
    Mode,
    ModeRequested,
    MoveSupervisor,
    ReleaseSupervisor,
    RingSupervisor,
    SuperviseRequested,
    SupervisionCommand,
    SupervisionEnded,
    SupervisionEndRequested,
    SupervisionEvent,
    SupervisionInput,
    SupervisionModeEntered,
    SupervisionStarted,
    SupervisorGone,
    SupervisorOn,
)


@dataclass(slots=True, kw_only=True)
class Supervision:
    """One supervisor on one agent's leg. `mode` is None while the own telephone rings.

    `aside`: the agent is in a consult, not with the caller.
    """

    supervision_id: str
    supervisor_id: str
    call_id: str
    agent_id: str
    offer_id: str
    wanted: Mode
    mode: Mode | None = None
    aside: bool = False


class SupervisionBook:
    """Every supervision in progress. A supervisor is on one conversation at a time.

    Args:
        new_id: gives a new id for the prefix "supervision".
    """

    def __init__(self, *, new_id: Callable[[str], str]) -> None:
        """Begin with nobody listening."""
        self._new_id = new_id
        self._open: dict[str, Supervision] = {}
        self._outputs: list[SupervisionCommand | SupervisionEvent] = []

    def handle(self, told: SupervisionInput) -> None:
        """Take in one input. What is said of a supervision that is over changes nothing."""
        match told:
            case SuperviseRequested():
                self._requested(told)
            case ModeRequested():
                if supervision := self._open.get(told.supervision_id):
                    self._want(supervision, told.mode)
            case SupervisionEndRequested():
                self._end(told.supervision_id, "requested")
            case SupervisorOn():
                self._entered(told)
            case SupervisorGone():
                self._end(told.supervision_id, told.cause or "hung_up", gone=True)
            case AgentSteppedAside():
                for each in self._on(told.offer_id):
                    if each.wanted is Mode.BARGE:
                        self._want(each, Mode.LISTEN)
                    each.aside = True
            case AgentWithCaller():
                for each in self._on(told.offer_id):
                    each.aside = False
            case ConversationLeft():
                for each in self._on(told.offer_id):
                    self._end(each.supervision_id, "conversation_over")

    def take_outputs(self) -> list[SupervisionCommand | SupervisionEvent]:
        """Hand over the commands and events since the last call, in causal order."""
        outputs, self._outputs = self._outputs, []
        return outputs

    def open(self) -> tuple[Supervision, ...]:
        """The supervisions in progress, oldest first."""
        return tuple(self._open.values())

    def of(self, supervisor_id: str) -> Supervision | None:
        """What this supervisor is on."""
        return next((s for s in self._open.values() if s.supervisor_id == supervisor_id), None)

    def _on(self, offer_id: str) -> list[Supervision]:
        return [each for each in self._open.values() if each.offer_id == offer_id]

    def _requested(self, told: SuperviseRequested) -> None:
        """Begin; on the same leg already, change the mode; on another, leave that one first."""
        present = self.of(told.supervisor_id)
        if present is not None and present.offer_id == told.offer_id:
            self._want(present, told.mode)
            return
        if told.aside and told.mode is Mode.BARGE:
            return
        if present is not None:
            self._end(present.supervision_id, "requested")
        supervision = Supervision(
            supervision_id=self._new_id("supervision"),
            supervisor_id=told.supervisor_id,
            call_id=told.call_id,
            agent_id=told.agent_id,
            offer_id=told.offer_id,
            wanted=told.mode,
            aside=told.aside,
        )
        self._open[supervision.supervision_id] = supervision
        self._outputs += [
            SupervisionStarted(
                supervision_id=supervision.supervision_id,
                call_id=told.call_id,
                supervisor_id=told.supervisor_id,
                agent_id=told.agent_id,
                mode=told.mode,
            ),
            RingSupervisor(
                supervision_id=supervision.supervision_id,
                device=told.device,
                call_id=told.call_id,
                offer_id=told.offer_id,
                mode=told.mode,
            ),
        ]

    def _want(self, supervision: Supervision, mode: Mode) -> None:
        if supervision.wanted is mode or (supervision.aside and mode is Mode.BARGE):
            return
        supervision.wanted = mode
        self._outputs.append(
            MoveSupervisor(
                supervision_id=supervision.supervision_id,
                offer_id=supervision.offer_id,
                mode=mode,
            )
        )

    def _entered(self, told: SupervisorOn) -> None:
        supervision = self._open.get(told.supervision_id)
        if supervision is None:
            self._outputs.append(ReleaseSupervisor(supervision_id=told.supervision_id))
            return
        if supervision.mode is told.mode:
            return
        supervision.mode = told.mode
        self._outputs.append(
            SupervisionModeEntered(
                supervision_id=supervision.supervision_id,
                call_id=supervision.call_id,
                supervisor_id=supervision.supervisor_id,
                agent_id=supervision.agent_id,
                mode=told.mode,
            )
        )

    def _end(self, supervision_id: str, reason: str, *, gone: bool = False) -> None:
        supervision = self._open.pop(supervision_id, None)
        if supervision is None:
            return
        if not gone:
            self._outputs.append(ReleaseSupervisor(supervision_id=supervision_id))
        self._outputs.append(
            SupervisionEnded(
                supervision_id=supervision_id,
                call_id=supervision.call_id,
                supervisor_id=supervision.supervisor_id,
                agent_id=supervision.agent_id,
                reason=reason,
            )
        )
