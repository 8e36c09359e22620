"""Which queue takes a caller in.

A queue takes nobody in while it is closed, and nobody who would have to wait while as many wait as
may. Where a queue names another one for overflow, that one is asked next; the chain has an end,
for the routing file may not lead in a circle. Those who wait at closing time stay, or go on, as the
queue says (`calls.closing_due`).

Where an agent wants a queue for a caller, it must besides be staffed, and no other one is asked
instead: the agent is told why not and has the choice.
"""

from collections.abc import Iterator, Mapping

from acd.call import Call
from acd.commands import QueueResult
from acd.floor import Floor
from acd.interpreters.interpreting import required_language
from acd.plan.model import Queue
from acd.plan.recipe import need_at, steps_ahead, steps_due


def refusal(
    floor: Floor, queue: Queue, call_skills: Mapping[str, int], language: str | None
) -> QueueResult | None:
    """Why the queue does not take the caller in now, None if it does."""
    if queue.hours is not None and not queue.hours.open_at(floor.now):
        return QueueResult.CLOSED
    if queue.max_waiting is None or floor.waiting.in_queue(queue.name) < queue.max_waiting:
        return None
    wanted = need_at(queue, steps_due(queue, 0.0), call_skills, language)
    return None if floor.roster.anybody_ready(wanted) else QueueResult.FULL


def is_staffed(floor: Floor, call: Call, queue: Queue, call_skills: Mapping[str, int]) -> bool:
    """Whether somebody logged in could serve the caller, with an interpreter's help if need be."""
    return any(
        floor.can_be_met(call, need_at(queue, step, call_skills, None))
        for step in steps_ahead(queue, steps_due(queue, 0.0))
    )


def refusal_to_agents(
    floor: Floor, call: Call, queue: Queue, call_skills: Mapping[str, int]
) -> QueueResult | None:
    """Why an agent cannot have the queue for the caller now, None if they can."""
    language = required_language(floor, call, queue, call_skills)
    refused = refusal(floor, queue, call_skills, language)
    if refused is None and not is_staffed(floor, call, queue, call_skills):
        return QueueResult.UNSTAFFED
    return refused


def next_queues(floor: Floor, queue: Queue) -> Iterator[Queue]:
    """The queues to which this one overflows, one after the other, as the present plan has them."""
    seen = {queue.name}
    while queue.overflow is not None and queue.overflow.queue:
        following = floor.plan.queues.get(queue.overflow.queue)
        if following is None or following.name in seen:
            return
        seen.add(following.name)
        yield following
        queue = following
