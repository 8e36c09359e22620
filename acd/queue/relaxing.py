"""A queue's recipe: what is asked of an agent changes as an entry waits.

Each step falls due a time after the entry came into the queue. After a gap all that is due is
applied at once, each step with its event. A step also applies before its time when nobody logged
in could meet what is asked now and somebody could later: a caller does not wait for no one.
`acd.plan.recipe` says what a step asks; the language is none of its business
(`acd.interpreters.interpreting`).
"""

from acd.call import Call
from acd.events import EntryRelaxed
from acd.floor import Floor
from acd.plan.recipe import need_at, steps_ahead, steps_due
from acd.queue.entry import Entry, EntryState
from acd.record import requirement
from acd.timers import Purpose


def begin_recipe(floor: Floor, entry: Entry) -> None:
    """Apply the steps that hold for the time waited, without a word."""
    step = steps_due(entry.queue, floor.now - entry.enqueued_at)
    entry.require(queue=entry.queue, language=entry.language, step=step)


def arm_relax(floor: Floor, entry: Entry) -> None:
    """Set when the next step is due."""
    recipe = entry.queue.recipe
    if entry.step < len(recipe):
        at = entry.enqueued_at + recipe[entry.step].after_s
        floor.timers.set(Purpose.RELAX, entry.entry_id, at)
    else:
        floor.timers.cancel(Purpose.RELAX, entry.entry_id)


def relax_due(floor: Floor, entry_id: str) -> None:
    """The next step is due, and perhaps more."""
    entry = floor.entries[entry_id]
    due = steps_due(entry.queue, floor.now - entry.enqueued_at)
    _go_to(floor, entry, max(due, entry.step + 1), reason="due")


def hasten(floor: Floor, call: Call, entry: Entry) -> None:
    """Go to the first step that somebody logged in could meet, if the present one is not met."""
    if entry.state is not EntryState.WAITING or entry.step == len(entry.queue.recipe):
        return
    for step in steps_ahead(entry.queue, entry.step):
        if floor.can_be_met(call, need_at(entry.queue, step, entry.call_skills, entry.language)):
            _go_to(floor, entry, step, reason="nobody_staffed")
            return


def tell_relaxed(floor: Floor, entry: Entry, *, reason: str) -> None:
    """Put on record what is asked now."""
    floor.say(
        EntryRelaxed(
            call_id=entry.call_id,
            entry_id=entry.entry_id,
            queue=entry.queue.name,
            step=entry.step,
            requirement=requirement(entry.need),
            reason=reason,
        )
    )


def _go_to(floor: Floor, entry: Entry, step: int, *, reason: str) -> None:
    if entry.step == step:
        return
    while entry.step < step:
        entry.require(queue=entry.queue, language=entry.language, step=entry.step + 1)
        tell_relaxed(floor, entry, reason=reason)
    if entry.state is EntryState.WAITING:
        floor.waiting.file(entry)
    floor.touch(entry.call_id)
    arm_relax(floor, entry)
