"""When people call: a Poisson process whose rate is constant within an hour.

Exact, by inversion: between two calls the integral of the rate grows by a standard exponential
(Cinlar, "Introduction to Stochastic Processes", 1975, section 4.7).
"""

import math
from collections.abc import Iterator

from acd.sim.chance import RandomSource
from acd.sim.scenario import HOUR_S, Demand


def rate_at(demand: Demand, hour: int) -> float:
    """Return the calls a second in an hour counted from a Monday's midnight."""
    total = sum(demand.by_hour)
    per_hour = demand.calls_per_day * demand.by_hour[hour % 24] / total
    return per_hour * demand.by_weekday[hour // 24 % 7] / HOUR_S


def arrival_times(
    demand: Demand, *, begin: float, end: float, source: RandomSource
) -> Iterator[float]:
    """Give the times of calls in [begin, end), in seconds from a Monday's midnight, ascending."""
    now = begin
    left = -math.log(1.0 - source.random())
    hour = math.floor(begin / HOUR_S)
    while now < end:
        rate = rate_at(demand, hour)
        until = min((hour + 1) * HOUR_S, end)
        while rate > 0 and now + left / rate < until:
            now += left / rate
            yield now
            left = -math.log(1.0 - source.random())
        left -= rate * (until - now)
        now = until
        hour += 1
