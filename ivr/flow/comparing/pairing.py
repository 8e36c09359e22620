"""Which flow and which node of one version is which of the other.

Both versions are walked side by side from their lines: nodes to which the same way leads are the
same node, if their names are the same or neither name is known to the other version. A name that
now belongs to another node is seen by what the nodes say.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ivr.flow.comparing.leaves import leaves
from ivr.flow.loading.folder import Folder
from ivr.flow.schema import nodes as spec
from ivr.flow.schema.subflow import CallSpec

Site = tuple[str, str]
"""A flow and one of its nodes."""


def node_at(folder: Folder, site: Site) -> spec.NodeSpec:
    """Return a node."""
    return folder.flows[site[0]].value.nodes[site[1]]


def settled(folder: Folder, site: Site) -> Site:
    """Return the first node from `site` on that a caller can notice: none that only passes on."""
    flow, name = site
    nodes = folder.flows[flow].value.nodes
    seen = set[str]()
    while name not in seen:
        seen.add(name)
        node = nodes[name]
        if isinstance(node, spec.GotoSpec):
            name = node.goto
        elif isinstance(node, spec.SetSpec) and node.next is not None:
            name = node.next
        else:
            break
    return flow, name


def ways(folder: Folder, site: Site) -> Iterator[tuple[tuple[str, ...], Site]]:
    """Yield every way on by what takes it: a key, words, a condition, or the field's name."""
    node = node_at(folder, site)
    for edge in node.edges():
        if edge.target is None:
            continue
        label = edge.field
        if isinstance(node, spec.MenuSpec) and edge.field[0] == "options":
            option = node.options[edge.field[1]]
            first = min(option.words.items(), default=("", [""]))
            label = ("key", option.key) if option.key else ("word", first[0], first[1][0])
        elif isinstance(node, spec.BranchSpec) and edge.field[0] == "cases":
            label = ("when", node.cases[int(edge.field[1])].when)
        yield label, settled(folder, (site[0], edge.target))


def content(node: spec.NodeSpec) -> Mapping[str, Any]:
    """Return what a node says and does, without its ways on."""
    edges = {edge.field for edge in node.edges()}
    return {
        ".".join(path): value
        for path, value in leaves(node.model_dump(mode="json"))
        if path not in edges and path[-1] != "goto"
    }


@dataclass(slots=True)
class Pairs:
    """The flows and nodes of `before` by those of `after`, and the other way round."""

    before: Folder
    after: Folder
    flows: dict[str, str] = field(default_factory=dict)
    nodes: dict[Site, Site] = field(default_factory=dict)
    back: dict[Site, Site] = field(default_factory=dict)
    _ahead: deque[tuple[Site, Site]] = field(default_factory=deque)

    def same(self, old: Site, new: Site) -> bool:
        """Tell whether two nodes are one and the same to a caller who is sent there."""
        old, new = settled(self.before, old), settled(self.after, new)
        return self.nodes.get(old) == new

    def in_order(self) -> Iterator[tuple[Site, Site]]:
        """Yield the nodes that both versions have, as the files of `after` name them."""
        for flow, source in self.after.flows.items():
            for name in source.value.nodes:
                if (flow, name) in self.back:
                    yield self.back[flow, name], (flow, name)

    def flow(self, old: str, new: str) -> None:
        """Take two flows for the same, if their names allow it."""
        known = self.after.flows, self.before.flows
        if old in self.flows or new in self.flows.values():
            return
        if old != new and (old in known[0] or new in known[1]):
            return
        self.flows[old] = new
        first = self.before.flows[old].value, self.after.flows[new].value
        self.meet((old, first[0].start), (new, first[1].start))
        goto = self.before.city.value.human.goto, self.after.city.value.human.goto
        if goto[0] in first[0].nodes and goto[1] in first[1].nodes:
            self.meet((old, goto[0]), (new, goto[1]))

    def meet(self, old: Site, new: Site) -> None:
        """Take two nodes to which the same way leads for the same, if they can be."""
        old, new = settled(self.before, old), settled(self.after, new)
        if old in self.nodes or new in self.back or not self._alike(old, new):
            return
        self.take(old, new)

    def take(self, old: Site, new: Site) -> None:
        """Take two nodes for the same."""
        self.nodes[old], self.back[new] = new, old
        self._ahead.append((old, new))

    def walk(self) -> None:
        """Go on from all that has been taken for the same."""
        while self._ahead:
            old, new = self._ahead.popleft()
            nodes = node_at(self.before, old), node_at(self.after, new)
            if isinstance(nodes[0], CallSpec) and isinstance(nodes[1], CallSpec):
                self.flow(nodes[0].flow, nodes[1].flow)
            onward = dict(ways(self.after, new))
            for label, target in ways(self.before, old):
                if label in onward:
                    self.meet(target, onward[label])

    def _alike(self, old: Site, new: Site) -> bool:
        nodes = node_at(self.before, old), node_at(self.after, new)
        if nodes[0].type != nodes[1].type:
            return False
        if old[1] == new[1]:
            return True
        namesake = self.after.flows[new[0]].value.nodes.get(old[1])
        if namesake is None and new[1] not in self.before.flows[old[0]].value.nodes:
            return True
        says = content(nodes[0])
        return says == content(nodes[1]) and (namesake is None or says != content(namesake))


def pair(before: Folder, after: Folder) -> Pairs:
    """Walk both versions side by side; both have been checked."""
    pairs = Pairs(before, after)
    starts = {row.key: row.spec.flow for row in after.numbers.lines}
    for row in before.numbers.lines:
        if row.key in starts:
            pairs.flow(row.spec.flow, starts[row.key])
    for name in before.flows:
        if name in after.flows:
            pairs.flow(name, name)
    pairs.walk()
    for old_flow, new_flow in list(pairs.flows.items()):
        _left_over(pairs, old_flow, new_flow)
    pairs.walk()
    return pairs


def _left_over(pairs: Pairs, old_flow: str, new_flow: str) -> None:
    """Pair what stands elsewhere now: by its name, else by what it says."""
    old_nodes = pairs.before.flows[old_flow].value.nodes
    new_nodes = pairs.after.flows[new_flow].value.nodes
    for name, node in old_nodes.items():
        old, new = (old_flow, name), (new_flow, name)
        if old not in pairs.nodes and new not in pairs.back and name in new_nodes:
            if node.type == new_nodes[name].type:
                pairs.take(old, new)
    pairs.walk()
    for name, node in old_nodes.items():
        old = (old_flow, name)
        if old in pairs.nodes:
            continue
        says = content(node)
        for other, new_node in new_nodes.items():
            if (new_flow, other) not in pairs.back and says == content(new_node):
                pairs.take(old, (new_flow, other))
                break
