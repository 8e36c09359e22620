"""What a caller in the queue can be told, in numbers and in words.

A range of seconds is spoken in whole minutes of `STEPS`, rounded outwards: down at its beginning
and up at its end, so that what is said promises no more than what is known. The steps are few
because every number is a prompt of its own, in every language: a whole sentence can be translated
and recorded, pieces of one cannot.
"""

from dataclasses import dataclass
from itertools import combinations

MINUTE_S = 60.0

STEPS = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60)
"""Minutes that are spoken."""

POSITIONS = 10
"""Places in the line that are spoken; those behind are beyond them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a waiting caller stands now.

    `position` counts from 1. The range is in seconds from now, both ends None when not enough is
    known to tell.
    """

    entry_id: str
    queue: str
    position: int
    low_s: float | None = None
    high_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """A range as it is spoken. `low` 0 is no lower end worth a word, `high` None no upper one."""

    low: int
    high: int | None

    @property
    def low_s(self) -> float:
        """The lower end in seconds."""
        return self.low * MINUTE_S

    @property
    def high_s(self) -> float | None:
        """The upper end in seconds, None where nothing was said of it."""
        return None if self.high is None else self.high * MINUTE_S


SPOKEN = (
    *(Minutes(low=0, high=high) for high in STEPS),
    *(Minutes(low=low, high=high) for low, high in combinations(STEPS, 2)),
    *(Minutes(low=low, high=None) for low in STEPS[1:]),
)
"""Every range that can be spoken."""


def in_minutes(low_s: float | None, high_s: float | None) -> Minutes | None:
    """Round a range outwards to what is spoken; None where that would say nothing."""
    if low_s is None or high_s is None:
        return None
    low = max((step for step in STEPS if step * MINUTE_S <= low_s), default=0)
    high = min((step for step in STEPS if step * MINUTE_S >= high_s and step > low), default=None)
    spoken = Minutes(low=low, high=high)
    return spoken if spoken in SPOKEN else None
