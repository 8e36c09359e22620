"""Recent inquiries, weighed by their age.

An inquiry of age `a` weighs 0.5 ** (a / half_life_s). Inquiries are gathered in buckets of
`bucket_s` seconds that remember, for each kind, how many there were and when on average: a single
inquiry is weighed exactly, several of one bucket to the second order of bucket_s / half_life_s.
A bucket counts until all of it is older than the window.

All weights shrink by the same factor as time goes by (forward decay: Cormode et al., "Forward
Decay", ICDE 2009), so the sums over finished buckets are kept with the weight that each inquiry
had at a fixed origin. When a bucket is finished it is added, when it leaves the window it is taken
away: a call asks for as much work as there are different codes, however many inquiries there were.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.trending.inquiry import CITY, Inquiry, Scope

KEEP_S = 7 * 86_400.0
# Weights grow as 2 ** (time / half-life); a new origin is taken long before a float is full.
_HALF_LIVES_TO_NEW_ORIGIN = 64.0

Kind = tuple[str, str, str]
"""Code, language, district."""


@dataclass(slots=True)
class _Tally:
    """How many inquiries, and the sum of their times in seconds after the bucket's start."""

    count: int = 0
    offsets_s: float = 0.0


@dataclass(slots=True)
class _Sums:
    """The finished buckets in one window: how many inquiries of each code and their weights.

    Buckets `first` to `end` - 1 are in it. A weight is as of `origin` (epoch seconds).
    """

    origin: float
    first: int
    end: int
    counts: dict[str, int] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)

    def change(self, code: str, count: int, weight: float) -> None:
        left = self.counts.get(code, 0) + count
        if left:
            self.counts[code] = left
            self.weights[code] = self.weights.get(code, 0.0) + weight
        else:
            # Nothing is left: what rounding has left must not stay.
            self.counts.pop(code, None)
            self.weights.pop(code, None)


class DecayedCounts:
    """Inquiries of the last `keep_s` seconds; no window may be longer. For one thread."""

    def __init__(self, *, keep_s: float = KEEP_S, bucket_s: float = 60.0) -> None:
        """Start with none."""
        self._keep_s = keep_s
        self._bucket_s = bucket_s
        self._buckets: dict[int, dict[Kind, _Tally]] = {}
        self._newest = 0
        self._kept_from = 0
        self._sums: dict[tuple[float, float, Scope], _Sums] = {}

    def add(self, inquiry: Inquiry) -> None:
        """Count one inquiry; one that is older than all that is kept changes nothing."""
        bucket = int(inquiry.at // self._bucket_s)
        if bucket < self._newest - self._keep_buckets:
            return
        if bucket > self._newest:
            if not self._buckets:
                self._kept_from = bucket - self._keep_buckets
            self._newest = bucket
            self._forget_old()
        if any(sums.end > bucket for sums in self._sums.values()):
            # A late one, for a bucket that was finished.
            self._sums.clear()
        kind = (inquiry.code, inquiry.language, inquiry.district)
        tally = self._buckets.setdefault(bucket, {}).setdefault(kind, _Tally())
        tally.count += 1
        tally.offsets_s += inquiry.at - bucket * self._bucket_s

    def scores(
        self, *, window_s: float, half_life_s: float, now: float, scope: Scope = CITY
    ) -> Mapping[str, float]:
        """Return the weighed number of inquiries of the last `window_s`, by code."""
        current = int(now // self._bucket_s)
        sums = self._finished(window_s, half_life_s, scope, now, current)
        decay = 0.5 ** ((now - sums.origin) / half_life_s)
        scores = {code: weight * decay for code, weight in sums.weights.items()}
        for kind, tally in self._buckets.get(current, {}).items():
            if scope.covers(language=kind[1], district=kind[2]):
                age_s = max(0.0, now - self._mean_at(current, tally))
                weight = tally.count * 0.5 ** (age_s / half_life_s)
                scores[kind[0]] = scores.get(kind[0], 0.0) + weight
        return scores

    @property
    def _keep_buckets(self) -> int:
        return int(self._keep_s // self._bucket_s) + 1

    def _mean_at(self, bucket: int, tally: _Tally) -> float:
        return bucket * self._bucket_s + tally.offsets_s / tally.count

    def _finished(
        self, window_s: float, half_life_s: float, scope: Scope, now: float, current: int
    ) -> _Sums:
        """Return the sums of the buckets before `current` that reach into the window."""
        first = int((now - window_s) // self._bucket_s)
        if (first + 1) * self._bucket_s <= now - window_s:
            first += 1
        key = (window_s, half_life_s, scope)
        sums = self._sums.get(key)
        if (
            sums is None
            or first < sums.first
            or current < sums.end
            or now - sums.origin > _HALF_LIVES_TO_NEW_ORIGIN * half_life_s
        ):
            sums = self._sums[key] = _Sums(origin=now, first=first, end=first)
        for bucket in range(sums.first, min(first, sums.end)):
            self._change(sums, bucket, half_life_s, scope, sign=-1)
        for bucket in range(max(first, sums.end), current):
            self._change(sums, bucket, half_life_s, scope, sign=1)
        sums.first, sums.end = first, max(first, current)
        return sums

    def _change(
        self, sums: _Sums, bucket: int, half_life_s: float, scope: Scope, *, sign: int
    ) -> None:
        for kind, tally in self._buckets.get(bucket, {}).items():
            if scope.covers(language=kind[1], district=kind[2]):
                age_s = sums.origin - self._mean_at(bucket, tally)
                weight = tally.count * 0.5 ** (age_s / half_life_s)
                sums.change(kind[0], sign * tally.count, sign * weight)

    def _forget_old(self) -> None:
        kept_from = self._newest - self._keep_buckets
        for bucket in range(self._kept_from, kept_from):
            if self._buckets.pop(bucket, None) is not None:
                # They could not take it away any more when it leaves their window.
                for key in [k for k, sums in self._sums.items() if sums.first <= bucket]:
                    del self._sums[key]
        self._kept_from = max(self._kept_from, kept_from)
