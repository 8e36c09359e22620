"""Which flows call which."""

from ivr.flow.loading.folder import Folder
from ivr.flow.schema.subflow import CallSpec


def calls_of(folder: Folder) -> dict[str, set[str]]:
    """Return for each flow those that it calls."""
    return {
        name: {node.flow for node in flow.value.nodes.values() if isinstance(node, CallSpec)}
        for name, flow in folder.flows.items()
    }


def called_only(folder: Folder) -> set[str]:
    """Return the flows that are called by others and that no line leads to.

    Where a node was left out it may have been the one that calls.
    """
    lines = {entry.spec.flow for entry in folder.numbers.lines}
    if not folder.names.has_all_nodes:
        return set(folder.flows) - lines
    return {name for calls in calls_of(folder).values() for name in calls} - lines
