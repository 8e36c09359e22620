"""The figures, each a function from a running rig to a `Figure`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bench.centre import CREW, Centre
from bench.figures.cpu import cpu
from bench.figures.memory import memory
from bench.figures.menus import menus
from bench.figures.queue import queue
from bench.figures.rate import rate
from bench.figures.routing import routing
from bench.figures.setup import setup
from bench.result import Figure
from bench.rig import Rig


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One figure, and the centre of agents that it is measured in; None: the one agent."""

    take: Callable[..., Awaitable[Figure]]
    centre: Centre | None = None


# Memory is first: at rest means before any call.
FIGURES: Final[Mapping[str, Measurement]] = {
    "memory": Measurement(take=memory),
    "setup": Measurement(take=setup),
    "queue": Measurement(take=queue),
    "menus": Measurement(take=menus),
    "cpu": Measurement(take=cpu),
    "rate": Measurement(take=rate),
    "agents20": Measurement(take=routing, centre=Centre(agents=CREW)),
    "agents5000": Measurement(take=routing, centre=Centre(agents=5000)),
}

__all__ = ["FIGURES", "Measurement", "Rig"]
