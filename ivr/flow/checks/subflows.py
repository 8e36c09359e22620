"""Flows that call flows: each exists, none calls itself, and each comes back or ends the call."""

from collections.abc import Iterator, Mapping

from ivr.flow.loading.called import called_only, calls_of
from ivr.flow.loading.folder import Folder
from ivr.flow.loading.problems import Problem
from ivr.flow.schema.subflow import CallSpec, ReturnSpec


def check_subflows(folder: Folder) -> Iterator[Problem]:
    """Report unknown flows, recursion, and a return where there is nothing to return to."""
    calls = calls_of(folder)
    called = called_only(folder)
    flows = folder.names.flow_names
    for name, flow in folder.flows.items():
        for node_name, node in flow.value.nodes.items():
            path = ("nodes", node_name)
            match node:
                case CallSpec(flow=target) if target not in flows:
                    yield flow.unknown_name((*path, "flow"), "flow", target, flows)
                case CallSpec(flow=target) if name in _within(target, calls):
                    yield flow.problem(
                        *path,
                        "flow",
                        message=f"the flow {target!r} calls this one: they would never end",
                        hint="use a goto within one flow",
                    )
                case ReturnSpec() if name not in called:
                    yield flow.problem(
                        *path,
                        message="there is nothing to return to: a line leads to this flow",
                        hint="let it end with hang_up, or be called by a call node",
                    )
                case _:
                    continue


def _within(flow: str, calls: Mapping[str, set[str]]) -> set[str]:
    """Return the flow and all that it calls, directly or not."""
    found: set[str] = set()
    ahead = [flow]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead.extend(calls.get(name, ()))
    return found
