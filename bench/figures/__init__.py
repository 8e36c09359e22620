"""The figures, each a function from a running rig to a `Figure`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bench.figures.cpu import cpu
from bench.figures.memory import memory
from bench.figures.queue import queue
from bench.figures.rate import rate
from bench.figures.setup import setup
from bench.result import Figure
from bench.rig import Rig

Measurement = Callable[..., Awaitable[Figure]]

# Memory is first: at rest means before any call.
FIGURES: Final[Mapping[str, Measurement]] = {
    "memory": memory,
    "setup": setup,
    "queue": queue,
    "cpu": cpu,
    "rate": rate,
}

__all__ = ["FIGURES", "Measurement", "Rig"]
