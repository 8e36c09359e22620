"""A caller's place in a queue, while the caller is elsewhere."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Since when a call waits in a queue (epoch seconds), also while its caller is elsewhere."""

    queue: str
    waiting_since: float
