import pytest

from acd.forecasting.decay import DecayedRate


def test_without_fading_the_rate_is_events_over_exposure() -> None:
    rate = DecayedRate(1e12)
    rate.expose(2, now=0.0)
    rate.expose(-1, now=10.0)
    rate.count(now=15.0)
    assert rate.exposure_s(now=20.0) == pytest.approx(30.0)
    assert rate.events(now=20.0) == pytest.approx(1.0)


def test_the_past_weighs_half_after_a_half_life() -> None:
    rate = DecayedRate(60.0)
    rate.count(now=0.0)
    assert rate.events(now=60.0) == pytest.approx(0.5)
    assert rate.events(now=180.0) == pytest.approx(0.125)


def test_exposure_that_goes_on_comes_to_a_limit() -> None:
    rate = DecayedRate(60.0)
    rate.expose(1, now=0.0)
    assert rate.exposure_s(now=1e6) == pytest.approx(60.0 / 0.693147, rel=1e-4)


def test_a_clock_set_back_changes_nothing() -> None:
    rate = DecayedRate(60.0)
    rate.expose(1, now=100.0)
    before = rate.exposure_s(now=160.0)
    assert rate.exposure_s(now=150.0) == before


def test_a_half_life_is_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        DecayedRate(0.0)
