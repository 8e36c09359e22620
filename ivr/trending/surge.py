"""Is a question asked far more than usual, or is it chance?

Time is cut into bins that do not overlap. At the end of a bin the number of inquiries of each code
is compared with what is usual there. How far counts scatter around the usual is learned too:

    variance = usual + dispersion * usual ** 2

(the negative binomial, a Poisson count whose rate itself varies; with dispersion 0 it is Poisson).
Each code has a scatter of its own: heat follows the weather, parking does not. A code surges when
a count so high or higher has a probability below

    false_alarms_per_year / (bins a year * codes watched)

which by Bonferroni's inequality keeps the expected number of false alarms a year at or below the
one stated, whatever the dependence between codes, where what is usual is known. A season's onset is
in no past week: there the same weeks of last year are asked too, and a count that is no rarer than
that by them is no surge. A surge is told once; it is over at the first
bin whose count would no longer be one in twenty.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

YEAR_S = 365.25 * 86_400.0
_OVER_AT = 0.05
# A code's scatter is learned over about so many of its bins (four weeks of quarters of an hour).
_MEMORY_BINS = 2_688.0
_MEMORY_BINS_OF_ALL = 100_000.0
# The squared means that a code must have brought before its own scatter outweighs everybody's.
_SHRINK = 50.0


@dataclass(slots=True)
class _Scatter:
    """Sums for the method of moments: E[(count - mean)^2 - mean] = dispersion * mean^2."""

    memory_bins: float = _MEMORY_BINS
    excess: float = 0.0
    squares: float = 0.0

    def learn(self, count: int, mean: float) -> None:
        keep = 1.0 - 1.0 / self.memory_bins
        self.excess = self.excess * keep + (count - mean) ** 2 - mean
        self.squares = self.squares * keep + mean**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Surge:
    """`count` inquiries of `code` came in the bin that ended at `at`, where `usual` are usual.

    `probability` is that of so many or more by chance, `threshold` what it had to be below.
    `last_year` is what these weeks of last year brought in such a bin; None while they are not on
    record, and it may be a season's onset.
    """

    code: str
    at: float
    bin_s: float
    count: int
    usual: float
    last_year: float | None
    probability: float
    threshold: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a bin should bring: a negative binomial's mean and dispersion."""

    mean: float
    dispersion: float


def no_year(_code: str) -> Expected | None:
    """No year is on record."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgeRule:
    """How surges are looked for.

    `false_alarms_per_year` is over all codes together. A bin is `bin_s` long. Fewer than
    `min_count` inquiries in a bin are no surge, however rare: a city announces nothing for three.
    """

    false_alarms_per_year: float = 4.0
    bin_s: float = 900.0
    min_count: int = 10


class SurgeDetector:
    """Looks at one bin after the other."""

    def __init__(self, rule: SurgeRule) -> None:
        """Expect Poisson scatter until more is known."""
        self._rule = rule
        self._surging: set[str] = set()
        self._everybody = _Scatter(memory_bins=_MEMORY_BINS_OF_ALL)
        self._codes: dict[str, _Scatter] = {}

    @property
    def surging(self) -> frozenset[str]:
        """The codes that surge now."""
        return frozenset(self._surging)

    def dispersion(self, code: str) -> float:
        """How far the counts of `code` scatter beyond Poisson: its own, drawn to everybody's."""
        everybody, own = self._everybody, self._codes.get(code, _Scatter())
        common = everybody.excess / everybody.squares if everybody.squares > 0.0 else 0.0
        return max(0.0, (own.excess + _SHRINK * common) / (own.squares + _SHRINK))

    def look(
        self,
        counts: Mapping[str, int],
        usual: Mapping[str, float],
        *,
        end: float,
        last_year: Callable[[str], Expected | None] = no_year,
    ) -> list[Surge]:
        """Judge the bin that ended at epoch second `end`; return the surges that begin in it.

        Args:
            counts: inquiries of the bin by code; a code without any may be left out.
            usual: what is usual in such a bin, for every code that is watched.
            end: when the bin ended, for the record.
            last_year: what these weeks of last year bring in such a bin, None where they are not
                on record. A count that they explain is no surge.
        """
        watched = usual.keys() | counts.keys()
        bins_per_year = YEAR_S / self._rule.bin_s
        threshold = self._rule.false_alarms_per_year / (bins_per_year * max(1, len(watched)))
        begun = []
        for code in sorted(watched):
            count, mean = counts.get(code, 0), usual.get(code, 0.0)
            dispersion = self.dispersion(code)
            if code in self._surging:
                if tail(count, mean=mean, dispersion=dispersion) > _OVER_AT:
                    self._surging.discard(code)
                continue
            chance, season = 1.0, None
            if count >= self._rule.min_count and not _common(count, mean, dispersion):
                chance = tail(count, mean=mean, dispersion=dispersion)
            if chance < threshold:
                season = last_year(code)
                if season is not None:
                    explained = tail(count, mean=season.mean, dispersion=season.dispersion)
                    chance = max(chance, explained)
            if chance < threshold:
                self._surging.add(code)
                begun.append(
                    Surge(
                        code=code,
                        at=end,
                        bin_s=self._rule.bin_s,
                        count=count,
                        usual=mean,
                        last_year=season.mean if season is not None else None,
                        probability=chance,
                        threshold=threshold,
                    )
                )
            else:
                self._learn(code, count, mean)
        return begun

    def _learn(self, code: str, count: int, mean: float) -> None:
        if mean > 0.0:
            self._everybody.learn(count, mean)
            self._codes.setdefault(code, _Scatter()).learn(count, mean)


def _common(count: int, mean: float, dispersion: float) -> bool:
    """Whether the count lies within two standard deviations: it needs no closer look."""
    return count <= mean + 2.0 * math.sqrt(mean + dispersion * mean**2)


def tail(count: int, *, mean: float, dispersion: float) -> float:
    """Return the probability of `count` or more, by the negative binomial.

    A mean of 0 makes any inquiry impossible, and its probability 0.
    """
    if count <= 0:
        return 1.0
    if mean <= 0.0:
        return 0.0
    if count <= mean:
        return 1.0 - _sum(0, count, mean, dispersion)
    # What is small is summed itself: 1 - the rest would lose it.
    return _sum(count, None, mean, dispersion)


def _sum(start: int, stop: int | None, mean: float, dispersion: float) -> float:
    """Add the probabilities from `start` to before `stop`, or for as long as they matter."""
    term = math.exp(_log_term(start, mean, dispersion))
    total, at = 0.0, start
    while term > total * 1e-16 if stop is None else at < stop:
        total += term
        term *= _ratio(at, mean, dispersion)
        at += 1
    return total


def _log_term(count: int, mean: float, dispersion: float) -> float:
    if dispersion * mean < 1e-9:
        return count * math.log(mean) - mean - math.lgamma(count + 1)
    shape = 1.0 / dispersion
    return (
        math.lgamma(count + shape)
        - math.lgamma(shape)
        - math.lgamma(count + 1)
        - shape * math.log1p(dispersion * mean)
        + count * (math.log(dispersion * mean) - math.log1p(dispersion * mean))
    )


def _ratio(at: int, mean: float, dispersion: float) -> float:
    """The next term over this one."""
    if dispersion * mean < 1e-9:
        return mean / (at + 1)
    return (at + 1.0 / dispersion) / (at + 1) * (dispersion * mean / (1.0 + dispersion * mean))
