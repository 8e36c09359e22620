"""Are the ranges honest? Every waiting caller of a simulated centre is told one, and scored."""

import pytest

from acd.forecasting.calibration import NOMINAL, Calibration
from tests.forecast.harness import Centre

HANDLE_S = 200.0
AGENTS = 10


def rate(load: float):
    return lambda _: load * AGENTS / HANDLE_S


def steady(_: float) -> float:
    return HANDLE_S


def test_with_a_steady_load_the_range_holds_as_often_as_it_says() -> None:
    centre = Centre(agents=AGENTS, arrival_rate=rate(0.93), handle_s=steady, seed=3)
    centre.run(80_000)
    score = centre.calibration.score()
    assert score.answered > 2_000
    assert score.shares == pytest.approx(NOMINAL, abs=0.06)
    ours_s, asterisk_s = centre.mean_errors_s()
    assert ours_s < 0.85 * asterisk_s


def test_with_hang_ups_it_holds_among_those_who_stay() -> None:
    centre = Centre(
        agents=AGENTS, arrival_rate=rate(1.2), handle_s=steady, patience_s=300.0, seed=4
    )
    centre.run(40_000)
    score = centre.calibration.score()
    assert score.left > 200
    assert score.left_above < 0.1 * score.left
    # Who stays has waited less than who left would have: a little more are below.
    assert score.shares == pytest.approx(NOMINAL, abs=0.08)
    ours_s, asterisk_s = centre.mean_errors_s()
    assert ours_s < 0.75 * asterisk_s


def test_when_half_the_agents_go_home_the_range_follows_at_once() -> None:
    centre = Centre(
        agents=AGENTS, arrival_rate=rate(0.95), handle_s=steady, patience_s=600.0, seed=5
    )
    centre.run(20_000)
    centre.log_out(*[f"a{n}" for n in range(AGENTS // 2)])
    centre.errors.clear()
    centre.calibration = Calibration()
    centre.run(24_000)
    ours_s, asterisk_s = centre.mean_errors_s()
    assert ours_s < 0.7 * asterisk_s
    assert centre.calibration.score().shares["above"] < 0.2


def test_when_calls_become_longer_the_range_is_too_short_until_it_has_learnt() -> None:
    def longer(now: float) -> float:
        return HANDLE_S if now < 20_000 else 2 * HANDLE_S

    centre = Centre(
        agents=AGENTS, arrival_rate=rate(0.8), handle_s=longer, patience_s=300.0, seed=6
    )
    centre.run(20_000)
    above = []
    for until in (30_000, 44_000):
        centre.calibration = Calibration()
        centre.run(until)
        above.append(centre.calibration.score().shares["above"])
    assert above[0] > 2 * NOMINAL["above"]
    assert above[1] < 1.5 * NOMINAL["above"]
