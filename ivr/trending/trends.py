"""All that is known of the city's questions, behind one door."""

from collections.abc import Sequence

from ivr.trending.baseline import SeasonalBaseline
from ivr.trending.counts import KEEP_S, DecayedCounts
from ivr.trending.inquiry import Inquiry
from ivr.trending.last_year import LastYear
from ivr.trending.ranking import Ranked, TrendingQuery, ranked
from ivr.trending.surge import Surge, SurgeRule
from ivr.trending.watch import SurgeWatch


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
        last_year: LastYear | None = None,
        surge: SurgeRule | None = None,
    ) -> None:
        """Know nothing but what `baseline` and `last_year` know."""
        self._counts = DecayedCounts(keep_s=keep_s)
        self._baseline = baseline or SeasonalBaseline()
        self._watch = SurgeWatch(surge or SurgeRule(), self._baseline, last_year or LastYear())

    def add(self, inquiry: Inquiry) -> None:
        """Take in one inquiry."""
        self._counts.add(inquiry)
        self._watch.add(inquiry.code, at=inquiry.at)

    def learn(self, code: str, *, at: float, count: int) -> None:
        """Take in inquiries of weeks ago: they say what is usual, and nothing of these days."""
        self._watch.learn(code, at=at, count=count)

    def learn_day(self, code: str, *, at: float, count: int) -> None:
        """Take in a whole day of months ago, of which `at` is a second: it tells the season."""
        self._watch.learn_day(code, at=at, count=count)

    def top(self, query: TrendingQuery, *, now: float) -> Sequence[str]:
        """Return the codes to announce, the first one first."""
        return [each.code for each in self.explain(query, now=now)]

    def explain(self, query: TrendingQuery, *, now: float) -> Sequence[Ranked]:
        """Return them with the figures that put them there."""
        return ranked(query, self._counts, self._baseline, now=now)

    def take_surges(self, *, now: float) -> Sequence[Surge]:
        """Return the surges that were noticed since the last time, up to `now`."""
        return self._watch.take_surges(now=now)

    @property
    def surging(self) -> frozenset[str]:
        """The codes that surge now."""
        return self._watch.surging
