"""Chance, passed in: the source as a protocol, and the laws that durations follow."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
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
    _location: float = field(init=False, repr=False, compare=False, default=0.0)
    _scale: float = field(init=False, repr=False, compare=False, default=0.0)

    def __post_init__(self) -> None:
        """Of a lognormal duration the logarithm is normal: with this mean and deviation."""
        variance = math.log(1.0 + self.cv * self.cv)
        if self.law is Law.LOGNORMAL and self.mean_s > 0:
            object.__setattr__(self, "_location", math.log(self.mean_s) - variance / 2)
            object.__setattr__(self, "_scale", math.sqrt(variance))

    def draw(self, source: RandomSource) -> float:
        """Return one duration in seconds. Takes exactly one number from the source."""
        if self.law is Law.FIXED or self.mean_s == 0:
            source.random()
            return self.mean_s
        if self.law is Law.EXPONENTIAL:
            return -self.mean_s * math.log(1.0 - source.random())
        return math.exp(source.gauss(self._location, self._scale))

    def scaled(self, factor: float) -> "Duration":
        """Return the same law with another mean."""
        return Duration(mean_s=self.mean_s * factor, cv=self.cv, law=self.law)
