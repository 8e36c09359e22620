"""Entries enter the queue, go back to the place they had, and leave it."""

from collections.abc import Mapping

from acd.call import Call
from acd.events import EntryEnded, EntryOutcome, EntryQueued
from acd.floor import Floor
from acd.plan.model import Queue, Role
from acd.plan.recipe import steps_due
from acd.queue.entry import Entry, EntryState
from acd.queue.need import merge_skills
from acd.queue.relaxing import arm_relax
from acd.record import requirement
from acd.timers import Purpose

_OF_A_WAIT = (
    Purpose.MAX_WAIT,
    Purpose.RETRY,
    Purpose.RELAX,
    Purpose.INTERPRETER,
    Purpose.OVERFLOW,
    Purpose.CLOSING,
)


def queue_entry(
    floor: Floor,
    call: Call,
    queue: Queue,
    *,
    role: Role,
    language: str | None,
    call_skills: Mapping[str, int],
    reason: str = "",
    handover_from: str | None = None,
    automatic: bool = False,
    additional: bool = False,
    waiting_since: float | None = None,
    named: str = "",
) -> Entry:
    """Begin to wait for one agent of the queue.

    `waiting_since` keeps an earlier place in the order; a time to come counts as now. An entry for
    a `named` agent is not put in the order: whoever queues it makes the one offer at once.
    """
    entry = Entry(
        entry_id=floor.new_id("entry"),
        call_id=call.call_id,
        queue=queue,
        role=role,
        language=language,
        caller_language=call.language,
        call_skills=dict(call_skills),
        priority=call.priority,
        enqueued_at=floor.now,
        sequence=floor.next_turn(),
        step=steps_due(queue, 0.0),
        waiting_since=floor.now if waiting_since is None else min(waiting_since, floor.now),
        last_agent=call.last_agent,
        handover_from=handover_from,
        automatic=automatic,
        additional=additional,
        named=named,
    )
    call.entries[entry.entry_id] = entry
    floor.entries[entry.entry_id] = entry
    if not named:
        floor.waiting.file(entry)
    floor.touch(call.call_id)
    floor.say(
        EntryQueued(
            call_id=call.call_id,
            entry_id=entry.entry_id,
            queue=queue.name,
            role=role,
            language=language,
            caller_language=call.language,
            skills=merge_skills(queue.skills, call_skills),
            priority=call.priority,
            reason=reason,
            waiting_since=entry.waiting_since,
            requirement=requirement(entry.need),
            last_agent=entry.last_agent,
        )
    )
    if not named:
        arm_relax(floor, entry)
        arm_limits(floor, call, entry)
    return entry


def put_back(floor: Floor, entry: Entry) -> None:
    """The offer or the join came to nothing: the entry waits on, at the place it had.

    One for a named agent is left to whoever queued it, to be ended.
    """
    entry.enter(EntryState.WAITING)
    entry.offer_id = None
    floor.touch(entry.call_id)
    if entry.named:
        return
    floor.waiting.file(entry)
    arm_limits(floor, floor.calls[entry.call_id], entry)


def leave(
    floor: Floor, entry: Entry, outcome: EntryOutcome, *, agent_id: str | None = None
) -> None:
    """The wait is over. Nothing may be under way for the entry any more."""
    entry.enter(EntryState.ENDED)
    floor.waiting.drop(entry)
    for purpose in _OF_A_WAIT:
        floor.timers.cancel(purpose, entry.entry_id)
    del floor.calls[entry.call_id].entries[entry.entry_id]
    del floor.entries[entry.entry_id]
    floor.touch(entry.call_id)
    floor.say(
        EntryEnded(
            call_id=entry.call_id,
            entry_id=entry.entry_id,
            queue=entry.queue.name,
            role=entry.role,
            outcome=outcome,
            waited_s=floor.now - entry.enqueued_at,
            agent_id=agent_id,
        )
    )


def arm_limits(floor: Floor, call: Call, entry: Entry) -> None:
    """Set the end of the entry's patience, when it overflows, and when its queue closes.

    For a primary entry only the time the caller has been alone counts; for any other, all.
    Where nobody is on the line there is no patience that could end.
    """
    begin = entry.enqueued_at
    if entry.role is Role.PRIMARY:
        begin = max(begin, call.alone_since)
    queue = entry.queue
    overflow = queue.overflow
    limits = (
        (Purpose.MAX_WAIT, begin + queue.max_wait_s if queue.max_wait_s is not None else None),
        (Purpose.OVERFLOW, begin + overflow.after_s if overflow is not None else None),
        (Purpose.CLOSING, entry.closes_at if entry.role is Role.PRIMARY else None),
    )
    for purpose, at in limits:
        if at is None or call.dial_limit_s is not None:
            floor.timers.cancel(purpose, entry.entry_id)
        else:
            floor.timers.set(purpose, entry.entry_id, at)
