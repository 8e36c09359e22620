"""What is usual: how often each question is asked at this hour of the week, at this time of year.

The week has 168 slots of an hour. For each code and slot the mean of past weeks is kept,
exponentially weighted with a half-life in weeks, so that the baseline follows the seasons. The
week in progress does not count yet, so that a surge is not usual as soon as it has begun; neither
does the first week that inquiries came in, of which only a part may be known. A slot of a code
says little while few weeks are known; it is drawn towards the code's own mean rate spread over the
week as all codes together are (a Gamma prior worth `prior_weeks` weeks).

Hours are counted in UTC seconds plus `utc_offset_s`, without daylight saving: twice a year the
baseline is an hour off until it has learned.
"""

import math
from dataclasses import dataclass
from typing import TypeVar

K = TypeVar("K")

HOUR_S = 3600.0
SLOTS = 168
_MEMO_S = 60.0
# How many inquiries of a code it takes for its own hours to outweigh those of all codes.
_OWN_HOURS = 50.0
WEEK_S = SLOTS * HOUR_S
# 1970-01-01 was a Thursday: with this shift slot 0 begins on Monday at midnight.
_MONDAY_S = 3 * 86_400.0


@dataclass(slots=True)
class _Weekly:
    """What came in week number `week`, and before it, where the week just before counts whole."""

    week: int
    this: float = 0.0
    before: float = 0.0

    def before_week(self, week: int, decay: float) -> float:
        if week <= self.week:
            return self.before
        return (self.before * decay + self.this) * math.pow(decay, week - self.week - 1)

    def add(self, amount: float, week: int, decay: float) -> None:
        if week > self.week:
            self.before = self.before_week(week, decay)
            self.this, self.week = 0.0, week
        if week == self.week:
            self.this += amount
        else:
            self.before += amount * decay ** (self.week - 1 - week)


class SeasonalBaseline:
    """Learns from every inquiry; answers in inquiries a second.

    Args:
        half_life_weeks: after which an old week counts half.
        prior_weeks: how many weeks' worth of trust the spread over all codes has.
        utc_offset_s: the city's standard time minus UTC.
    """

    def __init__(
        self,
        *,
        half_life_weeks: float = 3.0,
        prior_weeks: float = 1.0,
        utc_offset_s: float = 0.0,
    ) -> None:
        """Know nothing yet."""
        self._decay: float = 0.5 ** (1.0 / half_life_weeks)
        self._prior = prior_weeks
        self._shift_s = _MONDAY_S + utc_offset_s
        self._partial_week: int | None = None
        self._slots: dict[tuple[str, int], _Weekly] = {}
        self._codes: dict[str, _Weekly] = {}
        self._hours: dict[int, _Weekly] = {}
        self._all: dict[str, _Weekly] = {}
        self._rates: dict[tuple[str, int], float] = {}
        self._shares: dict[tuple[str, int], float] = {}
        self._rates_week = -1
        self._memo: dict[tuple[str, float, float], float] = {}
        self._memo_minute = -1.0

    @property
    def codes(self) -> frozenset[str]:
        """The codes that were asked for in a whole week."""
        return frozenset(self._codes)

    def ready(self, now: float) -> bool:
        """Whether a whole week is known."""
        return self._weeks_known(self._place(now)[0]) > 0.0

    def weeks(self, now: float) -> int:
        """Return how many whole weeks are known."""
        if self._partial_week is None:
            return 0
        return max(0, self._place(now)[0] - self._partial_week - 1)

    def learn(self, code: str, *, at: float, count: float = 1.0) -> None:
        """Take in `count` inquiries at epoch second `at`."""
        week, slot = self._place(at)
        if self._partial_week is None:
            self._partial_week = week
        if week <= self._partial_week:
            return
        if week < self._rates_week:
            # A late one changes what was usual.
            self._rates_week = -1
        self._add(self._slots, (code, slot), count, week)
        self._add(self._codes, code, count, week)
        self._add(self._hours, slot, count, week)
        self._add(self._all, "", count, week)

    def rate(self, code: str, *, at: float) -> float:
        """Return the usual rate of `code` around epoch second `at`, in inquiries a second.

        0.0 for a code never asked, and while not one whole week is known.
        """
        week, slot = self._this_week(at)
        key = (code, slot)
        found = self._rates.get(key)
        if found is None:
            found = self._rates[key] = self._rate(code, week, slot)
        return found

    def _rate(self, code: str, week: int, slot: int) -> float:
        weekly = self._weekly(code, week)
        everything = self._before(self._all, "", week)
        if weekly <= 0.0 or everything <= 0.0:
            return 0.0
        known = self._weeks_known(week)
        spread = self._before(self._hours, slot, week) / everything
        seen = self._before(self._slots, (code, slot), week)
        hourly = (seen + self._prior * weekly * spread) / (known + self._prior)
        return hourly / HOUR_S

    def share(self, code: str, *, at: float) -> float:
        """Return which part of the code's usual week a second around epoch second `at` is.

        Drawn towards the week of all codes while the code was asked little. 0.0 while not one whole
        week is known.
        """
        week, slot = self._this_week(at)
        key = (code, slot)
        found = self._shares.get(key)
        if found is None:
            found = self._shares[key] = self._share(code, week, slot)
        return found

    def _share(self, code: str, week: int, slot: int) -> float:
        everything = self._before(self._all, "", week)
        if everything <= 0.0:
            return 0.0
        spread = self._before(self._hours, slot, week) / everything
        own = self._before(self._slots, (code, slot), week)
        whole = self._before(self._codes, code, week)
        return (own + _OWN_HOURS * spread) / (whole + _OWN_HOURS) / HOUR_S

    def weekly(self, code: str, *, at: float) -> float:
        """Return how often `code` is usually asked in a week."""
        return self._weekly(code, self._place(at)[0])

    def _weekly(self, code: str, week: int) -> float:
        known = self._weeks_known(week)
        return self._before(self._codes, code, week) / known if known > 0.0 else 0.0

    def expected(self, code: str, *, window_s: float, half_life_s: float, now: float) -> float:
        """Return what `DecayedCounts.scores` would be if the window were a usual one.

        To the minute: many callers ask in one minute, and the usual does not change in it.
        """
        minute = now // _MEMO_S
        if minute != self._memo_minute:
            self._memo_minute = minute
            self._memo.clear()
        key = (code, window_s, half_life_s)
        found = self._memo.get(key)
        if found is None:
            found = self._expected(code, window_s, half_life_s, minute * _MEMO_S)
            self._memo[key] = found
        return found

    def _expected(self, code: str, window_s: float, half_life_s: float, now: float) -> float:
        total, end = 0.0, now
        while end > now - window_s:
            start = max(now - window_s, end - ((end + self._shift_s) % HOUR_S or HOUR_S))
            total += self.rate(code, at=start) * weight_s(now - end, now - start, half_life_s)
            end = start
        return total

    def _weeks_known(self, week: int) -> float:
        """The weight of all whole weeks before `week`: what the sums are divided by."""
        if self._partial_week is None or week <= self._partial_week + 1:
            return 0.0
        weeks = week - self._partial_week - 1
        return (1.0 - math.pow(self._decay, weeks)) / (1.0 - self._decay)

    def _add(self, sums: dict[K, _Weekly], key: K, count: float, week: int) -> None:
        sums.setdefault(key, _Weekly(week)).add(count, week, self._decay)

    def _before(self, sums: dict[K, _Weekly], key: K, week: int) -> float:
        found = sums.get(key)
        return found.before_week(week, self._decay) if found is not None else 0.0

    def _this_week(self, at: float) -> tuple[int, int]:
        """Place `at`, and forget what was worked out for another week."""
        week, slot = self._place(at)
        if week != self._rates_week:
            self._rates_week = week
            self._rates.clear()
            self._shares.clear()
        return week, slot

    def _place(self, at: float) -> tuple[int, int]:
        week, into_s = divmod(at + self._shift_s, WEEK_S)
        return int(week), int(into_s // HOUR_S)


def weight_s(younger_s: float, older_s: float, half_life_s: float) -> float:
    """The integral of 0.5 ** (age / half_life_s) over ages from `younger_s` to `older_s`."""
    per_s: float = 0.5 ** (younger_s / half_life_s) - 0.5 ** (older_s / half_life_s)
    return per_s * half_life_s / math.log(2.0)
