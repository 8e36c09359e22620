"""The list that is announced, kept in memory, against a scan of what is on record."""

import time

from bench.inquiries import asked_of_sql, fill, measure
from db.store import Store
from db.trending import warm
from ivr.trending.ranking import Rank, TrendingQuery
from ivr.trending.trends import Trends

DAY_S = 86_400.0
MINUTE_S = 60.0


def test_the_list_from_memory_counts_what_a_scan_counts(store: Store) -> None:
    # The counts in memory are by the minute: the window begins with one.
    now = time.time() // MINUTE_S * MINUTE_S
    fill(store, 30_000, now=now)
    trends = Trends()
    warm(trends, store, now=now)
    without_decay = TrendingQuery(count=20, window_s=DAY_S, half_life_s=1e12, rank=Rank.COUNT)
    ours = {each.code: round(each.weighed) for each in trends.explain(without_decay, now=now)}
    scanned = dict(asked_of_sql(store, now=now, count=10_000))
    assert len(ours) == 20
    assert ours == {code: scanned[code] for code in ours}
    # Nobody who was left out was asked more often.
    assert sorted(ours.values()) == sorted(scanned.values())[-20:]


def test_the_measurement_times_both_sides(url: str) -> None:
    outcome = measure(url, rows=2000, runs=10)
    assert (outcome.rows, [timing.count for timing in outcome.timings]) == (2000, [10, 10, 10, 5])
    assert all(0 < timing.p50_ms <= timing.p99_ms for timing in outcome.timings)
