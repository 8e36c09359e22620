import math

import pytest

from bench.statistics import knee, percentile, ratio, summarise


@pytest.mark.parametrize(
    ("share", "expected"), [(0.01, 1.0), (0.5, 5.0), (0.51, 6.0), (0.95, 10.0), (1.0, 10.0)]
)
def test_a_percentile_is_the_nearest_rank(share: float, expected: float) -> None:
    assert percentile([10.0, 9, 8, 7, 6, 5, 4, 3, 2, 1], share) == expected


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0.0), ([1.0], 1.01)])
def test_a_percentile_of_nothing_is_refused(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, share)


def test_a_summary_tells_order_statistics() -> None:
    summary = summarise([3.0, 1.0, 2.0, 40.0])
    assert (summary.count, summary.minimum, summary.median) == (4, 1.0, 2.0)
    assert (summary.p95, summary.maximum) == (40.0, 40.0)


def test_a_summary_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        summarise([])


def test_a_ratio_to_nothing_is_infinite() -> None:
    assert ratio(3.0, 2.0) == 1.5
    assert ratio(1.0, 0.0) == math.inf
    assert ratio(0.0, 0.0) == 1.0


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], 0.0),
        ([(100, False), (200, True)], 0.0),
        ([(100, True), (200, True)], 200.0),
        # A clean step beyond one that was not is luck.
        ([(100, True), (200, False), (300, True)], 100.0),
        ([(200, True), (100, True), (200, False)], 100.0),
    ],
)
def test_the_knee_is_the_last_rate_before_the_first_unclean_step(
    steps: list[tuple[float, bool]], expected: float
) -> None:
    assert knee(steps) == expected
