"""The most-asked questions of recent calls, counted in memory.

Weight of an inquiry of age `a`: 0.5 ** (a / half_life_s). Inquiries are gathered in buckets of
`bucket_s` seconds that remember, for each code, how many there were and when on average: a single
inquiry is weighed exactly, several of one bucket to the second order of bucket_s / half_life_s.
A bucket counts until all of it is older than the window.

Decay lowers all scores by the same factor, so the sum over finished buckets is reused until the
next bucket begins; a call asks for the sum of the current bucket only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy import select

from db.ledger import LedgerEntry
from db.models import FaqPlay
from db.store import Store
from db.types import utc
from ivr.flow.events import FaqAnswered

KEEP_S = 7 * 86_400.0


@dataclass(slots=True)
class _Tally:
    """How many inquiries, and the sum of their times in seconds after the bucket's start."""

    count: int = 0
    offsets_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _Finished:
    """The decayed scores of all finished buckets in the window, as of `at`."""

    at: float
    current: int
    scores: dict[str, float]


class TrendingCounter:
    """Implements `ivr.flow.ports.Trending`. For one thread.

    Inquiries older than `keep_s` are forgotten: no window may be longer.
    """

    def __init__(self, *, keep_s: float = KEEP_S, bucket_s: float = 60.0) -> None:
        """Start with no inquiries."""
        self._keep_s = keep_s
        self._bucket_s = bucket_s
        self._buckets: dict[int, dict[str, _Tally]] = {}
        self._newest = 0
        self._cache: dict[tuple[float, float], _Finished] = {}

    @classmethod
    def seeded(
        cls, store: Store, *, now: float, keep_s: float = KEEP_S, bucket_s: float = 60.0
    ) -> Self:
        """Return a counter of the inquiries on record.

        Raises:
            StoreError: the database fails.
        """
        counter = cls(keep_s=keep_s, bucket_s=bucket_s)
        query = select(FaqPlay.faq, FaqPlay.at).where(FaqPlay.at >= utc(now - keep_s))
        with store.session() as session:
            for faq, at in session.execute(query):
                counter.count(faq, at=at.timestamp())
        return counter

    def update(self, entry: LedgerEntry) -> None:
        """Count the entry if it is an inquiry."""
        if isinstance(entry.event, FaqAnswered):
            self.count(entry.event.faq, at=entry.at)

    def count(self, faq: str, *, at: float) -> None:
        """Count one inquiry at epoch second `at`, whoever answered it."""
        bucket = int(at // self._bucket_s)
        if bucket not in self._buckets:
            self._buckets[bucket] = {}
            self._newest = max(bucket, self._newest)
            self._forget_old()
        if any(found.current > bucket for found in self._cache.values()):
            self._cache.clear()
        tally = self._buckets.get(bucket, {}).setdefault(faq, _Tally())
        tally.count += 1
        tally.offsets_s += at - bucket * self._bucket_s

    def top(self, *, count: int, window_s: float, half_life_s: float, now: float) -> Sequence[str]:
        """Return up to `count` codes, most asked first; equal ones in order of their codes."""
        finished = self._finished(window_s, half_life_s, now)
        decay = 0.5 ** ((now - finished.at) / half_life_s)
        scores = {code: score * decay for code, score in finished.scores.items()}
        self._add(scores, finished.current, half_life_s, now)
        return sorted(scores, key=lambda code: (-scores[code], code))[:count]

    def _finished(self, window_s: float, half_life_s: float, now: float) -> _Finished:
        current = int(now // self._bucket_s)
        key = (window_s, half_life_s)
        found = self._cache.get(key)
        if found is not None and found.current == current:
            return found
        scores: dict[str, float] = {}
        for bucket in sorted(self._buckets):
            if bucket < current and (bucket + 1) * self._bucket_s > now - window_s:
                self._add(scores, bucket, half_life_s, now)
        fresh = _Finished(at=now, current=current, scores=scores)
        self._cache[key] = fresh
        return fresh

    def _add(self, scores: dict[str, float], bucket: int, half_life_s: float, now: float) -> None:
        for code, tally in self._buckets.get(bucket, {}).items():
            mean_at = bucket * self._bucket_s + tally.offsets_s / tally.count
            weight = 0.5 ** (max(0.0, now - mean_at) / half_life_s)
            scores[code] = scores.get(code, 0.0) + tally.count * weight

    def _forget_old(self) -> None:
        oldest = self._newest - int(self._keep_s // self._bucket_s) - 1
        for bucket in [each for each in self._buckets if each < oldest]:
            del self._buckets[bucket]
