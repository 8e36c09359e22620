"""Queues that no caller comes to, and exits of queues that no node names: to be, or mistyped."""

from collections.abc import Iterator

from acd.plan.model import QueueKind
from ivr.flow.loading.folder import Folder
from ivr.flow.loading.problems import Problem
from ivr.flow.loading.source import Source
from ivr.flow.schema.callback import CallbackSpec
from ivr.flow.schema.nodes import EnqueueSpec, FlowFile

Enqueue = tuple[Source[FlowFile], str, EnqueueSpec]


def unnamed_queues(folder: Folder) -> Iterator[Problem]:
    """Tell each queue of general agents that no node and no overflow names.

    Interpreters are sought without a name, and experts are those to whom agents hand over.
    """
    queues = folder.routing.value.queues
    named = {queue.overflow.queue for queue in queues.values() if queue.overflow is not None}
    for flow in folder.flows.values():
        for node in flow.value.nodes.values():
            if isinstance(node, EnqueueSpec | CallbackSpec):
                named.add(node.queue)
    for name, queue in queues.items():
        if name not in named and queue.kind is QueueKind.GENERAL:
            yield folder.routing.problem(
                *("queues", name),
                message="no node and no overflow leads callers to this queue",
                hint="only agents can hand callers over to it; name it in a flow, or take it away",
            )


def unnamed_exits(folder: Folder) -> Iterator[Problem]:
    """Tell each exit of a queue that is named by no enqueue node whose callers come there."""
    routing = folder.routing.value
    enqueues = list(_enqueues(folder))
    for name, queue in routing.queues.items():
        exit = queue.overflow.exit if queue.overflow is not None else None
        if exit is None:
            continue
        nodes = [each for each in enqueues if exit in routing.exits(each[2].queue)]
        if not nodes or any(exit in node.on_overflowed for _, _, node in nodes):
            continue
        flow, at, node = nodes[0]
        there = flow.problem("nodes", at, "on_timed_out", message="")
        yield folder.routing.problem(
            *("queues", name, "overflow", "exit"),
            message=f"no enqueue node names the exit {exit!r} in its 'on_overflowed': callers go "
            f"to {node.on_timed_out!r}, as {there.file}:{there.line}:{there.column} says of those "
            "who have waited too long",
            hint=f"add on_overflowed: {{{exit}: NODE}} to the node {at!r}",
        )


def _enqueues(folder: Folder) -> Iterator[Enqueue]:
    for flow in folder.flows.values():
        for name, node in flow.value.nodes.items():
            if isinstance(node, EnqueueSpec):
                yield flow, name, node
