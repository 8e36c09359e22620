"""How much of each question these last days brought: the level that a day's weather sets.

A cold spell lasts some days. Once it has begun, its level is usual: it is told once, not again each
morning. The level is the decayed number of inquiries over the decayed part of a usual week that
they came in, so that it can be compared at any hour; half is forgotten after `half_life_s`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

HALF_LIFE_S = 12 * 3600.0


@dataclass(slots=True)
class _Level:
    count: float = 0.0
    share: float = 0.0


class RecentDays:
    """Learns bin by bin; bins are `bin_s` long."""

    def __init__(self, *, bin_s: float, half_life_s: float = HALF_LIFE_S) -> None:
        """Know nothing yet."""
        self._keep: float = 0.5 ** (bin_s / half_life_s)
        self._levels: dict[str, _Level] = {}

    def learn(self, counts: Mapping[str, int], shares: Mapping[str, float]) -> None:
        """Take in a bin: each code's inquiries, and which part of its usual week the bin is."""
        for code, share in shares.items():
            level = self._levels.setdefault(code, _Level())
            level.count = level.count * self._keep + counts.get(code, 0)
            level.share = level.share * self._keep + share

    def usual(self, code: str, *, share: float) -> float:
        """Return what a bin that is `share` of the code's usual week brings at this level."""
        level = self._levels.get(code)
        return level.count / level.share * share if level and level.share > 0.0 else 0.0
