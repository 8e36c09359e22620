"""Figures with their formulas named. All times are in seconds."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How long something took.

    Percentiles by nearest rank: the smallest value that at least p % of them do not exceed.
    """

    count: int
    p50_s: float | None
    p80_s: float | None
    p95_s: float | None
    longest_s: float | None

    @classmethod
    def of(cls, values: Iterable[float]) -> Self:
        """Sort and count."""
        ordered = sorted(values)
        return cls(
            count=len(ordered),
            p50_s=nearest_rank(ordered, 50),
            p80_s=nearest_rank(ordered, 80),
            p95_s=nearest_rank(ordered, 95),
            longest_s=ordered[-1] if ordered else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Time spent: how many stretches, their sum and their mean."""

    count: int
    total_s: float
    mean_s: float | None

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Add up."""
        total = math.fsum(values)
        return cls(count=len(values), total_s=total, mean_s=total / len(values) if values else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLevel:
    """The parts of the service level. Calls that still wait are in none of them.

    "Early" means within `threshold_s` of asking for a person. `left` are calls that went from
    the queue neither to a person nor away: timed out, nobody there, taken back by the flow.
    """

    threshold_s: float
    answered_in_time: int
    answered_late: int
    abandoned_early: int
    abandoned_late: int
    left: int
    formulas: dict[str, float | None] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        *,
        threshold_s: float,
        answered: Sequence[float],
        abandoned: Sequence[float],
        left: int,
    ) -> Self:
        """Sort the waits into parts and apply the three formulas in use.

        Sources: the first is what 311 centres publish; the second Asterisk's ServicelevelPerf2;
        the third its ServicelevelPerf.
        """
        in_time = sum(wait <= threshold_s for wait in answered)
        early = sum(wait <= threshold_s for wait in abandoned)
        offered = len(answered) + len(abandoned) + left
        return cls(
            threshold_s=threshold_s,
            answered_in_time=in_time,
            answered_late=len(answered) - in_time,
            abandoned_early=early,
            abandoned_late=len(abandoned) - early,
            left=left,
            formulas={
                "answered_in_time / offered": share(in_time, offered),
                "(answered + abandoned) in time / offered": share(in_time + early, offered),
                "answered_in_time / answered": share(in_time, len(answered)),
            },
        )

    @property
    def offered(self) -> int:
        """All calls that asked for a person and wait no longer."""
        answered = self.answered_in_time + self.answered_late
        return answered + self.abandoned_early + self.abandoned_late + self.left


def nearest_rank(ordered: Sequence[float], percent: int) -> float | None:
    """Return the percentile of ascending values, None when there are none."""
    return ordered[math.ceil(len(ordered) * percent / 100) - 1] if ordered else None


def share(part: int, whole: int) -> float | None:
    """Return `part / whole`, None when there is no whole."""
    return part / whole if whole else None
