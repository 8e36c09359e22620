"""Chance, passed in: the source as a protocol, and the laws that durations follow."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class RandomSource(Protocol):
    """A stream of random numbers; `random.Random` is one."""

    def random(self) -> float:
        """Return a number uniform in [0, 1)."""
        ...

    def gauss(self, mu: float, sigma: float) -> float:
        """Return a normally distributed number."""
        ...


Streams = Callable[[str], RandomSource]
"""Gives the stream of a name; different names give independent streams."""


class Law(StrEnum):
    """How a duration is distributed around its mean."""

    LOGNORMAL = "lognormal"
    EXPONENTIAL = "exponential"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """A random duration.

    `mean_s` is in seconds; `cv` is the standard deviation over the mean and counts for the
    lognormal law only. Lognormal handling: Brown et al., "Statistical analysis of a telephone
    call center", JASA 100 (2005).
    """

    mean_s: float
    cv: float = 1.0
    law: Law = Law.LOGNORMAL

    def draw(self, source: RandomSource) -> float:
        """Return one duration in seconds. Takes exactly one number from the source."""
        if self.law is Law.FIXED or self.mean_s == 0:
            source.random()
            return self.mean_s
        if self.law is Law.EXPONENTIAL:
            return -self.mean_s * math.log(1.0 - source.random())
        variance = math.log(1.0 + self.cv * self.cv)
        location = math.log(self.mean_s) - variance / 2
        return math.exp(source.gauss(location, math.sqrt(variance)))

    def scaled(self, factor: float) -> "Duration":
        """Return the same law with another mean."""
        return Duration(mean_s=self.mean_s * factor, cv=self.cv, law=self.law)
