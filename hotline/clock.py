"""The one clock of the process: epoch seconds that never step back."""

import time
from collections.abc import Callable


class Clock:
    """Wall time at start plus elapsed monotonic time.

    Adjusting the system's clock does not disturb running timers; the records of one boot are in
    order. `now()` is epoch seconds, UTC.
    """

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._monotonic = monotonic
        self._offset = wall() - monotonic()

    def now(self) -> float:
        """Return the time in seconds since the Unix epoch."""
        return self._offset + self._monotonic()
