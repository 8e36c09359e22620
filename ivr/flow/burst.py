"""Keys that come too fast after a mistake to be an answer to the apology for it."""

import math
from typing import Final

PAUSE_S: Final = 1.0
"""Who has heard an apology begin takes longer than this to press the next key."""


class Burst:
    """The keys of one mistake: a number too long, a key held down, a child at the telephone.

    It is over after a pause, with a key that is right, and with the question it was made at.
    """

    def __init__(self) -> None:
        """No mistake has been made."""
        self.until = -math.inf

    def begin(self, now: float) -> None:
        """A key was a mistake, or one more of the same."""
        self.until = now + PAUSE_S

    def end(self) -> None:
        """What comes next has nothing to do with a mistake before."""
        self.until = -math.inf

    def holds(self, now: float) -> bool:
        """Tell whether a key that comes now follows the mistake without a pause."""
        return now <= self.until
