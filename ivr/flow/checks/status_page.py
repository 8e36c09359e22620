"""The page for citizens has words for whatever may come of a number, and no line has others."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from ivr.flow.loading.folder import Folder
from ivr.flow.loading.problems import Problem
from ivr.flow.loading.source import Source
from ivr.flow.schema import nodes as spec
from ivr.flow.schema.status import StatusSpec

_Node = tuple[Source[spec.FlowFile], str, StatusSpec]

_NEEDED: Final = {
    "no_match": "for a number whose check digit does not fit",
    "unknown": "for a number that no request has",
}
_TOLD: Final = ("statuses", "other", "due", "overdue", "outcome", "outcome_other", *_NEEDED)


def check_status_page(folder: Folder) -> Iterator[Problem]:
    """Report a page without a status node, and status nodes that leave it without its words."""
    if folder.city.value.status_page is None:
        return
    nodes: list[_Node] = [
        (flow, name, node)
        for flow in folder.flows.values()
        for name, node in flow.value.nodes.items()
        if isinstance(node, StatusSpec)
    ]
    if not nodes and not folder.names.has_all_nodes:
        return
    if not nodes:
        yield folder.city.problem(
            "status_page",
            message="no flow has a status node, whose words the page shows",
            hint="add one, or leave the page out",
        )
        return
    for flow, name, node in nodes:
        for field, what in _NEEDED.items():
            if getattr(node, field) is None:
                yield flow.problem(
                    *("nodes", name),
                    message=f"the status page of city.yaml has no words {what}",
                    hint=f"add {field!r} here",
                )
    yield from _alike(nodes)


def _alike(nodes: list[_Node]) -> Iterator[Problem]:
    """Report what is told of the same request in other words than elsewhere."""
    (source, first, told), *further = nodes
    where = f"{first!r} in {PurePath(source.file).name}"
    for flow, name, node in further:
        for field in _TOLD:
            words, others = getattr(node, field), getattr(told, field)
            if words != others and not (field in _NEEDED and None in (words, others)):
                yield flow.problem(
                    *("nodes", name, field),
                    message=f"the words are not those of {where}",
                    hint="with a status page a request is told in the same words everywhere",
                )
