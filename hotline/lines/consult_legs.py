"""Carries the commands of a consult to the lines of the agent, the caller and the guest."""

from collections.abc import Mapping

from acd.consults.messages import BringIn, CallGuest, ConsultCommand, JoinAside, StepAside
from acd.plan.model import Role
from hotline.lines.live import LiveCall
from hotline.messages import AgentLines


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
