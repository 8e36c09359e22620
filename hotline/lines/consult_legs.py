"""Carries the commands of a consult to the lines of the agent, the caller and the guest."""

from collections.abc import Mapping

from acd.commands import Command
from acd.consults.messages import BringIn, CallGuest, ConsultCommand, JoinAside, StepAside
from acd.plan.model import Role
from acd.supervision.messages import AgentSteppedAside, AgentWithCaller
from hotline.lines.live import LiveCall
from hotline.messages import AgentLines


def told_to_supervisors(command: Command) -> AgentSteppedAside | AgentWithCaller | None:
    """Return what supervisors of the leg must know of a command; None: nothing."""
    match command:
        case StepAside():
            return AgentSteppedAside(offer_id=command.offer_id)
        case BringIn():
            return AgentWithCaller(offer_id=command.offer_id)
        case _:
            return None


def carry_consult(command: ConsultCommand, calls: Mapping[str, LiveCall], legs: AgentLines) -> None:
    """Do to the lines what the distributor wants. `calls` are those with a line, by id."""
    match command:
        case CallGuest():
            call = calls.get(command.call_id)
            legs.offer_outside(
                command.offer_id,
                command.number,
                ring_timeout_s=command.ring_timeout_s,
                keys=command.keys,
                shown=call.dialled if call else "",
            )
        case StepAside():
            if (call := calls.get(command.call_id)) and command.caller_alone:
                call.line.left_alone()
            legs.step_aside(command.offer_id)
        case JoinAside():
            legs.join_aside(command.offer_id, command.aside)
        case BringIn():
            if call := calls.get(command.call_id):
                call.line.join(command.offer_id, Role.PRIMARY)
