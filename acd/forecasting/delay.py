"""The time until one's turn, from the place in the line.

All n agents who can serve the caller are taken. Each is free again after h seconds on average, so
one becomes free every h / n seconds; each of those who wait ahead goes away by themselves at the
rate a. Until the p ahead have been taken or have gone, and then this caller's own turn comes, the
time is a sum of independent exponential times:

    rate(k) = n / h + k a                       k = p, p-1, ..., 0 still ahead
    mean    = sum over k of 1 / rate(k)
    var     = sum over k of 1 / rate(k)^2

Without hang-ups (a = 0) that is Erlang's distribution of p + 1 phases, the delay of a customer in
M/M/n who knows the position: W. Whitt, "Predicting queueing delays", Management Science 45 (1999).
With them it is the estimator QL_m of R. Ibrahim and W. Whitt, "Real-time delay estimation in
overloaded multiserver queues with abandonments", Management Science 55 (2009).
"""

import math

_TERMS = 64
"""Terms that are added one by one; beyond them the sum is an integral, by midpoints."""


def delay_moments(ahead: float, *, free_rate: float, leave_rate: float) -> tuple[float, float]:
    """Mean (s) and variance (s^2) of the time with `ahead`, a fraction too, still in front.

    Args:
        ahead: p, those who wait in front.
        free_rate: n / h, agents who become free a second.
        leave_rate: a, how many a second each of those ahead is ready to go.
    """
    whole = math.floor(ahead)
    rates = [free_rate + k * leave_rate for k in range(min(whole, _TERMS) + 1)]
    mean = math.fsum(1.0 / rate for rate in rates)
    variance = math.fsum(1.0 / rate**2 for rate in rates)
    if whole > _TERMS:
        more = whole - _TERMS
        first = free_rate + (_TERMS + 0.5) * leave_rate
        last = free_rate + (whole + 0.5) * leave_rate
        grown = math.log1p((last - first) / first)
        # The logarithm says nothing where the rates hardly differ.
        mean += grown / leave_rate if grown > 1e-9 else more / first
        variance += more / (first * last)
    part = ahead - whole
    after = free_rate + (whole + 1) * leave_rate
    return mean + part / after, variance + part / after**2
