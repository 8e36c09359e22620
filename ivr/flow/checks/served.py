"""Somebody must be able to serve those whom the flows send to people."""

from collections.abc import Iterator, Mapping

from acd.plan.eligible import Lack, lack_of
from acd.plan.file import compile_plan
from acd.plan.model import QueueKind, RoutingPlan
from ivr.flow.loading.folder import Folder
from ivr.flow.loading.problems import Problem
from ivr.flow.loading.source import Source
from ivr.flow.schema.callback import CallbackSpec
from ivr.flow.schema.nodes import EnqueueSpec, FlowFile


def check_served(folder: Folder) -> Iterator[Problem]:
    """Report a city where nobody works, and queues and nodes whose callers nobody could serve.

    What a node asks for on top of its queue is looked at together with it. A node whose queue
    nobody serves anyhow is not told of besides: it is the queue that has to be mended.
    """
    routing = folder.routing
    if not routing.value.agents:
        yield routing.problem(
            "queues",
            message="nobody works here: there are queues and no 'agents'",
            hint="add those who take calls under 'agents'; vendors only interpret",
        )
        return
    plan = compile_plan(routing.value)
    served = set()
    for name, queue in plan.queues.items():
        if queue.kind is QueueKind.INTERPRETER:
            # Nobody has to be an interpreter: a caller without one is served all the same.
            continue
        lack = lack_of(plan, name, {})
        if lack is None:
            served.add(name)
            continue
        yield routing.problem(
            *("queues", name),
            message=f"nobody can ever serve this queue: {lack.message}",
            hint="give it to an agent, or ask less of the queue, at the latest in its recipe",
        )
    yield from _nodes(folder, plan, served)


def _nodes(folder: Folder, plan: RoutingPlan, served: set[str]) -> Iterator[Problem]:
    known: dict[tuple[str, tuple[tuple[str, int], ...]], Lack | None] = {}
    for flow in folder.flows.values():
        for name, node in flow.value.nodes.items():
            if not isinstance(node, EnqueueSpec | CallbackSpec):
                continue
            if node.queue not in served or not node.skills:
                continue
            key = (node.queue, tuple(sorted(node.skills.items())))
            if key not in known:
                known[key] = lack_of(plan, node.queue, node.skills)
            lack = known[key]
            if lack is not None:
                yield _unserved(folder, flow, name, node.queue, node.skills, lack)


def _unserved(
    folder: Folder,
    flow: Source[FlowFile],
    name: str,
    queue: str,
    skills: Mapping[str, int],
    lack: Lack,
) -> Problem:
    there = folder.routing.problem("queues", queue, message="")
    at_skill = (lack.skill,) if lack.skill in skills else ()
    return flow.problem(
        *("nodes", name, "skills", *at_skill),
        message=f"no caller of this node ever reaches a person in queue {queue!r} at "
        f"{there.file}:{there.line}:{there.column}: {lack.message}",
        hint="ask for less here, name another queue, or give it to an agent of that queue",
    )
