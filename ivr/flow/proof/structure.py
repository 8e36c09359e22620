"""What holds of a flow as it is written: every node counts, and the call is answered first."""

from collections.abc import Iterable, Iterator

from ivr.flow.loading.called import called_only
from ivr.flow.loading.folder import Folder
from ivr.flow.loading.problems import Problem
from ivr.flow.loading.source import Source
from ivr.flow.schema import nodes as spec


def structure(folder: Folder) -> Iterator[Problem]:
    """Report nodes that no way leads to, and talk before a call is answered."""
    human = folder.city.value.human.goto
    called = called_only(folder)
    for name, flow in folder.flows.items():
        nodes = flow.value.nodes
        starts = [flow.value.start, *([human] if human in nodes else [])]
        reached = _reachable(starts, nodes)
        for node, behind in _cut_off(nodes, reached):
            more = f"; behind it: {behind} more" if behind else ""
            hint = f"remove it, or go to it{more}"
            yield flow.problem("nodes", node, message="no way leads here", hint=hint)
        if name not in called:
            yield from _unanswered(flow)


def _cut_off(nodes: dict[str, spec.NodeSpec], reached: set[str]) -> Iterator[tuple[str, int]]:
    """Yield the nodes from which all that are not reached can be, and how many are behind each."""
    missed = [name for name in nodes if name not in reached]
    behind = {name: _reachable([name], nodes) - reached for name in missed}
    told: set[str] = set()
    for name in missed:
        is_behind = any(name in behind[other] - {other} for other in missed if other != name)
        in_circle = all(other in behind[name] for other in missed if name in behind[other])
        if name not in told and (not is_behind or in_circle):
            yield name, len(behind[name] - told) - 1
            told |= behind[name]


def _reachable(starts: Iterable[str], nodes: dict[str, spec.NodeSpec]) -> set[str]:
    reached: set[str] = set()
    ahead = list(starts)
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += [edge.target for edge in nodes[name].edges() if edge.target is not None]
    return reached


def _unanswered(flow: Source[spec.FlowFile]) -> Iterator[Problem]:
    """A call is answered before anything else is done with it; only the clock may come first."""
    nodes = flow.value.nodes
    ahead, seen = [flow.value.start], set[str]()
    while ahead:
        name = ahead.pop()
        node = nodes[name]
        if name in seen or isinstance(node, spec.AnswerSpec):
            continue
        seen.add(name)
        if isinstance(node, spec.HoursSpec | spec.GotoSpec):
            ahead += [edge.target for edge in node.edges() if edge.target is not None]
        else:
            message = f"{node.type} comes before the call is answered"
            yield flow.problem("nodes", name, message=message, hint="begin with an answer node")
