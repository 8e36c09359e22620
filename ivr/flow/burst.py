"""Keys that come too fast after a mistake to be an answer to the apology for it."""

import math
from typing import Final

PAUSE_S: Final = 1.0
"""Who has heard an apology begin takes longer than this to press the next key."""


class Burst:
    """The keys of one mistake: a number too long, a key held down, a child at the telephone."""

    def __init__(self) -> None:
        """No mistake has been made."""
        self._until = -math.inf

    def begin(self, now: float) -> None:
        """A key was a mistake."""
        self._until = now + PAUSE_S

    def goes_on(self, now: float) -> bool:
        """Take the time of a key; tell whether it follows the mistake without a pause."""
        if now > self._until:
            return False
        self._until = now + PAUSE_S
        return True
