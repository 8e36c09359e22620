"""Erlang's loss formula (M/G/n/n): calls that find every server busy are lost.

    B(n, a) = (a^n / n!) / sum_{k=0..n} a^k / k!

computed by the recursion 1/B(n) = 1 + n / (a B(n-1)), B(0) = 1, which neither overflows nor
cancels, whatever the size.

Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in
automatic telephone exchanges", 1917; the recursion: D. L. Jagerman, "Some properties of the Erlang
loss function", Bell System Technical Journal 53 (1974).
"""

import math

_RESCALE = 1e200


def blocking(load: float, servers: int) -> float:
    """Return the share of calls lost.

    Args:
        load: offered work in erlangs, 0 or more.
        servers: trunks or agents, 0 or more.

    Raises:
        ValueError: an argument is negative.
    """
    if load < 0 or servers < 0:
        raise ValueError("load and servers must not be negative")
    if load == 0:
        return float(servers == 0)
    return math.exp(-log_inverse(load, servers))


def log_inverse(load: float, servers: int) -> float:
    """Return log(1 / B), finite however rare a loss is, for a positive load.

    Raises:
        ValueError: the load is not positive, or there are fewer than no servers.
    """
    if load <= 0 or servers < 0:
        raise ValueError("the load must be positive and servers not negative")
    log_scale, inverse = 0.0, 1.0
    for n in range(1, servers + 1):
        inverse = math.exp(-log_scale) + inverse * n / load
        if inverse > _RESCALE:
            log_scale += math.log(inverse)
            inverse = 1.0
    return log_scale + math.log(inverse)
