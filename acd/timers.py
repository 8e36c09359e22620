"""The engine's deadlines: at most one for each purpose and id, in a heap with lazy deletion."""

import heapq
from enum import StrEnum

_SLACK = 1024
"""Deadlines no longer armed that may lie in the heap besides as many as are armed."""


class Purpose(StrEnum):
    """What falls due."""

    LEASE = "lease"
    JOIN = "join"
    WRAP_UP = "wrap_up"
    MAX_WAIT = "max_wait"
    RETRY = "retry"
    RELAX = "relax"
    INTERPRETER = "interpreter"
    OVERFLOW = "overflow"
    CLOSING = "closing"
    NOT_RESPONDING = "not_responding"
    HEAD_START = "head_start"
    NEW_MONTH = "new_month"


_Deadline = tuple[float, int, Purpose, str]


class Timers:
    """Deadlines in epoch seconds; those of one instant fall due in the order they were set."""

    def __init__(self) -> None:
        """Start with nothing armed."""
        self._heap: list[_Deadline] = []
        self._armed: dict[Purpose, dict[str, _Deadline]] = {purpose: {} for purpose in Purpose}
        self._turn = 0

    def __len__(self) -> int:
        """How many lie in the heap, armed or not yet thrown away."""
        return len(self._heap)

    def set(self, purpose: Purpose, subject: str, at: float) -> None:
        """Arm, or move, the deadline of `purpose` for the thing of id `subject`."""
        armed = self._armed[purpose]
        before = armed.get(subject)
        if before is not None and before[0] == at:
            return
        self._turn += 1
        armed[subject] = deadline = (at, self._turn, purpose, subject)
        heapq.heappush(self._heap, deadline)
        if not self._turn % _SLACK:
            self._sweep()

    def cancel(self, purpose: Purpose, subject: str) -> None:
        """Disarm; nothing happens if it was not armed."""
        self._armed[purpose].pop(subject, None)

    def next(self) -> float | None:
        """The earliest deadline, or None."""
        heap = self._heap
        while heap:
            first = heap[0]
            if self._armed[first[2]].get(first[3]) is first:
                return first[0]
            heapq.heappop(heap)
        return None

    def pop_due(self, now: float) -> tuple[Purpose, str] | None:
        """Take the earliest deadline that is not after `now`, or None."""
        at = self.next()
        if at is None or at > now:
            return None
        _, _, purpose, subject = heapq.heappop(self._heap)
        del self._armed[purpose][subject]
        return purpose, subject

    def _sweep(self) -> None:
        """Keep the heap as small as what is armed, however far off what was disarmed had been."""
        live = sum(map(len, self._armed.values()))
        if len(self._heap) > 2 * live + _SLACK:
            self._heap = [each for armed in self._armed.values() for each in armed.values()]
            heapq.heapify(self._heap)
