"""What is not so, and a call that shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ivr.flow.proof.space import Space, Step

SHOWN: Final = 12
"""How many steps of a path are shown at each of its ends."""

Parents = Mapping[int, tuple[int, Step]]
"""For each place that was come to, where from and by which step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A proof that fails at a node. `example` is a call: its line, its time, and its path."""

    proof: str
    flow: str
    node: str
    message: str
    example: str = ""
    hint: str = ""


def example(space: Space, path: Sequence[tuple[int, Step | None]]) -> str:
    """Tell a call: the line, the time, and the nodes with the way taken from each."""
    told = [_told(space, number, step) for number, step in path]
    if len(told) > 2 * SHOWN:
        told = [*told[:SHOWN], "...", *told[-SHOWN:]]
    at = space.situation.at
    return f"{space.entry.number} on {at:%a %Y-%m-%d %H:%M}: {' > '.join(told)}"


def path_to(number: int, parents: Parents) -> list[tuple[int, Step | None]]:
    """Return the places from the first to this one, each with the step taken from it."""
    path: list[tuple[int, Step | None]] = [(number, None)]
    while number in parents:
        number, step = parents[number]
        path.append((number, step))
    return path[::-1]


def _told(space: Space, number: int, step: Step | None) -> str:
    place = space.places[number]
    name = f"{place.flow}.{place.node}" if place.back else place.node
    return name if step is None or step.label == "next" else f"{name} ({step.label})"
