"""A sorted collection of keys in runs of bounded length.

Adding, taking out and finding the next key cost the logarithm of the number of keys, but for the
shifting of one run and of the list of runs. A plain sorted list would shift every key behind.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from typing import Any, Generic, TypeVar

RUN_LENGTH = 512
"""Keys in a run before it is cut in two."""

K = TypeVar("K", bound=tuple[Any, ...])


class OrderedKeys(Generic[K]):
    """Distinct keys in ascending order."""

    def __init__(self) -> None:
        """Begin empty."""
        self._runs: list[list[K]] = []
        self._lasts: list[K] = []
        self._count = 0

    def __len__(self) -> int:
        """How many keys there are."""
        return self._count

    def __iter__(self) -> Iterator[K]:
        """The keys in order; the collection may not change meanwhile."""
        for run in self._runs:
            yield from run

    def add(self, key: K) -> None:
        """Put a key in order."""
        self._count += 1
        if not self._runs:
            self._runs.append([key])
            self._lasts.append(key)
            return
        at = min(bisect_left(self._lasts, key), len(self._runs) - 1)
        run = self._runs[at]
        insort(run, key)
        if len(run) > RUN_LENGTH:
            half = len(run) // 2
            self._runs.insert(at + 1, run[half:])
            self._lasts.insert(at, run[half - 1])
            del run[half:]
            self._lasts[at + 1] = self._runs[at + 1][-1]
        else:
            self._lasts[at] = run[-1]

    def remove(self, key: K) -> None:
        """Take a key out; it must be in."""
        at = bisect_left(self._lasts, key)
        run = self._runs[at]
        del run[bisect_left(run, key)]
        self._count -= 1
        if run:
            self._lasts[at] = run[-1]
        else:
            del self._runs[at], self._lasts[at]

    def rank(self, key: K) -> int:
        """How many keys are smaller than `key`, which need not be in."""
        at = bisect_left(self._lasts, key)
        before = sum(len(run) for run in self._runs[:at])
        return before + (bisect_left(self._runs[at], key) if at < len(self._runs) else 0)

    def first(self) -> K | None:
        """The smallest key, or None."""
        return self._runs[0][0] if self._runs else None

    def after(self, key: K) -> K | None:
        """The smallest key larger than `key`, or None."""
        at = bisect_right(self._lasts, key)
        if at == len(self._runs):
            return None
        run = self._runs[at]
        return run[bisect_right(run, key)]
