"""How days made at random are drawn: the same ones in every run, unless FRESH_DAYS is set.

`FRESH_DAYS=10` draws new days, ten times as many.
"""

import os
from typing import Final

from hypothesis import HealthCheck, settings

FRESH_DAYS: Final = "FRESH_DAYS"


def random_days(examples: int, *, steps: int) -> settings:
    """Return the settings for so many days of so many steps.

    Raises:
        ValueError: the variable is set to something else than a number from 1 on.
    """
    times = os.environ.get(FRESH_DAYS, "")
    if times and not (times.isdecimal() and int(times) >= 1):
        raise ValueError(f"{FRESH_DAYS} is {times!r}: give how many times as many days, from 1 on")
    return settings(
        max_examples=examples * int(times or 1),
        stateful_step_count=steps,
        deadline=None,
        derandomize=not times,
        suppress_health_check=[HealthCheck.too_slow],
    )
