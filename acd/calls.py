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

Where a primary entry times out or is unstaffed, the interpreter's beside it is withdrawn.
A caller who talks to anyone, be it only the interpreter, is never sent away; and while a
telephone rings for a queue, it is not unstaffed.
"""

from acd.call import Call
from acd.commands import QueueResult, ReturnCall
from acd.entry import Entry, EntryState
from acd.errors import UnknownQueue
from acd.events import EntryOutcome, HandoverStarted
from acd.floor import Floor
from acd.inputs import CallEnqueued, CallerLeft, HandoverRequested
from acd.interpreting import required_language, review
from acd.legs import release
from acd.model import Queue, Role
from acd.need import need
from acd.queueing import arm_max_wait, queue_entry
from acd.withdrawal import drop_entry

HUNG_UP = "hung_up"


def enqueued(floor: Floor, told: CallEnqueued) -> None:
    """A call asks for an agent.

    Raises:
        UnknownQueue: the plan has no such queue.
    """
    queue = _queue(floor, told.queue)
    if told.call_id in floor.calls:
        return
    call = Call(call_id=told.call_id, language=told.language, priority=told.priority, now=floor.now)
    floor.calls[call.call_id] = call
    queue_entry(
        floor,
        call,
        queue,
        role=Role.PRIMARY,
        language=required_language(floor, call, queue, told.skills),
        call_skills=told.skills,
    )


def caller_left(floor: Floor, told: CallerLeft) -> None:
    """The caller is gone: nobody rings or waits for them from here on."""
    call = floor.calls.get(told.call_id)
    if call is None:
        return
    gone = told.reason == HUNG_UP
    outcome = EntryOutcome.ABANDONED if gone else EntryOutcome.WITHDRAWN
    for entry in list(call.entries.values()):
        drop_entry(floor, entry, outcome)
    _release_all(floor, call, party_reason="caller_hung_up" if gone else "call_over")
    del floor.calls[call.call_id]


def handover_requested(floor: Floor, told: HandoverRequested) -> None:
    """The agent passes the caller on, and stays until the next agent is joined.

    A second request takes the place of the first. Only an agent who is on the call as a primary
    can hand it over; from anyone else the request changes nothing.

    Raises:
        UnknownQueue: the plan has no such queue.
    """
    queue = _queue(floor, told.queue)
    call = floor.calls.get(told.call_id)
    party = call.party_of(told.by_agent) if call is not None else None
    if call is None or party is None or party.role is not Role.PRIMARY:
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
    waiting_primaries = call.entries_of(Role.PRIMARY)
    if not waiting_primaries and not call.parties_of(Role.PRIMARY):
        _return(floor, call, QueueResult.SERVED, EntryOutcome.WITHDRAWN)
        return
    if not call.parties:
        for entry in waiting_primaries:
            if _unstaffed(floor, entry):
                _return(floor, call, QueueResult.UNSTAFFED, EntryOutcome.UNSTAFFED)
                return
            arm_max_wait(floor, call, entry)
    review(floor, call)


def max_wait_over(floor: Floor, entry_id: str) -> None:
    """An entry's patience is over.

    A primary entry whose caller has somebody on the line waits on; its time begins anew when the
    caller is alone. An interpreter entry ends alone, unless its join is under way.
    """
    entry = floor.entries[entry_id]
    call = floor.calls[entry.call_id]
    if entry.role is Role.INTERPRETER:
        if entry.open:
            drop_entry(floor, entry, EntryOutcome.TIMED_OUT)
    elif not call.parties:
        _return(floor, call, QueueResult.TIMED_OUT, EntryOutcome.TIMED_OUT)


def _unstaffed(floor: Floor, entry: Entry) -> bool:
    """Whether nobody logged in could serve the entry, with an interpreter's help if need be."""
    if not entry.queue.leave_when_unstaffed or entry.state is not EntryState.WAITING:
        return False
    anyone = need(entry.queue.kind, entry.queue.skills, entry.call_skills, None)
    return not floor.roster.can_be_met(anyone)


def _return(floor: Floor, call: Call, result: QueueResult, outcome: EntryOutcome) -> None:
    for entry in list(call.entries.values()):
        primary = entry.role is Role.PRIMARY
        drop_entry(floor, entry, outcome if primary else EntryOutcome.WITHDRAWN)
    _release_all(floor, call, party_reason="call_over")
    del floor.calls[call.call_id]
    floor.say(ReturnCall(call_id=call.call_id, result=result))


def _release_all(floor: Floor, call: Call, *, party_reason: str) -> None:
    for party in list(call.parties.values()):
        release(floor, party, leg_reason="call_over", party_reason=party_reason)


def _queue(floor: Floor, name: str) -> Queue:
    queue = floor.plan.queues.get(name)
    if queue is None:
        raise UnknownQueue(name)
    return queue
