"""What these weeks of last year were like: the season that the past weeks cannot foresee.

Heat sets in within days, and no mean of past weeks knows of it; the same weeks of last year do.
They are those 52 weeks ago, so that days of the week fall together, and three weeks on either side,
since no season keeps its day. Of a code's daily numbers the running median of three days is taken
(J. W. Tukey, "Exploratory Data Analysis", 1977): weather lasts, while an incident, which is to be
found again this year, is a day's affair. Mean and variance of the medians give a negative binomial
by the method of moments.
"""

from array import array
from dataclasses import dataclass
from statistics import fmean, median, variance

DAY_S = 86_400.0
YEAR_DAYS = 364
AROUND_DAYS = 21
# With the days that the running median reaches to, and one that has only begun.
KEEP_DAYS = YEAR_DAYS + AROUND_DAYS + 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A code's level in inquiries a day, and how far days scatter about it (`dispersion`)."""

    per_day: float
    dispersion: float


class LastYear:
    """Daily numbers of each code for a year and some weeks.

    Args:
        utc_offset_s: the city's standard time minus UTC, which days begin by.
    """

    def __init__(self, *, utc_offset_s: float = 0.0) -> None:
        """Know nothing yet."""
        self._offset_s = utc_offset_s
        self._days: dict[str, array[int]] = {}
        self._first: int | None = None
        self._newest = 0
        self._asked_on = 0
        self._seasons: dict[str, Season | None] = {}

    def learn(self, code: str, *, at: float, count: int) -> None:
        """Take in `count` inquiries of the day of epoch second `at`."""
        day = self._day(at)
        if self._first is None:
            self._first = self._newest = day
        if day <= self._newest - KEEP_DAYS:
            return
        self._begin(day)
        self._first = min(self._first, day)
        days = self._days.get(code)
        if days is None:
            days = self._days[code] = array("L", bytes(KEEP_DAYS * array("L").itemsize))
        days[day % KEEP_DAYS] += count

    def known(self, at: float) -> bool:
        """Whether the day 52 weeks before epoch second `at` is on record, and whole."""
        return self._first is not None and self._first < self._day(at) - YEAR_DAYS

    def season(self, code: str, *, at: float) -> Season | None:
        """Return the level of these weeks of last year.

        None if last year is not known, or did not bring a single inquiry that counts.
        """
        day = self._day(at)
        if day != self._asked_on:
            self._asked_on = day
            self._seasons.clear()
        if code not in self._seasons:
            self._seasons[code] = self._season(code, day) if self.known(at) else None
        return self._seasons[code]

    def _season(self, code: str, day: int) -> Season | None:
        days = self._days.get(code)
        if days is None or self._first is None:
            return None
        middle = day - YEAR_DAYS
        # The first day may be known in part only.
        begin = max(self._first + 2, middle - AROUND_DAYS, self._newest - KEEP_DAYS + 2)
        levels = [
            median(days[each % KEEP_DAYS] for each in (at - 1, at, at + 1))
            for at in range(begin, middle + AROUND_DAYS + 1)
        ]
        mean = fmean(levels)
        if mean == 0.0:
            return None
        return Season(per_day=mean, dispersion=max(0.0, (variance(levels) - mean) / mean**2))

    def _begin(self, day: int) -> None:
        for new in range(max(self._newest + 1, day - KEEP_DAYS + 1), day + 1):
            for days in self._days.values():
                days[new % KEEP_DAYS] = 0
        self._newest = max(self._newest, day)

    def _day(self, at: float) -> int:
        return int((at + self._offset_s) // DAY_S)
