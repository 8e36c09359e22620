"""An agent leaves the caller to others.

    attended    the end of a consult: told as a transfer that is completed at once
    blind       the agent leaves first. To a queue: the caller waits there, with the place of the
                whole call. To an agent, who must be free: their telephone rings. Should they not
                take it, the plan says whether the agent who sent the caller is asked, if free or
                wrapping up, or the queue the caller came from has them back at once.

A blind transfer to somebody outside is none of the engine's business: the flow connects the caller.
"""

from acd.call import Call, LegState, Party
from acd.consults.consult import Transfer
from acd.consults.messages import (
    CallTransferEnded,
    CallTransferStarted,
    Manner,
    Target,
    TargetKind,
    TransferOutcome,
)
from acd.events import AgentState, AgentStatus, EntryOutcome
from acd.floor import Floor
from acd.interpreters.interpreting import required_language
from acd.legs import release
from acd.offers.naming import ask_for
from acd.plan.model import Queue, Role, TransferBack
from acd.queue.entry import Entry, EntryState
from acd.queue.queueing import queue_entry
from acd.queue.withdrawal import drop_entry
from acd.staff.duty import make_idle


def attended(floor: Floor, call: Call, *, agent_id: str, target: Target) -> None:
    """Put a transfer on record that is done as it is told."""
    transfer_id = _begin(floor, call, agent_id, Manner.ATTENDED, target)
    _end(floor, call, transfer_id, TransferOutcome.COMPLETED)


def blind(floor: Floor, call: Call, party: Party, target: Target) -> None:
    """The agent leaves, and the caller waits for the target, which can be had."""
    agent_id, queue = party.agent.agent_id, party.entry.queue
    for entry in call.entries_of(Role.PRIMARY):
        drop_entry(floor, entry, EntryOutcome.WITHDRAWN)
    transfer_id = _begin(floor, call, agent_id, Manner.BLIND, target)
    call.transfer = Transfer(transfer_id=transfer_id, agent_id=agent_id, queue=queue)
    release(floor, party, leg_reason="transferred", party_reason="transferred")
    if target.kind is TargetKind.AGENT:
        agent = floor.agents[target.name]
        ask_for(floor, call, agent, queue, role=Role.PRIMARY, reason="transfer")
    else:
        queue_again(floor, call, floor.plan.queues[target.name], reason="transfer")


def review(floor: Floor, call: Call) -> None:
    """See whether somebody has the caller now, or a named agent did not take them."""
    transfer = call.transfer
    if transfer is None:
        return
    if any(party.leg is not LegState.JOINING for party in call.parties_of(Role.PRIMARY)):
        back = transfer.returning
        outcome = TransferOutcome.RETURNED if back else TransferOutcome.COMPLETED
        conclude(floor, call, outcome)
        return
    for entry in call.entries_of(Role.PRIMARY):
        if entry.named and entry.state is EntryState.WAITING:
            _not_taken(floor, call, transfer, entry)


def conclude(floor: Floor, call: Call, outcome: TransferOutcome) -> None:
    """The transfer has come to its end, if there was one."""
    transfer, call.transfer = call.transfer, None
    if transfer is not None:
        _end(floor, call, transfer.transfer_id, outcome)


def _not_taken(floor: Floor, call: Call, transfer: Transfer, entry: Entry) -> None:
    queue = floor.plan.queues.get(transfer.queue.name, transfer.queue)
    drop_entry(floor, entry, EntryOutcome.TIMED_OUT)
    sender = floor.agents.get(transfer.agent_id)
    ask_sender = floor.plan.transfer_back is TransferBack.AGENT and not transfer.returning
    if ask_sender and sender is not None and not sender.removed:
        if sender.state is AgentState.WRAP_UP and sender.status is AgentStatus.AVAILABLE:
            make_idle(floor, sender)
        if sender.ready:
            transfer.returning = True
            ask_for(floor, call, sender, queue, role=Role.PRIMARY, reason="transfer_back")
            return
    conclude(floor, call, TransferOutcome.REQUEUED)
    queue_again(floor, call, queue, reason="transfer_back")


def queue_again(floor: Floor, call: Call, queue: Queue, *, reason: str) -> None:
    """Let the caller wait in the queue, with the place of the whole call."""
    queue_entry(
        floor,
        call,
        queue,
        role=Role.PRIMARY,
        language=required_language(floor, call, queue, {}),
        call_skills={},
        reason=reason,
        waiting_since=call.began_at,
    )


def _begin(floor: Floor, call: Call, agent_id: str, manner: Manner, target: Target) -> str:
    transfer_id = floor.new_id("transfer")
    floor.say(
        CallTransferStarted(
            call_id=call.call_id,
            transfer_id=transfer_id,
            agent_id=agent_id,
            manner=manner,
            target=target,
        )
    )
    return transfer_id


def _end(floor: Floor, call: Call, transfer_id: str, outcome: TransferOutcome) -> None:
    floor.say(CallTransferEnded(call_id=call.call_id, transfer_id=transfer_id, outcome=outcome))
