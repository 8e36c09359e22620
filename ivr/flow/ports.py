"""What a flow may ask its surroundings without waiting: answers come from memory."""

from collections.abc import Sequence
from typing import Protocol


class Trending(Protocol):
    """The most-asked questions of recent calls."""

    def top(self, *, count: int, window_s: float, half_life_s: float, now: float) -> Sequence[str]:
        """Return up to `count` FAQ codes, most asked first, counted over the last `window_s`.

        An inquiry of age `a` weighs `0.5 ** (a / half_life_s)`. Pinned codes are the flow's
        affair, not this one's.
        """
        ...


class IdFactory(Protocol):
    """Gives a new unique id that starts with `prefix`."""

    def __call__(self, prefix: str) -> str:
        """Return `prefix` followed by what makes it unique."""
        ...
