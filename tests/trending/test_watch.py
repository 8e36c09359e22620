"""Season's onset, surges in it, and what last year says of both."""

import numpy as np
import pytest

from ivr.trending.baseline import HOUR_S, WEEK_S, SeasonalBaseline
from ivr.trending.last_year import AROUND_DAYS, DAY_S, YEAR_DAYS, LastYear
from ivr.trending.recent_days import RecentDays
from ivr.trending.surge import Surge, SurgeRule
from ivr.trending.watch import SurgeWatch

MONDAY = 1_780_272_000.0  # 2026-06-01 00:00 UTC
RULE = SurgeRule(bin_s=HOUR_S)
ONSET_DAYS = {0: 40, 1: 700, 2: 900, 3: 60, 4: 400, 5: 30, 6: 800, 7: 850, 8: 900, 9: 700}


def _heat_last_year(last_year: LastYear, onset: float, *, spike: bool = False) -> None:
    for day in range(-40, 40):
        level = ONSET_DAYS.get(day, 0 if day < 0 else 800)
        if spike:
            level = 30_000 if day == 0 else 2
        at = onset + (day - YEAR_DAYS) * DAY_S + 12 * HOUR_S
        last_year.learn("heat", at=at, count=level)


def _surges(*, last_year: LastYear, sudden: int, days: int = 4) -> list[Surge]:
    """Six quiet weeks, then days of `sudden` calls for heat an hour, told from a calm rest."""
    watch = SurgeWatch(RULE, SeasonalBaseline(), last_year)
    rng = np.random.default_rng(3)
    hours = 6 * 168
    for hour in range(hours + days * 24):
        at = MONDAY + hour * HOUR_S + 1800
        for code, rate in (("noise", 40.0), ("heat", sudden if hour >= hours else 0.1)):
            if count := int(rng.poisson(rate)):
                watch.add(code, at=at, count=count)
    return list(watch.take_surges(now=MONDAY + (hours + days * 24) * HOUR_S))


ONSET = MONDAY + 6 * WEEK_S


def test_without_a_year_an_onset_is_told_until_its_level_is_known_and_says_so() -> None:
    told = _surges(last_year=LastYear(), sudden=33, days=6)
    assert (told[0].code, told[0].at, told[0].last_year) == ("heat", ONSET + HOUR_S, None)
    assert told[-1].at < ONSET + 36 * HOUR_S


def test_an_onset_that_last_year_had_is_no_surge() -> None:
    last_year = LastYear()
    _heat_last_year(last_year, ONSET)
    assert _surges(last_year=last_year, sudden=33) == []


def test_far_more_than_last_years_season_is_a_surge_at_once() -> None:
    last_year = LastYear()
    _heat_last_year(last_year, ONSET)
    (surge, *_) = _surges(last_year=last_year, sudden=800)
    assert (surge.code, surge.at) == ("heat", ONSET + HOUR_S)
    assert surge.last_year is not None
    assert surge.last_year > 1


def test_an_incident_of_last_year_does_not_hide_this_years() -> None:
    last_year = LastYear()
    _heat_last_year(last_year, ONSET, spike=True)
    (surge, *_) = _surges(last_year=last_year, sudden=33)
    assert surge.at == ONSET + HOUR_S


def test_a_year_is_known_from_its_second_day_on() -> None:
    last_year = LastYear()
    last_year.learn("heat", at=MONDAY + 5 * HOUR_S, count=7)
    assert not last_year.known(MONDAY + YEAR_DAYS * DAY_S)
    assert last_year.season("heat", at=MONDAY + YEAR_DAYS * DAY_S) is None
    assert last_year.known(MONDAY + (YEAR_DAYS + 1) * DAY_S)


def test_the_level_of_last_year_is_that_of_the_weeks_around() -> None:
    last_year = LastYear()
    for day in range(2 * AROUND_DAYS + 4):
        last_year.learn("heat", at=MONDAY + day * DAY_S, count=10)
    middle = MONDAY + (AROUND_DAYS + 2 + YEAR_DAYS) * DAY_S
    season = last_year.season("heat", at=middle)
    assert season is not None
    assert (season.per_day, season.dispersion) == (10.0, 0.0)
    for day in range(2 * AROUND_DAYS + 4, YEAR_DAYS + 2 * AROUND_DAYS + 3):
        last_year.learn("noise", at=MONDAY + day * DAY_S, count=1)
    later = last_year.season("heat", at=middle + AROUND_DAYS * DAY_S)
    assert later is not None
    assert later.per_day == pytest.approx(10 * AROUND_DAYS / (2 * AROUND_DAYS + 1), abs=0.5)


def test_recent_days_set_a_level_that_is_forgotten() -> None:
    recent = RecentDays(bin_s=HOUR_S, half_life_s=HOUR_S)
    assert recent.usual("heat", share=0.01) == 0.0
    for _ in range(20):
        recent.learn({"heat": 6}, {"heat": 0.01})
    assert recent.usual("heat", share=0.02) == pytest.approx(12.0)
    recent.learn({}, {"heat": 0.01})
    assert recent.usual("heat", share=0.02) == pytest.approx(6.0, rel=1e-4)
