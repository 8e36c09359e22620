"""One flow as SVG: nodes by type, each way with the key or the exit that leads there.

Green is where a person or a message is reached, the thick frame is the node of the city's way to a
person, dark is where a call ends, orange and dashed is a way back, red a name that nothing has.
"""

import itertools
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from ivr.flow.drawing.labels import LINE, Point, curve, spots, wrapped
from ivr.flow.drawing.layout import Layout, Link, lay_out
from ivr.flow.drawing.traffic import Traffic
from ivr.flow.schema.city import CityFile
from ivr.flow.schema.node_base import Edge
from ivr.flow.schema.nodes import BranchSpec, FlowFile, HangUpSpec, MenuSpec, NodeSpec
from ivr.flow.schema.subflow import ReturnSpec

_BOX: Final = (150, 40)
_STEP: Final = (200, 124)
_MARGIN: Final = 40
_HEAD: Final = 64
_LONGEST: Final = 26
_LEAN: Final = 44
_DOWN: Final = 3.5
"""From the middle of a line of text to its base."""

_STYLE: Final = """\
text{font:12px sans-serif;fill:#222}.name{font-weight:bold}.type{fill:#555;font-size:11px}
.box{fill:#f4f6f9;stroke:#8a97a8}.asks{fill:#e3eefb;stroke:#3f74b5}
.helps{fill:#dff3e3;stroke:#2e8b4a}.end{fill:#4a4f57;stroke:#2b2e33}.end+text,.end+text+text{fill:#fff}
.missing{fill:#fde3e3;stroke:#c62828}.person{stroke-width:4}.way{fill:none;stroke:#7d8896}
.choice{stroke:#3f74b5}.back{stroke:#d9730d;stroke-dasharray:5 3}
.label{font-size:10px}.halo{font-size:10px;stroke:#fff;stroke-width:3px}"""


def draw(name: str, flow: FlowFile, city: CityFile, traffic: Traffic | None = None) -> str:
    """Return the picture of one flow, with the calls that went through it if they are given."""
    nodes = dict(flow.nodes)
    edges = [
        (node, edge.target, _label(spec, edge), edge.is_silent)
        for node, spec in nodes.items()
        for edge in spec.edges()
        if edge.target is not None
    ]
    every = list(dict.fromkeys([flow.start, *nodes, *(target for _, target, _, _ in edges)]))
    layout = lay_out(flow.start, [(a, b) for a, b, _, _ in edges], every)
    labels: dict[Link, list[str]] = {}
    chosen: set[Link] = set()
    for a, b, label, is_silent in edges:
        labels.setdefault((a, b), []).append(label)
        if not is_silent:
            chosen.add((a, b))
    width = 2 * _MARGIN + round(max(3.0, layout.width) * _STEP[0])
    height = _HEAD + 2 * _MARGIN + layout.layers * _STEP[1]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-label="{escape(name)}">',
        f"<style>{_STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#5d6773"/></marker></defs>',
        '<rect width="100%" height="100%" fill="#fff"/>',
        *_heading(name, city),
        *_ways(layout, labels, chosen, traffic),
    ]
    for node in every:
        parts += _node(node, nodes.get(node), layout, city, traffic)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _heading(name: str, city: CityFile) -> Iterator[str]:
    ways = "".join(
        f", {' and '.join(filter(None, (keys, words)))} to {entry.destination}"
        for _, entry in city.emergency.entries()
        for keys in (f"key {', '.join(entry.keys)}" if entry.keys else "",)
        for words in ("words" if entry.words else "",)
    )
    told = f"Everywhere: key {city.human.key} leads to {city.human.goto}{ways}. Dashed: ways back."
    yield f'<text class="name" x="{_MARGIN}" y="28">{escape(f"{city.name}: {name}")}</text>'
    yield f'<text class="type" x="{_MARGIN}" y="48">{escape(told)}</text>'


def _ways(
    layout: Layout, labels: dict[Link, list[str]], chosen: set[Link], traffic: Traffic | None
) -> Iterator[str]:
    curves: dict[Link, list[Point]] = {}
    lines: dict[Link, list[str]] = {}
    titles: dict[Link, str] = {}
    for link, texts in labels.items():
        is_back = link[0] == link[1] or link in layout.loops
        if link[0] == link[1]:
            x, y = _point(layout.places[link[0]])
            right = x + _BOX[0] / 2
            path = f"M{right} {y - 8} c34 -14 34 30 0 16"
            curves[link] = [(right, y - 8), (right + 28, y - 14), (right, y + 8)]
        else:
            points = _ends(layout.routes[link], is_back=is_back)
            path, curves[link] = _path(points), curve(points)
        kind = "back" if is_back else "choice" if link in chosen else ""
        text = ", ".join(filter(None, dict.fromkeys(texts)))
        told = f"{link[0]} → {link[1]}: {text}".removesuffix(": ")
        titles[link] = f"<title>{escape(told)}</title>"
        yield f'<path class="way {kind}" d="{path}" marker-end="url(#tip)">{titles[link]}</path>'
        if traffic is not None:
            text = f"{text} {traffic.gone.get(link, 0)}".strip()
        if broken := wrapped(text):
            lines[link] = broken
    places = [_point(place) for place in layout.places.values()]
    half_x, half_y = _BOX[0] / 2, _BOX[1] / 2
    boxes = [(x - half_x, y - half_y, x + half_x, y + half_y) for x, y in places]
    found = spots(lines, curves, boxes)
    for style in ("halo", "label"):
        for link, (x, y) in found.items():
            top = y - (len(lines[link]) - 1) * LINE / 2 + _DOWN
            for index, line in enumerate(lines[link]):
                yield (
                    f'<text class="{style}" text-anchor="middle" x="{x:.0f}" '
                    f'y="{top + index * LINE:.0f}">{escape(line)}{titles[link]}</text>'
                )


def _ends(route: Sequence[tuple[int, float]], *, is_back: bool) -> list[Point]:
    """Return the points of a way from the edge of one box to the edge of the other."""
    half = _BOX[1] / 2
    sign = -1 if is_back else 1
    shift = 24 if is_back else 0
    points = [_point(place) for place in route]
    (x, y), *between, (end_x, end_y) = points
    x += shift + _leaning(points[1][0] - x)
    end_x += shift + _leaning(points[-2][0] - end_x)
    return [(x, y + sign * half), *between, (end_x, end_y - sign * half)]


def _leaning(aside: float) -> float:
    """Return how far from the middle of its box a way begins that leads so far aside."""
    return max(-_LEAN, min(_LEAN, aside * _LEAN / (2 * _STEP[0])))


def _path(points: Sequence[Point]) -> str:
    path = f"M{points[0][0]:.0f} {points[0][1]:.0f}"
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        middle = (ay + by) / 2
        path += f" C{ax:.0f} {middle:.0f} {bx:.0f} {middle:.0f} {bx:.0f} {by:.0f}"
    return path


def _node(
    name: str, spec: NodeSpec | None, layout: Layout, city: CityFile, traffic: Traffic | None
) -> Iterator[str]:
    x, y = _point(layout.places[name])
    left, top = x - _BOX[0] / 2, y - _BOX[1] / 2
    if spec is None:
        kind = "missing"
    elif isinstance(spec, HangUpSpec | ReturnSpec):
        kind = "end"
    elif spec.helps:
        kind = "helps person" if name == city.human.goto else "helps"
    else:
        kind = "asks" if spec.asks else ""
    below: str = spec.type if spec is not None else "no such node"
    if traffic is not None and (calls := traffic.calls.get(name, 0)):
        below = f"lost {traffic.lost.get(name, 0)} of {calls}"
    exits = []
    if spec is not None:
        exits = [
            f"{_label(spec, edge) or 'next'} → {edge.target}"
            for edge in spec.edges()
            if edge.target is not None
        ]
    told = f"{name} ({below}): {', '.join(exits)}".removesuffix(": ")
    title = f"<title>{escape(told)}</title>"
    yield (
        f'<rect class="box {kind}" x="{left:.0f}" y="{top:.0f}" width="{_BOX[0]}" '
        f'height="{_BOX[1]}" rx="7">{title}</rect>'
    )
    for text, style, lower in ((name, "name", -3), (below, "type", 13)):
        yield (
            f'<text class="{style}" text-anchor="middle" x="{x:.0f}" y="{y + lower:.0f}">'
            f"{escape(_short(text))}{title}</text>"
        )


def _point(place: tuple[int, float]) -> tuple[float, float]:
    layer, column = place
    x = _MARGIN + column * _STEP[0]
    return x, _HEAD + _MARGIN + (layer + 0.5) * _STEP[1] - _BOX[1] / 2


def _label(spec: NodeSpec, edge: Edge) -> str:
    """Say what leads this way: the key, the words' choice, the condition, or the exit."""
    if isinstance(spec, MenuSpec) and edge.field[0] == "options":
        key = spec.options[edge.field[1]].key
        return f"{key} {edge.field[1]}" if key is not None else f"“{edge.field[1]}”"
    if isinstance(spec, BranchSpec) and edge.field[0] == "cases":
        return spec.cases[int(edge.field[1])].when
    if edge.field[0] == "keys":
        return f"key {edge.field[1]}"
    return "" if edge.field in (("next",), ("goto",)) else edge.field[-1].removeprefix("on_")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
