"""What an enqueue node says must fit the queue that it names."""

from collections.abc import Iterator

from ivr.flow.loading.folder import Folder
from ivr.flow.loading.problems import Problem
from ivr.flow.loading.source import Source
from ivr.flow.schema import nodes as spec


def check_enqueue(
    folder: Folder, flow: Source[spec.FlowFile], name: str, node: spec.EnqueueSpec
) -> Iterator[Problem]:
    """Report unknown queues, skills and exits, and a full queue without a way on."""
    routing = folder.routing.value
    here = ("nodes", name)
    queue = routing.queues.get(node.queue)
    known = folder.names.queues
    if node.queue not in known:
        yield flow.unknown_name((*here, "queue"), "queue", node.queue, known)
        return
    skills = folder.names.skills
    for skill in node.skills:
        if skill not in skills:
            yield flow.unknown_name((*here, "skills", skill), "skill", skill, skills)
    exits = folder.names.exits(node.queue)
    for exit in node.on_overflowed:
        if exit not in exits:
            yield flow.unknown_name((*here, "on_overflowed", exit), "exit", exit, exits)
    if queue is not None and queue.max_waiting is not None and node.on_full is None:
        # A full queue answers at once: callers sent back to it would go round without end.
        yield flow.problem(
            *here,
            message=f"queue {node.queue!r} may be full, and there is no 'on_full'",
            hint="name the node that follows",
        )
