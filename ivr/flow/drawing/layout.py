"""A layered layout of a directed graph (Sugiyama, Tagawa and Toda 1981).

Ways that close a loop are turned round, every node comes below all that lead to it, long ways get
a bend in each layer they pass, and the order within a layer follows the neighbours' mean place.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Link = tuple[str, str]

_SWEEPS = 12
_BEND = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the middle of everything is: its layer, from 0, and its distance in nodes' widths.

    `routes` has for each link the points it passes, its ends included; `loops` are the links that
    lead back.
    """

    layers: int
    width: float
    places: Mapping[str, tuple[int, float]]
    routes: Mapping[Link, Sequence[tuple[int, float]]]
    loops: frozenset[Link]


def lay_out(start: str, links: Sequence[Link], nodes: Sequence[str]) -> Layout:
    """Lay out `nodes`, from `start` downwards; each pair of nodes has one route."""
    links = [link for link in dict.fromkeys(links) if link[0] != link[1]]
    loops = _loops([start, *nodes], links)
    down = [(b, a) if (a, b) in loops else (a, b) for a, b in links]
    layer_of = _layers(nodes, down)
    rows: list[list[str]] = [[] for _ in range(max(layer_of.values(), default=0) + 1)]
    for node in nodes:
        rows[layer_of[node]].append(node)
    chains: dict[Link, list[str]] = {}
    for a, b in dict.fromkeys(down):
        chain = [a]
        for layer in range(layer_of[a] + 1, layer_of[b]):
            bend = f"{a}\0{b}\0{layer}"
            rows[layer].append(bend)
            chain.append(bend)
        chains[a, b] = [*chain, b]
    _order(rows, chains.values())
    widths = [sum(map(_breadth, row)) for row in rows]
    width = max(widths, default=0.0)
    places: dict[str, tuple[int, float]] = {}
    for layer, row in enumerate(rows):
        left = (width - widths[layer]) / 2
        for name in row:
            places[name] = (layer, left + _breadth(name) / 2)
            left += _breadth(name)
    routes = {
        (a, b): [places[name] for name in (chains[b, a][::-1] if (a, b) in loops else chains[a, b])]
        for a, b in links
    }
    return Layout(
        layers=len(rows),
        width=width,
        places={node: places[node] for node in nodes},
        routes=routes,
        loops=frozenset(loops),
    )


def _breadth(name: str) -> float:
    """A bend of a way needs less room than a node."""
    return _BEND if "\0" in name else 1.0


def _loops(order: Sequence[str], links: Sequence[Link]) -> set[Link]:
    """Return the links that lead back to a node on the way to their own (depth first)."""
    after: dict[str, list[str]] = {}
    for a, b in links:
        after.setdefault(a, []).append(b)
    back: set[Link] = set()
    seen: set[str] = set()
    for root in order:
        if root in seen:
            continue
        seen.add(root)
        open_nodes, path = {root}, [(root, iter(after.get(root, ())))]
        while path:
            node, ahead = path[-1]
            follower = next(ahead, None)
            if follower is None:
                open_nodes.discard(node)
                path.pop()
            elif follower in open_nodes:
                back.add((node, follower))
            elif follower not in seen:
                seen.add(follower)
                open_nodes.add(follower)
                path.append((follower, iter(after.get(follower, ()))))
    return back


def _layers(nodes: Sequence[str], down: Sequence[Link]) -> dict[str, int]:
    """Return for each node the length of the longest way to it."""
    after: dict[str, list[str]] = {node: [] for node in nodes}
    waits_for = dict.fromkeys(nodes, 0)
    for a, b in dict.fromkeys(down):
        after[a].append(b)
        waits_for[b] += 1
    layer_of = dict.fromkeys(nodes, 0)
    ready = [node for node in nodes if waits_for[node] == 0]
    while ready:
        node = ready.pop()
        for follower in after[node]:
            layer_of[follower] = max(layer_of[follower], layer_of[node] + 1)
            waits_for[follower] -= 1
            if waits_for[follower] == 0:
                ready.append(follower)
    return layer_of


def _order(rows: Sequence[list[str]], chains: Iterable[list[str]]) -> None:
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for chain in chains:
        for a, b in itertools.pairwise(chain):
            below.setdefault(a, []).append(b)
            above.setdefault(b, []).append(a)
    for sweep in range(_SWEEPS):
        downward = sweep % 2 == 0
        neighbours = above if downward else below
        sequence = range(1, len(rows)) if downward else range(len(rows) - 2, -1, -1)
        for layer in sequence:
            beside = rows[layer - 1 if downward else layer + 1]
            place = {name: index / max(1, len(beside)) for index, name in enumerate(beside)}
            own = {name: index / max(1, len(rows[layer])) for index, name in enumerate(rows[layer])}
            mean = {}
            for name in rows[layer]:
                near = [place[each] for each in neighbours.get(name, ()) if each in place]
                mean[name] = sum(near) / len(near) if near else own[name]
            rows[layer].sort(key=mean.__getitem__)
