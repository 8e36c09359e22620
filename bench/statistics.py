"""What is told about repeated measurements."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Order statistics of `count` values, in the unit of the values."""

    count: int
    minimum: float
    median: float
    p95: float
    p99: float
    maximum: float


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` of all values do not exceed (nearest rank).

    Raises:
        ValueError: there are no values, or `share` is not within (0, 1].
    """
    if not values or not 0 < share <= 1:
        raise ValueError("a percentile needs values and a share within (0, 1]")
    return sorted(values)[math.ceil(share * len(values)) - 1]


def summarise(values: Sequence[float]) -> Summary:
    """Return the order statistics of `values`; the median of an even number is the lower one.

    Raises:
        ValueError: there are no values.
    """
    return Summary(
        count=len(values),
        minimum=min(values),
        median=percentile(values, 0.5),
        p95=percentile(values, 0.95),
        p99=percentile(values, 0.99),
        maximum=percentile(values, 1.0),
    )


def ratio(ours: float, peer: float) -> float:
    """Return ours divided by the peer's; infinite when the peer's is zero and ours is not."""
    if peer == 0:
        return 1.0 if ours == 0 else math.inf
    return ours / peer


def knee(steps: Sequence[tuple[float, bool]]) -> float:
    """Return the highest rate up to which every step was clean; 0 when the first was not.

    A step is (rate, whether it was clean). Steps of one rate must all be clean.
    """
    best = 0.0
    for rate in sorted({rate for rate, _ in steps}):
        if not all(clean for at, clean in steps if at == rate):
            break
        best = rate
    return best
