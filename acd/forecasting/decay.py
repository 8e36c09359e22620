"""A rate whose past fades: events per second of exposure, recent ones weighing more.

With the weight w(age) = 2^(-age / half life), the rate is

    sum of w over the events / integral of w x (how many were exposed) over time

that is the maximum-likelihood rate of an exponential law, with every second and every event
weighed (B. Epstein and M. Sobel, "Life testing", JASA 48 (1953)). What is under way counts as
exposure, so long calls that have not ended yet do not make the mean too short.
"""

import math


class DecayedRate:
    """Events per second of exposure.

    Args:
        half_life_s: after how many seconds the past weighs half as much.

    Raises:
        ValueError: the half-life is not positive.
    """

    def __init__(self, half_life_s: float) -> None:
        """Begin with nothing exposed and nothing counted."""
        if half_life_s <= 0:
            raise ValueError("half_life_s must be positive")
        self._time_constant_s = half_life_s / math.log(2.0)
        self._exposed = 0
        self._exposure_s = 0.0
        self._events = 0.0
        self._as_of: float | None = None

    def expose(self, change: int, *, now: float) -> None:
        """So many more, or fewer, are exposed from now on."""
        self._advance(now)
        self._exposed += change

    def count(self, *, now: float) -> None:
        """One event happened."""
        self._advance(now)
        self._events += 1.0

    def exposure_s(self, *, now: float) -> float:
        """Weighed seconds of exposure."""
        self._advance(now)
        return self._exposure_s

    def events(self, *, now: float) -> float:
        """Weighed number of events."""
        self._advance(now)
        return self._events

    def _advance(self, now: float) -> None:
        if self._as_of is None:
            self._as_of = now
        passed = now - self._as_of
        if passed <= 0:
            return
        self._as_of = now
        faded = -math.expm1(-passed / self._time_constant_s)
        self._events -= self._events * faded
        self._exposure_s += (self._exposed * self._time_constant_s - self._exposure_s) * faded
