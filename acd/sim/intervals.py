"""Confidence intervals from batches: independent runs, or stretches of one long run.

The estimate is the figure of all batches together; its spread comes from leaving out one batch at
a time (jackknife), which for a mean is the ordinary interval with Student's t, and holds for
ratios and percentiles of the pooled calls as well.

Sources: J. W. Tukey, "Bias and confidence in not quite large samples", Annals of Mathematical
Statistics 29 (1958); A. M. Law, "Simulation Modeling and Analysis", 5th edition 2015, sections 9.5
(replications, batch means) and 11; M. Abramowitz and I. Stegun, "Handbook of Mathematical
Functions", 1964, 26.7.3 and 26.7.4, for Student's t.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure. `half_width` makes the 95 % interval value +- half_width; None without batches."""

    value: float
    half_width: float | None = None

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return self.value - (self.half_width or 0.0)

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return self.value + (self.half_width or 0.0)


def jackknife(whole: float, without: Sequence[float]) -> Estimate:
    """Return the estimate from the figure of all batches and those with one batch left out."""
    batches = len(without)
    if batches < 2:
        return Estimate(value=whole)
    mean = math.fsum(without) / batches
    spread = math.fsum((value - mean) ** 2 for value in without)
    error = math.sqrt(spread * (batches - 1) / batches)
    return Estimate(value=whole, half_width=student_t(batches - 1) * error)


def student_t(freedom: int, confidence: float = CONFIDENCE) -> float:
    """Return the two-sided quantile of Student's t.

    Raises:
        ValueError: there is no degree of freedom, or the confidence is not within (0, 1).
    """
    if freedom < 1 or not 0 < confidence < 1:
        raise ValueError("at least one degree of freedom, and a confidence between 0 and 1")
    tail = 1.0 - confidence
    low, high = 0.0, 1.0
    while _two_sided_tail(high, freedom) > tail:
        high *= 2.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _two_sided_tail(middle, freedom) > tail else (low, middle)
    return high


def _two_sided_tail(t: float, freedom: int) -> float:
    """Return P(|T| > t) by its finite series in the angle atan(t / sqrt(freedom))."""
    angle = math.atan(t / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    if freedom % 2:
        term, total = cosine, cosine if freedom > 1 else 0.0
        for k in range(3, freedom - 1, 2):
            term *= cosine * cosine * (k - 1) / k
            total += term
        return 1.0 - 2.0 / math.pi * (angle + sine * total)
    term, total = 1.0, 1.0
    for k in range(2, freedom - 1, 2):
        term *= cosine * cosine * (k - 1) / k
        total += term
    return 1.0 - sine * total
