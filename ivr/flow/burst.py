"""Keys that come too fast to be an answer to what the caller hears."""

import math
from dataclasses import dataclass
from typing import Final

from ivr.flow.entries import DIGITS

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


@dataclass(slots=True, kw_only=True)
class Surplus:
    """What may still be keyed of a number that was complete, or too long, without its end key.

    Attributes:
        end: the end key, '' if there is none; it ends the number all the same up to `until`.
        until: in epoch seconds.
        digits_until: digits up to then are more of the number, each of them for a pause more.
    """

    end: str
    until: float
    digits_until: float = -math.inf

    def takes(self, key: str, now: float) -> bool:
        """Tell whether the key is part of the number. The end key is its last."""
        if key == self.end:
            return now <= self.until
        if key not in DIGITS or now > self.digits_until:
            return False
        self.digits_until = now + PAUSE_S
        self.until = max(self.until, self.digits_until)
        return True
