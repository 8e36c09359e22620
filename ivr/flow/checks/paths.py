"""Every way a call can take through a flow leads somewhere worth going."""

from collections import deque
from collections.abc import Iterator, Mapping

from ivr.flow import node_schema as spec
from ivr.flow.folder import Folder
from ivr.flow.node_base import Edge
from ivr.flow.problems import Problem
from ivr.flow.source import Source

CHARACTERS_A_SECOND = 14.0
"""How fast a prompt is spoken, about: what the estimates of a flow's length rest on."""

Nodes = Mapping[str, spec.NodeSpec]


def check_paths(
    folder: Folder, flow: Source[spec.FlowFile], *, is_called: bool
) -> Iterator[Problem]:
    """Report what is wrong with the ways through one flow, whose names have been checked."""
    nodes, start = flow.value.nodes, flow.value.start
    human = folder.city.value.human.goto
    ways = {name: list(node.edges()) for name, node in nodes.items()}
    reached = _reachable([start, human] if human in nodes else [start], ways)
    for name in nodes:
        if name not in reached:
            message = "no way leads here"
            yield flow.problem("nodes", name, message=message, hint="remove it, or go to it")
    if not is_called:
        yield from _speechless_start(flow, start)
    for name in _on_silent_loops(ways):
        yield flow.problem(
            "nodes",
            name,
            message="a caller who does nothing goes round in a circle here",
            hint="let one of the nodes on the way lead to a person or to hang_up",
        )
    if is_called:
        # What the caller heard before, and hears after, is in the flow that calls this one.
        return
    for name in _left_alone(nodes, start, ways):
        yield flow.problem(
            "nodes",
            name,
            message="a caller can get here without a person, a message or an answer",
            hint="put an enqueue, transfer or voicemail node on the way",
        )
    yield from _slow_start(folder, flow, ways)


def _reachable(starts: list[str], ways: Mapping[str, list[Edge]]) -> set[str]:
    reached: set[str] = set()
    ahead = list(starts)
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead.extend(edge.target for edge in ways[name] if edge.target is not None)
    return reached


def _speechless_start(flow: Source[spec.FlowFile], start: str) -> Iterator[Problem]:
    """A call is answered before anything else is done with it; only the clock may come first."""
    nodes = flow.value.nodes
    ahead, seen = [start], set[str]()
    while ahead:
        name = ahead.pop()
        node = nodes[name]
        if name in seen or isinstance(node, spec.AnswerSpec):
            continue
        seen.add(name)
        if isinstance(node, spec.HoursSpec | spec.GotoSpec):
            ahead.extend(edge.target for edge in node.edges() if edge.target is not None)
        else:
            message = f"{node.type} comes before the call is answered"
            yield flow.problem("nodes", name, message=message, hint="begin with an answer node")


def _on_silent_loops(ways: Mapping[str, list[Edge]]) -> list[str]:
    """Return the nodes from which silent ways lead back to themselves.

    Nodes that no loop holds are taken away, last first, until nothing changes (Kahn 1962).
    """
    silent = {
        name: {edge.target for edge in edges if edge.is_silent and edge.target is not None}
        for name, edges in ways.items()
    }
    before: dict[str, list[str]] = {name: [] for name in silent}
    for name, targets in silent.items():
        for target in targets:
            before[target].append(name)
    trimmed = _trim({name: len(targets) for name, targets in silent.items()}, before)
    kept = _trim(
        {name: sum(1 for b in before[name] if b in trimmed) for name in trimmed},
        {name: [a for a in silent[name] if a in trimmed] for name in trimmed},
    )
    return [name for name in ways if name in kept]


def _trim(degrees: dict[str, int], neighbours: Mapping[str, list[str]]) -> set[str]:
    left = set(degrees)
    empty = [name for name, degree in degrees.items() if degree == 0]
    while empty:
        name = empty.pop()
        left.discard(name)
        for neighbour in neighbours[name]:
            degrees[neighbour] -= 1
            if degrees[neighbour] == 0:
                empty.append(neighbour)
    return left


def _left_alone(nodes: Nodes, start: str, ways: Mapping[str, list[Edge]]) -> list[str]:
    """Return the hang_up nodes that can be reached without having been helped."""
    open_ways = {
        name: [] if nodes[name].helps else [edge for edge in edges if not edge.is_answer]
        for name, edges in ways.items()
    }
    alone = _reachable([start], open_ways)
    return [name for name in nodes if name in alone and isinstance(nodes[name], spec.HangUpSpec)]


def _slow_start(
    folder: Folder, flow: Source[spec.FlowFile], ways: Mapping[str, list[Edge]]
) -> Iterator[Problem]:
    """Estimate the longest talk before the caller is first asked something or helped."""
    if _on_silent_loops(ways):
        return
    nodes = flow.value.nodes
    spoken_s: dict[str, float] = {flow.value.start: 0.0}
    ahead = deque([flow.value.start])
    while ahead:
        name = ahead.popleft()
        node = nodes[name]
        if node.asks or (isinstance(node, spec.SaySpec) and node.informs):
            continue
        own_s = speaking_time_s(node.text) if isinstance(node, spec.SaySpec) else 0.0
        total_s = spoken_s[name] + own_s
        for edge in ways[name]:
            if edge.target is not None and total_s > spoken_s.get(edge.target, -1.0):
                spoken_s[edge.target] = total_s
                ahead.append(edge.target)
    limit_s = folder.city.value.limits.first_choice_s
    for name, total_s in spoken_s.items():
        if nodes[name].asks and total_s > limit_s:
            yield flow.problem(
                "nodes",
                name,
                message=f"about {total_s:.1f} s of talk before the caller is asked here, "
                f"at most {limit_s:g} s",
                hint="shorten what is said before",
            )


def speaking_time_s(text: Mapping[str, str]) -> float:
    """Estimate how long a text takes in all its languages, one after the other."""
    return sum(len(words) for words in text.values()) / CHARACTERS_A_SECOND
