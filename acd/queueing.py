"""Entries enter the queue, go back to the place they had, and leave it."""

from collections.abc import Mapping

from acd.call import Call
from acd.entry import Entry, EntryState
from acd.events import EntryEnded, EntryOutcome, EntryQueued
from acd.floor import Floor
from acd.model import Queue, Role
from acd.need import merge_skills
from acd.timers import Purpose


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
) -> Entry:
    """Begin to wait for one agent of the queue."""
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
        handover_from=handover_from,
        automatic=automatic,
    )
    call.entries[entry.entry_id] = entry
    floor.entries[entry.entry_id] = entry
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
        )
    )
    arm_max_wait(floor, call, entry)
    return entry


def put_back(floor: Floor, entry: Entry) -> None:
    """The offer or the join came to nothing: the entry waits on, at the place it had."""
    entry.enter(EntryState.WAITING)
    entry.offer_id = None
    floor.waiting.file(entry)
    floor.touch(entry.call_id)
    arm_max_wait(floor, floor.calls[entry.call_id], entry)


def leave(
    floor: Floor, entry: Entry, outcome: EntryOutcome, *, agent_id: str | None = None
) -> None:
    """The wait is over. Nothing may be under way for the entry any more."""
    entry.enter(EntryState.ENDED)
    floor.waiting.drop(entry)
    floor.timers.cancel(Purpose.MAX_WAIT, entry.entry_id)
    floor.timers.cancel(Purpose.RETRY, entry.entry_id)
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


def arm_max_wait(floor: Floor, call: Call, entry: Entry) -> None:
    """Set the end of the entry's patience.

    For a primary entry only the time the caller has been alone counts; for an interpreter's, all.
    """
    if entry.queue.max_wait_s is None:
        floor.timers.cancel(Purpose.MAX_WAIT, entry.entry_id)
        return
    begin = entry.enqueued_at
    if entry.role is Role.PRIMARY:
        begin = max(begin, call.alone_since)
    floor.timers.set(Purpose.MAX_WAIT, entry.entry_id, begin + entry.queue.max_wait_s)
