"""Watches the city's inquiries for surges, bin by bin.

What is usual in a bin is the greater of two: what past weeks bring at this hour of the week, and
what the level of these last days brings at it. A count that is too high for both is compared with
these weeks of last year too, where they are on record; only what they do not explain is a surge.
"""

from collections.abc import Sequence

from ivr.trending.baseline import SeasonalBaseline
from ivr.trending.last_year import DAY_S, LastYear
from ivr.trending.recent_days import RecentDays
from ivr.trending.surge import Expected, Surge, SurgeDetector, SurgeRule

# What is usual is not known well enough before to call anything unusual.
WEEKS_TO_JUDGE = 4
_DAYS_A_WEEK = 7


class SurgeWatch:
    """Gathers inquiries into bins and judges each when it is over. For one thread.

    Inquiries should come in the order of their times; one that comes late is not in the bin that
    was judged already.

    Args:
        rule: how surges are looked for.
        baseline: what is usual by the hour of the week; it is taught here.
        last_year: what last year was like; it is taught here.
    """

    def __init__(self, rule: SurgeRule, baseline: SeasonalBaseline, last_year: LastYear) -> None:
        """Begin without a bin."""
        self._rule = rule
        self._baseline = baseline
        self._last_year = last_year
        self._detector = SurgeDetector(rule)
        self._recent = RecentDays(bin_s=rule.bin_s)
        self._bin: dict[str, int] = {}
        self._bin_end: float | None = None
        self._surges: list[Surge] = []

    @property
    def surging(self) -> frozenset[str]:
        """The codes that surge now."""
        return self._detector.surging

    def add(self, code: str, *, at: float, count: int = 1) -> None:
        """Take in `count` inquiries that come at epoch second `at`."""
        self._judge_bins(at)
        self.learn(code, at=at, count=count)
        if self._bin_end is not None and at >= self._bin_end - self._rule.bin_s:
            self._bin[code] = self._bin.get(code, 0) + count

    def learn(self, code: str, *, at: float, count: int) -> None:
        """Take in inquiries of weeks ago: they say what is usual, and nothing of these days."""
        self._baseline.learn(code, at=at, count=count)
        self._last_year.learn(code, at=at, count=count)

    def learn_day(self, code: str, *, at: float, count: int) -> None:
        """Take in a whole day of months ago, of which `at` is a second."""
        self._last_year.learn(code, at=at, count=count)

    def take_surges(self, *, now: float) -> Sequence[Surge]:
        """Return the surges that were noticed since the last time, up to `now`."""
        self._judge_bins(now)
        surges, self._surges = self._surges, []
        return surges

    def _judge_bins(self, now: float) -> None:
        bin_s = self._rule.bin_s
        if self._bin_end is None:
            self._bin_end = (now // bin_s + 1) * bin_s
        while now >= self._bin_end:
            self._judge(self._bin_end)
            self._bin = {}
            self._bin_end += bin_s

    def _judge(self, end: float) -> None:
        if not self._baseline.ready(end):
            return
        bin_s = self._rule.bin_s
        middle = end - bin_s / 2
        baseline = self._baseline
        shares = {code: baseline.share(code, at=middle) * bin_s for code in baseline.codes}
        usual = {
            code: max(baseline.rate(code, at=middle) * bin_s, self._recent.usual(code, share=share))
            for code, share in shares.items()
        }

        def last_year(code: str) -> Expected | None:
            season = self._last_year.season(code, at=middle)
            if season is None:
                return None
            share = shares.get(code, bin_s / (_DAYS_A_WEEK * DAY_S))
            mean = season.per_day * _DAYS_A_WEEK * share
            return Expected(mean=mean, dispersion=season.dispersion)

        surges = self._detector.look(self._bin, usual, end=end, last_year=last_year)
        self._recent.learn(self._bin, shares)
        if baseline.weeks(end) >= WEEKS_TO_JUDGE:
            self._surges += surges
