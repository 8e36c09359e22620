"""Arrivals, durations, shifts, waits, levels and intervals, each on its own."""

import math
import random
import statistics
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from acd.inputs import AgentLoggedIn, AgentLoggedOut, AgentPaused
from acd.sim.arrivals import arrival_times
from acd.sim.chance import Duration, Law
from acd.sim.intervals import jackknife, student_t
from acd.sim.recorder import Level
from acd.sim.rota import attendance
from acd.sim.scenario import Breaks, Shift
from acd.sim.tally import Waits
from tests.sim.harness import centre, group

DAY_S = 86_400.0


def test_calls_come_in_the_shape_of_the_day() -> None:
    demand = replace(
        centre(group("all", 1), calls_per_day=24_000).demand,
        by_hour=(*(0.0,) * 8, *range(1, 17)),
    )
    times = list(arrival_times(demand, begin=0.0, end=DAY_S, source=random.Random(1)))
    assert times == sorted(times)
    counts = [sum(h * 3_600 <= at < (h + 1) * 3_600 for at in times) for h in range(24)]
    assert sum(counts[:8]) == 0
    expected = [24_000 * (h - 7) / 136 for h in range(8, 24)]
    test = stats.chisquare(counts[8:], [e * sum(counts) / 24_000 for e in expected])
    assert test.pvalue > 0.001


def test_the_gaps_of_a_constant_rate_are_exponential() -> None:
    demand = centre(group("all", 1), calls_per_day=8_640).demand
    times = list(arrival_times(demand, begin=-DAY_S, end=2 * DAY_S, source=random.Random(3)))
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert stats.kstest(gaps, "expon", args=(0, 10.0)).pvalue > 0.001


@pytest.mark.parametrize(
    "duration",
    [
        Duration(mean_s=270.0, cv=1.2),
        Duration(mean_s=30.0, cv=0.3),
        Duration(mean_s=90.0, law=Law.EXPONENTIAL),
    ],
)
def test_durations_have_their_mean_and_spread(duration: Duration) -> None:
    source = random.Random(5)
    drawn = [duration.draw(source) for _ in range(40_000)]
    assert sum(drawn) / len(drawn) == pytest.approx(duration.mean_s, rel=0.03)
    cv = 1.0 if duration.law is Law.EXPONENTIAL else duration.cv
    assert stats.variation(drawn) == pytest.approx(cv, rel=0.08)


def test_a_shift_without_end_never_logs_out() -> None:
    told = attendance(centre(group("all", 2), calls_per_day=1), begin=-3_600.0, end=9 * DAY_S)
    assert [(at, type(each)) for at, each in told] == [(-3_600.0, AgentLoggedIn)] * 2


def test_shifts_begin_and_end_on_their_days_and_over_midnight() -> None:
    night = Shift(begin=22 * 3_600.0, end=6 * 3_600.0, agents=1, weekdays=frozenset({0, 4}))
    scenario = centre(replace(group("all", 1), shifts=(night,)), calls_per_day=1)
    told = attendance(scenario, begin=0.0, end=7 * DAY_S)
    hours = [(at / 3_600, type(each)) for at, each in told]
    assert hours == [
        (22, AgentLoggedIn),
        (30, AgentLoggedOut),
        (4 * 24 + 22, AgentLoggedIn),
        (4 * 24 + 30, AgentLoggedOut),
    ]
    inside = attendance(scenario, begin=DAY_S, end=2 * DAY_S)
    assert [at for at, _ in inside] == [DAY_S, 30 * 3_600]


def test_breaks_of_a_shift_are_spread() -> None:
    day = Shift(begin=0.0, end=8 * 3_600.0, agents=8)
    resting = replace(group("all", 1), shifts=(day,), breaks=Breaks(count=2, length_s=900.0))
    told = attendance(centre(resting, calls_per_day=1), begin=0.0, end=DAY_S)
    begun = [at for at, each in told if isinstance(each, AgentPaused)]
    assert len(begun) == 16
    assert max(sum(at <= t < at + 900 for at in begun) for t in range(0, 28_800, 60)) <= 3


@settings(deadline=None)
@given(st.lists(st.floats(0, 4_000), min_size=1, max_size=200), st.integers(1, 99))
def test_percentiles_are_nearest_rank_to_a_tenth(values: list[float], percent: int) -> None:
    whole, one, other = Waits(), Waits(), Waits()
    for index, value in enumerate(values):
        whole.add(value)
        (one if index % 2 else other).add(value)
    one.merge(other)
    rank = sorted(values)[math.ceil(len(values) * percent / 100) - 1]
    assert whole.percentile(percent) == pytest.approx(rank, abs=0.0501)
    assert one.percentile(percent) == whole.percentile(percent)
    assert one.total_s == pytest.approx(whole.total_s)


@given(st.lists(st.tuples(st.floats(-500, 20_000), st.integers(-3, 3)), max_size=60))
def test_a_level_is_integrated_slot_by_slot(changes: list[tuple[float, int]]) -> None:
    level, begin, end = Level(begin=0.0, end=9_000.0), 0.0, 9_000.0
    ordered = sorted(changes)
    for at, by in ordered:
        level.change(by, now=at)
    level.integrate(end)
    for slot in range(10):
        low, high = begin + 900 * slot, begin + 900 * (slot + 1)
        area = sum(by * max(0.0, high - max(low, at)) for at, by in ordered if at < high)
        assert level.slots[slot] == pytest.approx(area, abs=1e-5)


def test_students_t_is_exact() -> None:
    for freedom in (1, 2, 3, 4, 5, 9, 10, 29, 200):
        for confidence in (0.9, 0.95, 0.999):
            exact = float(stats.t.ppf((1 + confidence) / 2, freedom))
            assert student_t(freedom, confidence) == pytest.approx(exact, rel=1e-6)
    with pytest.raises(ValueError, match="degree of freedom"):
        student_t(0)


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=30))
def test_for_a_mean_the_jackknife_is_the_ordinary_interval(values: list[float]) -> None:
    mean = sum(values) / len(values)
    without = [(sum(values) - value) / (len(values) - 1) for value in values]
    estimate = jackknife(mean, without)
    assert estimate.half_width is not None
    error = statistics.stdev(values) / math.sqrt(len(values))
    assert estimate.half_width == pytest.approx(student_t(len(values) - 1) * error, abs=1e-6)


def test_one_batch_gives_no_interval() -> None:
    assert jackknife(3.0, []).half_width is None
