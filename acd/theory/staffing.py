"""The fewest agents for a target.

    fewest_agents(lambda n: ErlangA(..., agents=n).service_level(20) >= 0.8)

The search doubles until the target is met and then halves, so the target must be one that more
agents never spoil; service level, mean wait and abandonment of the models here all are.
"""

from collections.abc import Callable

MOST_AGENTS = 1_000_000
"""Beyond this the target counts as out of reach."""


class Unreachable(ValueError):
    """No number of agents up to `MOST_AGENTS` meets the target."""


def fewest_agents(meets: Callable[[int], bool], *, at_least: int = 1) -> int:
    """Return the smallest number of agents for which `meets` holds.

    Args:
        meets: whether so many agents meet the target; once true it stays true for more.
        at_least: where to begin, 1 or more.

    Raises:
        Unreachable: not even `MOST_AGENTS` do.
    """
    low, high = at_least - 1, at_least
    while not meets(high):
        if high >= MOST_AGENTS:
            raise Unreachable(f"not even {MOST_AGENTS} agents meet the target")
        low, high = high, min(2 * high, MOST_AGENTS)
    while high - low > 1:
        middle = (low + high) // 2
        if meets(middle):
            high = middle
        else:
            low = middle
    return high
