"""A call comes, is handed over, and goes back to its flow or to the caller's dial tone.

A call is before the engine from CallEnqueued until ReturnCall or CallerLeft; after that the
engine knows nothing of it, and what is still said about it changes nothing. So does a second
CallEnqueued for a call that is here already.

    ended by                                         the caller's entries      the caller
    CallerLeft, hung up                              abandoned                 is gone
    CallerLeft, another reason                       withdrawn                 is with the flow
    last primary agent left, no primary entry waits  interpreter's withdrawn   returned: served
    alone for the queue's max_wait_s                 timed out                 returned: timed out
    alone, nobody staffed could ever serve           unstaffed                 returned: unstaffed
    alone for the time of an overflow to an exit     overflowed                returned: overflowed

A queue that is closed or full does not take the call in: it is returned at once, closed or full,
unless another queue takes it by overflow. A hand-over to one that is closed, full or unstaffed is
refused (`acd.consults.refusal`); once taken in it waits, and the agent who asked with the caller.

Where a primary entry times out or is unstaffed, the interpreter's beside it is withdrawn.
A caller who talks to anyone, be it only the interpreter, is never sent away; and while a
telephone rings for a queue, it is not unstaffed.
"""

from acd.call import Call
from acd.commands import QueueResult, ReturnCall
from acd.consults import consulting, transferring
from acd.consults.messages import Target, TargetKind, TransferOutcome, Way
from acd.consults.refusal import asker, handover_refusal, refused
from acd.errors import UnknownQueue
from acd.events import EntryOutcome, EntryRefused, HandoverStarted
from acd.floor import Floor
from acd.inputs import CallEnqueued, CallerLeft, HandoverRequested
from acd.interpreters.interpreting import end_head_starts, required_language, review
from acd.legs import release
from acd.offers.naming import ask_for
from acd.plan.model import Queue, Role
from acd.queue.admission import is_staffed, next_queues, refusal
from acd.queue.entry import Entry, EntryState
from acd.queue.queueing import arm_limits, queue_entry
from acd.queue.relaxing import hasten
from acd.queue.withdrawal import drop_entry
from acd.timers import Purpose

HUNG_UP = "hung_up"


def enqueued(floor: Floor, told: CallEnqueued) -> None:
    """A call asks for an agent.

    Raises:
        UnknownQueue: the plan has no such queue.
    """
    queue = _queue(floor, told.queue)
    if told.call_id in floor.calls:
        return
    call = Call(
        call_id=told.call_id,
        language=told.language,
        priority=told.priority,
        now=floor.now,
        caller_key=told.caller_key,
        last_agent=told.last_agent or floor.last_agent_of(told.caller_key),
        dial_limit_s=told.dial_limit_s,
    )
    floor.calls[call.call_id] = call
    if told.named:
        _enqueue_named(floor, call, queue, told.named)
        return
    why: QueueResult | None = None
    for here in (queue, *next_queues(floor, queue)):
        language = required_language(floor, call, here, told.skills)
        refused = refusal(floor, here, told.skills, language)
        if refused is None:
            queue_entry(
                floor,
                call,
                here,
                role=Role.PRIMARY,
                language=language,
                call_skills=told.skills,
                reason="" if here is queue else "overflow",
                waiting_since=told.waiting_since,
            )
            return
        floor.say(EntryRefused(call_id=call.call_id, queue=here.name, reason=refused))
        why = why or refused
    floor.forget(call)
    floor.say(ReturnCall(call_id=call.call_id, result=why or QueueResult.FULL))


def _enqueue_named(floor: Floor, call: Call, queue: Queue, agent_id: str) -> None:
    """Offer the call to the one agent it is for, or give it back at once."""
    agent = floor.agents.get(agent_id)
    if agent is not None and agent.ready:
        ask_for(floor, call, agent, queue, role=Role.PRIMARY, reason="named")
        return
    floor.forget(call)
    floor.say(ReturnCall(call_id=call.call_id, result=QueueResult.UNSTAFFED))


def caller_left(floor: Floor, told: CallerLeft) -> None:
    """The caller is gone: nobody rings or waits for them from here on."""
    call = floor.calls.get(told.call_id)
    if call is None:
        return
    gone = told.reason == HUNG_UP
    outcome = EntryOutcome.ABANDONED if gone else EntryOutcome.WITHDRAWN
    for entry in list(call.entries.values()):
        drop_entry(floor, entry, outcome)
    consulting.call_over(floor, call, hung_up=gone)
    transferring.conclude(floor, call, TransferOutcome.ABANDONED)
    _release_all(floor, call, party_reason="caller_hung_up" if gone else "call_over")
    floor.forget(call)


def handover_requested(floor: Floor, told: HandoverRequested) -> None:
    """The agent passes the caller on, and stays until the next agent is joined.

    A second request takes the place of the first; during a consult there is none. Only an agent
    who is on the call as a primary can hand it over. What is refused changes nothing.

    Raises:
        UnknownQueue: the plan has no such queue.
    """
    queue = _queue(floor, told.queue)
    target = Target(kind=TargetKind.QUEUE, name=queue.name)
    why = handover_refusal(floor, told.call_id, told.by_agent, queue.name, told.skills)
    if refused(floor, told.call_id, told.by_agent, target, way=Way.HANDOVER, why=why):
        return
    call = floor.calls[told.call_id]
    party = asker(call, told.by_agent)
    if party is None:
        return
    for entry in call.entries_of(Role.PRIMARY):
        drop_entry(floor, entry, EntryOutcome.WITHDRAWN)
    call.interpreter_tried = None
    entry = queue_entry(
        floor,
        call,
        queue,
        role=Role.PRIMARY,
        language=required_language(floor, call, queue, told.skills),
        call_skills=told.skills,
        reason="handover",
        handover_from=party.offer_id,
    )
    floor.say(
        HandoverStarted(
            call_id=call.call_id,
            from_agent=told.by_agent,
            queue=queue.name,
            entry_id=entry.entry_id,
        )
    )


def settle(floor: Floor, call: Call) -> None:
    """Draw the consequences of whatever changed about the call."""
    consulting.review(floor, call)
    transferring.review(floor, call)
    if not call.entries and call.parties_of(Role.PRIMARY) and call.interpreter_lost is None:
        return
    waiting_primaries = call.entries_of(Role.PRIMARY)
    if not waiting_primaries and not call.parties_of(Role.PRIMARY) and not call.guests_joined:
        _return(floor, call, QueueResult.SERVED, EntryOutcome.WITHDRAWN)
        return
    if call.alone:
        if any(entry.named and entry.state is EntryState.WAITING for entry in waiting_primaries):
            _return(floor, call, QueueResult.UNSTAFFED, EntryOutcome.UNSTAFFED)
            return
        for entry in waiting_primaries:
            if _unstaffed(floor, call, entry):
                if not _move_on(floor, call, entry):
                    _return(floor, call, QueueResult.UNSTAFFED, EntryOutcome.UNSTAFFED)
                return
            arm_limits(floor, call, entry)
    review(floor, call)
    end_head_starts(floor, call)
    for entry in [entry for entry in call.entries.values() if not entry.named]:
        hasten(floor, call, entry)


def max_wait_over(floor: Floor, entry_id: str) -> None:
    """An entry's patience is over.

    A primary entry whose caller has somebody on the line waits on; its time begins anew when the
    caller is alone. Any other entry ends alone, unless its join is under way.
    """
    entry = floor.entries[entry_id]
    call = floor.calls[entry.call_id]
    if entry.role is not Role.PRIMARY:
        if entry.open:
            drop_entry(floor, entry, EntryOutcome.TIMED_OUT)
    elif call.alone:
        _return(floor, call, QueueResult.TIMED_OUT, EntryOutcome.TIMED_OUT)


def overflow_due(floor: Floor, entry_id: str) -> None:
    """An entry has waited as long as its queue keeps it for itself.

    While a telephone rings for it, or somebody is on the line, it stays; the time is looked at
    again when that is over. It also stays while no other queue takes it, and is tried again later.
    """
    entry = floor.entries[entry_id]
    call = floor.calls[entry.call_id]
    overflow = entry.queue.overflow
    if overflow is None or entry.state is not EntryState.WAITING or not call.alone:
        return
    if overflow.exit:
        outcome = EntryOutcome.OVERFLOWED
        _return(floor, call, QueueResult.OVERFLOWED, outcome, exit=overflow.exit)
    elif not _move_on(floor, call, entry):
        floor.timers.set(Purpose.OVERFLOW, entry_id, floor.now + max(1.0, overflow.after_s))


def closing_due(floor: Floor, entry_id: str) -> None:
    """The queue closes: the caller goes on, unless a telephone rings or somebody is on the line.

    Those go on as soon as that has come to nothing.
    """
    entry = floor.entries[entry_id]
    call = floor.calls[entry.call_id]
    if entry.state is not EntryState.WAITING or not call.alone:
        return
    if not _move_on(floor, call, entry):
        _return(floor, call, QueueResult.CLOSED, EntryOutcome.CLOSED)


def _move_on(floor: Floor, call: Call, entry: Entry) -> bool:
    """Put the entry into the next queue that is open, has room and is staffed; tell whether.

    The caller keeps the place in the order.
    """
    for queue in next_queues(floor, entry.queue):
        language = required_language(floor, call, queue, entry.call_skills)
        if refusal(floor, queue, entry.call_skills, language) is None and is_staffed(
            floor, call, queue, entry.call_skills
        ):
            drop_entry(floor, entry, EntryOutcome.OVERFLOWED)
            queue_entry(
                floor,
                call,
                queue,
                role=entry.role,
                language=language,
                call_skills=entry.call_skills,
                reason="overflow",
                handover_from=entry.handover_from,
                waiting_since=entry.waiting_since,
            )
            return True
    return False


def _unstaffed(floor: Floor, call: Call, entry: Entry) -> bool:
    """Whether nobody logged in could serve the entry, with an interpreter's help if need be."""
    if not entry.queue.leave_when_unstaffed or entry.state is not EntryState.WAITING:
        return False
    if call.dial_limit_s is not None:
        return False
    return not is_staffed(floor, call, entry.queue, entry.call_skills)


def _return(
    floor: Floor, call: Call, result: QueueResult, outcome: EntryOutcome, *, exit: str = ""
) -> None:
    for entry in list(call.entries.values()):
        primary = entry.role is Role.PRIMARY
        drop_entry(floor, entry, outcome if primary else EntryOutcome.WITHDRAWN)
    consulting.call_over(floor, call, hung_up=False)
    transferring.conclude(floor, call, TransferOutcome.UNSERVED)
    _release_all(floor, call, party_reason="call_over")
    floor.forget(call)
    floor.say(ReturnCall(call_id=call.call_id, result=result, exit=exit))


def _release_all(floor: Floor, call: Call, *, party_reason: str) -> None:
    for party in list(call.parties.values()):
        release(floor, party, leg_reason="call_over", party_reason=party_reason)


def _queue(floor: Floor, name: str) -> Queue:
    queue = floor.plan.queues.get(name)
    if queue is None:
        raise UnknownQueue(name)
    return queue
