"""The next deadline among many pure machines."""

import heapq
from collections.abc import Hashable


class Deadlines:
    """A heap of (deadline, key) with one live deadline a key; stale ones are dropped lazily."""

    def __init__(self) -> None:
        self._live: dict[Hashable, float] = {}
        self._heap: list[tuple[float, int, Hashable]] = []
        self._count = 0

    def set(self, key: Hashable, deadline: float | None) -> None:
        """Replace the key's deadline (epoch seconds); None clears it."""
        if deadline is None:
            self._live.pop(key, None)
        elif self._live.get(key) != deadline:
            self._live[key] = deadline
            self._count += 1
            heapq.heappush(self._heap, (deadline, self._count, key))

    def next(self) -> float | None:
        """Return the earliest live deadline."""
        while self._heap:
            deadline, _, key = self._heap[0]
            if self._live.get(key) == deadline:
                return deadline
            heapq.heappop(self._heap)
        return None

    def pop_due(self, now: float) -> list[Hashable]:
        """Remove and return the keys whose deadline is not after `now`, earliest first."""
        due = []
        while (deadline := self.next()) is not None and deadline <= now:
            key = heapq.heappop(self._heap)[2]
            del self._live[key]
            due.append(key)
        return due
