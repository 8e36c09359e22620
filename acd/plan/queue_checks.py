"""What a routing file may not say of queues, looked at across fields."""

from collections.abc import Collection, Iterator

from pydantic_core import InitErrorDetails

from acd.plan.model import PolicyName, Queue, QueueKind
from acd.plan.recipe import asked, need_of
from acd.plan.sections import QueueConfig
from acd.plan.view import Parts, fault
from acd.queue.need import capability, shortfall


def queue_faults(file: Parts) -> Iterator[InitErrorDetails]:
    """Every mistake of queues: names that nothing has, things that never happen, dead ends."""
    for name, queue in file.queues.items():
        compiled = queue.compiled(name, None)
        yield from _unknown_names(file, name, queue)
        yield from _recipe(name, queue, compiled)
        yield from _overflow(file, name, queue)
        yield from _interpreter_after(file, name, queue)
        yield from _way_out(name, queue)
        if file.agents:
            yield from _dead_end(file, name, queue, compiled)


def _unknown_names(file: Parts, name: str, queue: QueueConfig) -> Iterator[InitErrorDetails]:
    def known(
        kind: str, names: Collection[str], there: Collection[str], *where: str | int
    ) -> Iterator[InitErrorDetails]:
        for index, each in enumerate(names):
            if each not in there:
                place = each if isinstance(names, dict) else index
                yield fault(f"unknown_{kind}", f"there is no {kind} {each}", each, *where, place)

    here = ("queues", name)
    yield from known("group", queue.groups, file.groups, *here, "groups")
    yield from known("group", queue.weights, file.groups, *here, "weights")
    yield from known("site", queue.sites, file.sites, *here, "sites")
    for index, step in enumerate(queue.recipe):
        yield from known("group", step.groups or (), file.groups, *here, "recipe", index, "groups")
        yield from known("site", step.sites or (), file.sites, *here, "recipe", index, "sites")
    if queue.hours is not None and queue.hours not in file.hours:
        message = f"there are no hours {queue.hours}"
        yield fault("unknown_hours", message, queue.hours, *here, "hours")
    if queue.at_close == "exit" and queue.hours is None:
        message = "a queue without hours never closes"
        yield fault("never_closes", message, queue.at_close, *here, "at_close")
    if queue.weights and queue.policy is not PolicyName.WEIGHTED:
        message = "weights count only with policy: weighted"
        yield fault("idle_weights", message, queue.weights, *here, "weights")


def _recipe(name: str, queue: QueueConfig, compiled: Queue) -> Iterator[InitErrorDetails]:
    """Steps follow one another, happen while callers wait, and never ask more than before."""
    last_s = -1.0
    for index, step in enumerate(queue.recipe):
        here = ("queues", name, "recipe", index)
        if step.after_s <= last_s:
            message = f"the step before comes after {last_s:g} s; this one must come later"
            yield fault("recipe_out_of_order", message, step.after_s, *here, "after_s")
        elif queue.max_wait_s is not None and step.after_s >= queue.max_wait_s:
            message = f"callers leave after max_wait_s, {queue.max_wait_s:g} s: never reached"
            yield fault("recipe_too_late", message, step.after_s, *here, "after_s")
        last_s = max(last_s, step.after_s)
        if index == 0 and step.after_s == 0:
            continue
        before, now = asked(compiled, index), asked(compiled, index + 1)
        for skill, least in now.skills.items():
            if least > before.skills.get(skill, 0):
                message = f"asks more of {skill} than before; a recipe only ever asks less"
                yield fault("recipe_asks_more", message, least, *here, "skills", skill)
        for field, old, new in (
            ("kinds", before.kinds, now.kinds),
            ("groups", before.groups, now.groups),
            ("sites", before.sites, now.sites),
        ):
            if new and (not old or set(old) - set(new)):
                message = f"leaves out {field} that would do before; a recipe only ever asks less"
                yield fault("recipe_asks_more", message, list(new), *here, field)


def _overflow(file: Parts, name: str, queue: QueueConfig) -> Iterator[InitErrorDetails]:
    to = queue.overflow
    if to is None:
        return
    here = ("queues", name, "overflow")
    if (to.queue is None) == (to.exit is None):
        yield fault("overflow_to_where", "name either a queue or an exit", {}, *here)
        return
    if queue.kind is QueueKind.INTERPRETER:
        message = "a wait for an interpreter cannot overflow; the caller's own queue may"
        yield fault("overflow_of_interpreters", message, {}, *here)
    if queue.max_wait_s is not None and to.after_s >= queue.max_wait_s:
        message = f"callers leave after max_wait_s, {queue.max_wait_s:g} s: never reached"
        yield fault("overflow_too_late", message, to.after_s, *here, "after_s")
    if to.queue is None:
        return
    target = file.queues.get(to.queue)
    if target is None:
        yield fault("unknown_queue", f"there is no queue {to.queue}", to.queue, *here, "queue")
    elif target.kind is QueueKind.INTERPRETER:
        message = f"{to.queue} is a queue of interpreters; callers do not wait there"
        yield fault("overflow_to_interpreters", message, to.queue, *here, "queue")
    elif name in file.chain(to.queue):
        way = " to ".join([name, *file.chain(to.queue)])
        message = f"callers would go round in a circle: {way}"
        yield fault("overflow_in_a_circle", message, to.queue, *here, "queue")


def _interpreter_after(file: Parts, name: str, queue: QueueConfig) -> Iterator[InitErrorDetails]:
    """Where a file gives the time, something must come of it."""
    after_s = queue.interpreter_after_s
    if after_s is None or "interpreter_after_s" not in queue.model_fields_set:
        return
    here = ("queues", name, "interpreter_after_s")
    if queue.kind is QueueKind.INTERPRETER:
        message = "this is a queue of interpreters; give it to the queues that callers wait in"
        yield fault("idle_interpreter_after", message, after_s, *here)
    elif not file.interpreter_queues:
        message = "no queue is of kind interpreter; add one, or take this out"
        yield fault("idle_interpreter_after", message, after_s, *here)
    elif queue.max_wait_s is not None and after_s >= queue.max_wait_s:
        message = f"callers leave after max_wait_s, {queue.max_wait_s:g} s: never reached"
        yield fault("interpreter_too_late", message, after_s, *here)


def _way_out(name: str, queue: QueueConfig) -> Iterator[InitErrorDetails]:
    """Time alone must end a caller's wait: somebody on pause is logged in and may never come back.

    Another queue is no way out, as it may be closed or full. Who waits for an interpreter has a
    wait of their own.
    """
    exits = queue.overflow is not None and queue.overflow.exit is not None
    if queue.max_wait_s is None and not exits and queue.kind is not QueueKind.INTERPRETER:
        message = (
            "a caller could wait here for ever, for somebody on pause is logged in; "
            "give max_wait_s or an overflow to an exit"
        )
        yield fault("no_way_out", message, None, "queues", name, "max_wait_s")


def _dead_end(
    file: Parts, name: str, queue: QueueConfig, compiled: Queue
) -> Iterator[InitErrorDetails]:
    """What even the last step asks, somebody must be able to give.

    Nobody has to be an interpreter: a caller without one is served all the same.
    """
    here = ("queues", name)
    known = {skill for agent in file.agents.values() for skill in agent.skills}
    asked_for: list[tuple[tuple[str | int, ...], dict[str, int]]]
    asked_for = [((*here, "skills"), queue.skills)]
    asked_for += [
        ((*here, "recipe", index, "skills"), step.skills or {})
        for index, step in enumerate(queue.recipe)
    ]
    unknown = False
    for where, skills in asked_for:
        for skill in skills:
            if skill not in known:
                unknown = True
                message = f"no agent has the skill {skill}"
                yield fault("unknown_skill", message, skill, *where, skill)
    if unknown or queue.overflow is not None or queue.kind is QueueKind.INTERPRETER:
        return
    steps = len(queue.recipe)
    final = asked(compiled, steps)
    wanted = need_of(final)
    able = (capability(file.profile(agent_id)) for agent_id in file.agents)
    if all(shortfall(each, wanted) for each in able):
        if steps:
            message = "dead end: no agent can serve this queue, not even at the last step"
            yield fault("recipe_reaches_nobody", message, steps, *here, "recipe", steps - 1)
        else:
            message = "dead end: no agent can serve this queue, and it has no overflow"
            yield fault("queue_nobody_serves", message, queue.kind.value, *here)
