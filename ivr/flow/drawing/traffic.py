"""The calls that went through a flow, as they are written on its picture."""

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.flow.drawing.layout import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """`calls` came to each node, `lost` were given up there, `gone` went from one to another."""

    calls: Mapping[str, int]
    lost: Mapping[str, int]
    gone: Mapping[Link, int]
