"""How often anybody may ask for a number: who guesses numbers learns of few requests.

A bucket holds as many tokens as a minute brings. Each look-up takes one from the bucket of the
address that asks and one from the bucket of all.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

ADDRESSES: Final = 10_000
"""How many addresses are remembered; those that have not asked for longest are forgotten."""
_MINUTE_S: Final = 60.0


class Bucket:
    """Tokens that come back with time."""

    def __init__(self, per_minute: int, *, now: float) -> None:
        self._per_minute = per_minute
        self._tokens = float(per_minute)
        self._at = now

    def wait_s(self, now: float) -> float:
        """Return how long it is until there is a token; 0 if there is one."""
        per_s = self._per_minute / _MINUTE_S
        self._tokens = min(self._per_minute, self._tokens + max(0.0, now - self._at) * per_s)
        self._at = now
        return max(0.0, (1 - self._tokens) / per_s)

    def take(self) -> None:
        """Take a token."""
        self._tokens -= 1


class Limits:
    """The buckets of all who ask. `clock` gives seconds that never go back."""

    def __init__(
        self, *, per_minute: int, per_minute_overall: int, clock: Callable[[], float]
    ) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._all = Bucket(per_minute_overall, now=clock())
        self._each: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, address: str) -> float:
        """Let somebody ask: return 0, or how many seconds they must wait. Refusals cost nothing."""
        now = self._clock()
        own = self._each.pop(address, None) or Bucket(self._per_minute, now=now)
        self._each[address] = own
        if len(self._each) > ADDRESSES:
            self._each.popitem(last=False)
        wait_s = max(own.wait_s(now), self._all.wait_s(now))
        if wait_s == 0:
            own.take()
            self._all.take()
        return wait_s
