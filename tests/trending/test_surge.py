"""Surges: the tail is exact, false alarms stay below what is stated, real surges are found."""

import numpy as np
import pytest
from scipy import stats

from ivr.trending.surge import YEAR_S, SurgeDetector, SurgeRule, tail


@pytest.mark.parametrize("mean", [0.01, 0.7, 4.0, 90.0])
@pytest.mark.parametrize("dispersion", [0.0, 0.05, 1.5])
def test_the_tail_is_that_of_the_distribution(mean, dispersion) -> None:
    for count in (1, 2, 5, 11, 40, 150, 400):
        if dispersion:
            shape = 1 / dispersion
            exact = stats.nbinom.sf(count - 1, shape, shape / (shape + mean))
        else:
            exact = stats.poisson.sf(count - 1, mean)
        assert tail(count, mean=mean, dispersion=dispersion) == pytest.approx(exact, rel=1e-6)


def test_no_inquiry_is_no_surprise_and_the_impossible_is() -> None:
    assert tail(0, mean=3.0, dispersion=0.0) == 1.0
    assert tail(1, mean=0.0, dispersion=0.0) == 0.0


@pytest.mark.parametrize("dispersion", [0.0, 0.2])
def test_false_alarms_stay_below_the_stated_number(dispersion) -> None:
    """Three calm years of eight questions. More than the bound by Poisson chance of 1e-4 fails."""
    rng = np.random.default_rng(7)
    rule = SurgeRule(false_alarms_per_year=6.0, bin_s=3600.0, min_count=1)
    detector = SurgeDetector(rule)
    means = dict(zip("abcdefgh", [0.3, 1, 2, 4, 8, 16, 30, 60], strict=True))
    years = 3
    bins = int(years * YEAR_S / rule.bin_s)
    rates = np.array(list(means.values()))
    if dispersion:
        scatter = rng.gamma(1 / dispersion, dispersion, size=(bins, len(means)))
    else:
        scatter = np.ones((bins, len(means)))
    table = rng.poisson(rates * scatter)
    learning = 3000
    alarms = 0
    for number, row in enumerate(table):
        counts = dict(zip(means, (int(each) for each in row), strict=True))
        begun = detector.look(counts, means, end=number * rule.bin_s)
        alarms += len(begun) if number >= learning else 0
    bound = rule.false_alarms_per_year * years
    assert alarms <= stats.poisson.isf(1e-4, bound)
    for code in "efgh":
        assert detector.dispersion(code) == pytest.approx(dispersion, abs=0.05)


def test_a_snow_day_is_found_once_and_ends() -> None:
    detector = SurgeDetector(SurgeRule(false_alarms_per_year=4.0, bin_s=900.0))
    usual = {"snow": 2.0, "noise": 20.0}
    quiet = {"snow": 2, "noise": 21}
    told = []
    for number, snow in enumerate([2, 2, 35, 40, 38, 3, 2, 41]):
        told += detector.look(quiet | {"snow": snow}, usual, end=900.0 * (number + 1))
    assert [(surge.code, surge.at) for surge in told] == [("snow", 2700.0), ("snow", 7200.0)]
    assert told[0].count == 35
    assert told[0].probability < told[0].threshold
    assert detector.surging == {"snow"}


def test_few_inquiries_are_no_surge_however_rare() -> None:
    detector = SurgeDetector(SurgeRule(min_count=10))
    assert detector.look({"new": 9}, {"noise": 4.0}, end=900.0) == []
    assert [s.code for s in detector.look({"new": 10}, {"noise": 4.0}, end=1800.0)] == ["new"]
