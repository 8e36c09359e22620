"""All that is known of the city's questions, behind one door."""

from collections.abc import Sequence

from ivr.trending.baseline import SeasonalBaseline
from ivr.trending.counts import KEEP_S, DecayedCounts
from ivr.trending.inquiry import Inquiry
from ivr.trending.ranking import Ranked, TrendingQuery, ranked
from ivr.trending.surge import Surge, SurgeDetector, SurgeRule

# What is usual is not known well enough before to call anything unusual.
_WEEKS_TO_JUDGE = 4


class Trends:
    """Counts inquiries, ranks codes, and notices surges. For one thread.

    Inquiries should come in the order of their times; one that comes late counts for the ranking
    but not for a bin that was judged already.
    """

    def __init__(
        self,
        *,
        keep_s: float = KEEP_S,
        baseline: SeasonalBaseline | None = None,
        surge: SurgeRule | None = None,
    ) -> None:
        """Know nothing yet."""
        self._counts = DecayedCounts(keep_s=keep_s)
        self._baseline = baseline or SeasonalBaseline()
        self._rule = surge or SurgeRule()
        self._detector = SurgeDetector(self._rule)
        self._bin: dict[str, int] = {}
        self._bin_end: float | None = None
        self._surges: list[Surge] = []

    def add(self, inquiry: Inquiry) -> None:
        """Take in one inquiry."""
        self._judge_bins(inquiry.at)
        self._counts.add(inquiry)
        self._baseline.learn(inquiry.code, at=inquiry.at)
        if self._bin_end is not None and inquiry.at >= self._bin_end - self._rule.bin_s:
            self._bin[inquiry.code] = self._bin.get(inquiry.code, 0) + 1

    def learn(self, code: str, *, at: float, count: int) -> None:
        """Take in inquiries of weeks ago: they say what is usual, and nothing of these days."""
        self._baseline.learn(code, at=at, count=count)

    def top(self, query: TrendingQuery, *, now: float) -> Sequence[str]:
        """Return the codes to announce, the first one first."""
        return [each.code for each in self.explain(query, now=now)]

    def explain(self, query: TrendingQuery, *, now: float) -> Sequence[Ranked]:
        """Return them with the figures that put them there."""
        return ranked(query, self._counts, self._baseline, now=now)

    def take_surges(self, *, now: float) -> Sequence[Surge]:
        """Return the surges that were noticed since the last time, up to `now`."""
        self._judge_bins(now)
        surges, self._surges = self._surges, []
        return surges

    @property
    def surging(self) -> frozenset[str]:
        """The codes that surge now."""
        return self._detector.surging

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
        middle = end - self._rule.bin_s / 2
        usual = {
            code: self._baseline.rate(code, at=middle) * self._rule.bin_s
            for code in self._baseline.codes
        }
        surges = self._detector.look(self._bin, usual, end=end)
        if self._baseline.weeks(end) >= _WEEKS_TO_JUDGE:
            self._surges += surges
