"""Was what callers were told true? Every range that was told is held against what happened.

    below     the wait was shorter than the range       50 % would be right
    inside                                              40 %
    above     it was longer                             10 %
    left      the caller went before the wait was over: how long it would have been is not known
    unknown   nothing could be told ("not enough information")

What callers hear is that range in words, rounded outwards ("between 2 and 5 minutes"); `held`
counts the waits that ended within the words. There is no nominal share of these: it is the wider,
the coarser the words.

The shares are of those who were answered. Who leaves has, as a rule, waited long, so the more
callers leave the shorter are the waits of the others, and the more of them are below. Those among
the left who had waited longer than the whole range are counted as well: it was surely too short.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

from acd.events import EntryEnded, EntryOutcome, Event, WaitTold
from acd.forecasting.forecast import HIGH_SHARE, LOW_SHARE

NOMINAL: Mapping[str, float] = {
    "below": LOW_SHARE,
    "inside": HIGH_SHARE - LOW_SHARE,
    "above": 1.0 - HIGH_SHARE,
}
"""The shares of an honest range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What became of the ranges told. `open`: the wait is not over yet.

    `left_above`: of those who left, those who had waited longer than the whole range.
    `width_s`: the mean width of the ranges whose end is known, None if there is none.
    """

    told: int
    unknown: int
    below: int
    inside: int
    above: int
    left: int
    left_above: int
    open: int
    width_s: float | None
    held: int = 0

    @property
    def held_share(self) -> float | None:
        """The share of those answered whose wait ended within the words; None without any."""
        return self.held / self.answered if self.answered else None

    @property
    def answered(self) -> int:
        """Ranges of which it is known how long the wait was."""
        return self.below + self.inside + self.above

    @property
    def shares(self) -> dict[str, float | None]:
        """The shares of those answered, by the names of `NOMINAL`; None while there is nobody."""
        parts = {"below": self.below, "inside": self.inside, "above": self.above}
        return {
            name: part / self.answered if self.answered else None for name, part in parts.items()
        }


@dataclass(slots=True)
class _Counts:
    told: int = 0
    unknown: int = 0
    below: int = 0
    inside: int = 0
    above: int = 0
    left: int = 0
    left_above: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    at: float
    low_s: float
    high_s: float
    said_low_s: float
    said_high_s: float


class Calibration:
    """Holds what was told against what happened. An entry may be told more than once."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        self._counts = _Counts()
        self._pending: dict[str, list[_Told]] = {}
        self._open = 0
        self._width_s = 0.0

    def note(self, event: Event, *, at: float) -> None:
        """Take in one event of the ledger; those that say nothing of waits change nothing."""
        match event:
            case WaitTold():
                self.told(
                    event.entry_id,
                    low_s=event.low_s,
                    high_s=event.high_s,
                    said_s=_said(event),
                    at=at,
                )
            case EntryEnded():
                connected = event.outcome is EntryOutcome.CONNECTED
                self.ended(event.entry_id, connected=connected, at=at)
            case _:
                pass

    def told(
        self,
        entry_id: str,
        *,
        low_s: float | None,
        high_s: float | None,
        at: float,
        said_s: tuple[float, float] | None = None,
    ) -> None:
        """The caller was told at `at` (epoch seconds); None: that it is not known.

        `said_s` is the range in words; by default it is the range itself.
        """
        self._counts.told += 1
        if low_s is None or high_s is None:
            self._counts.unknown += 1
            return
        said_low_s, said_high_s = said_s or (low_s, high_s)
        told = _Told(
            at=at, low_s=low_s, high_s=high_s, said_low_s=said_low_s, said_high_s=said_high_s
        )
        self._pending.setdefault(entry_id, []).append(told)
        self._open += 1

    def ended(self, entry_id: str, *, connected: bool, at: float) -> None:
        """The wait is over; `connected`: a person answered."""
        counts = self._counts
        for told in self._pending.pop(entry_id, ()):
            self._open -= 1
            waited_s = at - told.at
            if not connected:
                counts.left += 1
                counts.left_above += waited_s > told.high_s
                continue
            self._width_s += told.high_s - told.low_s
            counts.held += told.said_low_s <= waited_s <= told.said_high_s
            if waited_s < told.low_s:
                counts.below += 1
            elif waited_s <= told.high_s:
                counts.inside += 1
            else:
                counts.above += 1

    def score(self) -> Score:
        """How it stands."""
        counts = {each.name: getattr(self._counts, each.name) for each in fields(self._counts)}
        answered = self._counts.below + self._counts.inside + self._counts.above
        return Score(
            **counts, open=self._open, width_s=self._width_s / answered if answered else None
        )


def _said(told: WaitTold) -> tuple[float, float] | None:
    if told.said_low_s is None:
        return None
    return told.said_low_s, math.inf if told.said_high_s is None else told.said_high_s
