"""The engine's deadlines: at most one for each purpose and id, in a heap with lazy deletion."""

import heapq
from enum import StrEnum


class Purpose(StrEnum):
    """What falls due."""

    LEASE = "lease"
    JOIN = "join"
    WRAP_UP = "wrap_up"
    MAX_WAIT = "max_wait"
    RETRY = "retry"
    RELAX = "relax"
    OVERFLOW = "overflow"
    NOT_RESPONDING = "not_responding"


Key = tuple[Purpose, str]


class Timers:
    """Deadlines in epoch seconds; those of one instant fall due in the order they were set."""

    def __init__(self) -> None:
        """Start with nothing armed."""
        self._heap: list[tuple[float, int, Key]] = []
        self._live: dict[Key, tuple[float, int]] = {}
        self._turn = 0

    def set(self, purpose: Purpose, subject: str, at: float) -> None:
        """Arm, or move, the deadline of `purpose` for the thing of id `subject`."""
        key = (purpose, subject)
        armed = self._live.get(key)
        if armed is not None and armed[0] == at:
            return
        self._turn += 1
        self._live[key] = (at, self._turn)
        heapq.heappush(self._heap, (at, self._turn, key))

    def cancel(self, purpose: Purpose, subject: str) -> None:
        """Disarm; nothing happens if it was not armed."""
        self._live.pop((purpose, subject), None)

    def next(self) -> float | None:
        """The earliest deadline, or None."""
        while self._heap:
            at, turn, key = self._heap[0]
            if self._live.get(key) == (at, turn):
                return at
            heapq.heappop(self._heap)
        return None

    def pop_due(self, now: float) -> Key | None:
        """Take the earliest deadline that is not after `now`, or None."""
        at = self.next()
        if at is None or at > now:
            return None
        key = heapq.heappop(self._heap)[2]
        del self._live[key]
        return key
