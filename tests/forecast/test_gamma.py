import pytest
from scipy.stats import gamma

from acd.forecasting.gamma import gamma_quantile


@pytest.mark.parametrize("share", [0.5, 0.6, 0.75, 0.9, 0.95])
@pytest.mark.parametrize(
    ("shape", "error"), [(0.9, 0.02), (1.0, 0.02), (2.0, 0.01), (4.0, 0.004), (50.0, 0.0002)]
)
def test_the_approximation_is_as_near_as_it_says(share: float, shape: float, error: float) -> None:
    mean = 120.0
    exact = gamma.ppf(share, shape, scale=mean / shape)
    assert gamma_quantile(share, mean=mean, variance=mean**2 / shape) == pytest.approx(
        exact, rel=error
    )


def test_no_quantile_is_negative() -> None:
    assert gamma_quantile(0.001, mean=1.0, variance=4.0) == 0.0


@pytest.mark.parametrize(
    ("share", "mean", "variance"), [(0.0, 1, 1), (1.0, 1, 1), (0.5, 0, 1), (0.5, 1, 0)]
)
def test_what_is_no_distribution_is_refused(share: float, mean: float, variance: float) -> None:
    with pytest.raises(ValueError, match="must"):
        gamma_quantile(share, mean=mean, variance=variance)
