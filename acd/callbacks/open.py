"""The callbacks that have not ended: by id, by number, and by what falls due next."""

import heapq

from acd.callbacks.callback import Callback, plain_number


class OpenCallbacks:
    """One callback for each number; each with at most one deadline, which is its own."""

    def __init__(self) -> None:
        """Begin empty."""
        self._by_id: dict[str, Callback] = {}
        self._by_number: dict[str, Callback] = {}
        self._heap: list[tuple[float, str]] = []

    def add(self, callback: Callback) -> None:
        """Take in one whose number has none."""
        self._by_id[callback.callback_id] = self._by_number[callback.number] = callback

    def remove(self, callback: Callback) -> None:
        """Forget one that has ended."""
        del self._by_id[callback.callback_id]
        del self._by_number[callback.number]

    def all(self) -> tuple[Callback, ...]:
        """Every one, oldest first."""
        return tuple(self._by_id.values())

    def get(self, callback_id: str) -> Callback | None:
        """The callback of that id; None once it has ended."""
        return self._by_id.get(callback_id)

    def of(self, number: str) -> Callback | None:
        """The callback that this number has, however it is written."""
        return self._by_number.get(plain_number(number))

    def arm(self, callback: Callback, at: float) -> None:
        """Let it fall due at `at`, in epoch seconds, and no more when it would have before."""
        callback.deadline = at
        heapq.heappush(self._heap, (at, callback.callback_id))

    def next_deadline(self) -> float | None:
        """When the next falls due; None while none will."""
        while self._heap:
            at, callback_id = self._heap[0]
            callback = self._by_id.get(callback_id)
            if callback is not None and callback.deadline == at:
                return at
            heapq.heappop(self._heap)
        return None

    def take_due(self, now: float) -> Callback | None:
        """Disarm and return the next that falls due by `now`; None if there is none."""
        due = self.next_deadline()
        if due is None or due > now:
            return None
        callback = self._by_id[heapq.heappop(self._heap)[1]]
        callback.deadline = None
        return callback
