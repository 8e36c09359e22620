"""What is usual, learned from weeks that are known exactly."""

import pytest

from ivr.trending.baseline import HOUR_S, WEEK_S, SeasonalBaseline
from ivr.trending.counts import DecayedCounts
from ivr.trending.inquiry import Inquiry

MONDAY = 1_780_272_000.0  # 2026-06-01 00:00 UTC


def _taught(weeks: int, *, each_hour=lambda _hour: 6, **options) -> SeasonalBaseline:
    baseline = SeasonalBaseline(**options)
    baseline.learn("heat", at=MONDAY - WEEK_S)
    for hour in range(weeks * 168):
        count = each_hour(hour % 168)
        if count:
            baseline.learn("heat", at=MONDAY + hour * HOUR_S + 1800, count=count)
    return baseline


def test_a_steady_rate_is_found_whatever_the_number_of_weeks() -> None:
    for weeks in (1, 2, 7):
        baseline = _taught(weeks)
        now = MONDAY + weeks * WEEK_S + 30 * HOUR_S
        assert baseline.rate("heat", at=now) * HOUR_S == pytest.approx(6.0)
        assert baseline.weekly("heat", at=now) == pytest.approx(6 * 168)


def test_hours_keep_their_shape() -> None:
    baseline = _taught(4, each_hour=lambda hour: 24 if hour % 24 == 23 else 0)
    after = MONDAY + 4 * WEEK_S
    assert baseline.rate("heat", at=after + 23.5 * HOUR_S) * HOUR_S == pytest.approx(24.0)
    assert baseline.rate("heat", at=after + 12.5 * HOUR_S) == 0.0


def test_the_week_in_progress_and_the_first_do_not_count() -> None:
    baseline = SeasonalBaseline()
    baseline.learn("heat", at=MONDAY, count=500)
    baseline.learn("heat", at=MONDAY + WEEK_S, count=10)
    assert not baseline.ready(MONDAY + WEEK_S + HOUR_S)
    assert baseline.rate("heat", at=MONDAY + WEEK_S) == 0.0
    assert baseline.ready(MONDAY + 2 * WEEK_S)
    assert baseline.weekly("heat", at=MONDAY + 2 * WEEK_S) == pytest.approx(10.0)


def test_it_follows_the_seasons_by_its_half_life() -> None:
    baseline = SeasonalBaseline(half_life_weeks=2.0)
    baseline.learn("heat", at=MONDAY - WEEK_S)
    baseline.learn("heat", at=MONDAY, count=100)
    baseline.learn("noise", at=MONDAY + 4 * WEEK_S)
    after = MONDAY + 5 * WEEK_S
    weights = [0.5 ** (age / 2.0) for age in range(5)]
    assert baseline.weekly("heat", at=after) == pytest.approx(100 * weights[4] / sum(weights))


def test_a_late_inquiry_counts_for_its_own_week() -> None:
    on_time, late = _taught(0), _taught(0)
    for baseline, order in ((on_time, (0, 1, 2)), (late, (0, 2, 1))):
        for week in order:
            baseline.learn("heat", at=MONDAY + week * WEEK_S, count=10 * (week + 1))
    at = MONDAY + 4 * WEEK_S
    assert late.weekly("heat", at=at) == pytest.approx(on_time.weekly("heat", at=at))


def test_expected_is_what_a_usual_window_scores() -> None:
    """The baseline's formula against counting a usual day itself."""
    baseline = _taught(3, each_hour=lambda hour: 3 + hour % 24)
    counts = DecayedCounts(bucket_s=1.0)
    start = MONDAY + 3 * WEEK_S
    for second in range(0, 86_400, 20):
        # Three inquiries a minute, weighed below by the rate of their hour.
        counts.add(Inquiry(code=f"{second // 3600}", at=start + second))
    now = start + 86_400 - 1800
    query = {"window_s": 18 * HOUR_S, "half_life_s": 6 * HOUR_S, "now": now}
    scores = counts.scores(**query)
    counted = sum(score * (3 + int(hour)) / 180 for hour, score in scores.items())
    assert baseline.expected("heat", **query) == pytest.approx(counted, rel=0.01)


def test_half_hour_zones_keep_their_hours() -> None:
    baseline = SeasonalBaseline(utc_offset_s=5.5 * HOUR_S)
    local_monday = MONDAY - 5.5 * HOUR_S
    baseline.learn("heat", at=local_monday - WEEK_S)
    baseline.learn("heat", at=local_monday + 10 * HOUR_S, count=8)
    after = local_monday + WEEK_S
    expected = baseline.expected("heat", window_s=HOUR_S, half_life_s=1e9, now=after + 11 * HOUR_S)
    assert expected == pytest.approx(8.0, rel=1e-5)


def test_a_share_is_that_of_all_codes_until_a_code_was_asked_often() -> None:
    baseline = SeasonalBaseline()
    baseline.learn("parking", at=MONDAY - WEEK_S)
    for hour in range(168):
        at = MONDAY + hour * HOUR_S
        baseline.learn("parking", at=at, count=100 if hour % 24 == 9 else 0)
        baseline.learn("noise", at=at, count=1000 if hour % 24 == 23 else 0)
    night, noon = (MONDAY + WEEK_S + hour * HOUR_S for hour in (23.5, 12.5))
    rare = baseline.share("never_asked", at=night) * HOUR_S
    assert rare == pytest.approx(1000 / 7 / 1100)
    often = baseline.share("noise", at=night) * HOUR_S
    assert rare < often < 1 / 7
    assert baseline.share("noise", at=noon) == 0.0
    assert baseline.share("noise", at=MONDAY - WEEK_S) == 0.0
