"""The simulated engine against Erlang's and Palm's formulas, and against Little's law.

Each case runs under many seeds. The 95 % interval must contain the formula's value, and be narrow
enough that a rule broken in the engine or the loop would leave it.
"""

import pytest

from acd.sim.figures import Batches, Figures, figures
from acd.sim.tally import Purpose
from acd.theory import ErlangA, ErlangC, blocking
from tests.sim.harness import DAY_S, centre, exponential, group, replicate

HANDLE_S = 240.0
SEEDS = 10


def _figures(counted: Batches) -> Figures:
    return figures(counted, answering=frozenset({"all"}))


def _agrees(found: Figures, scope: str, name: str, theory: float, *, within: float) -> None:
    estimate = found[scope][name]
    assert estimate.half_width is not None
    assert estimate.half_width < within, f"{name}: {estimate} tells too little"
    assert estimate.low <= theory <= estimate.high, f"{name}: {estimate}, theory {theory}"


@pytest.mark.parametrize(("load", "agents"), [(3.0, 5), (6.0, 8)])
def test_patient_callers_wait_as_erlang_c_says(load: float, agents: int) -> None:
    rate = load / HANDLE_S
    scenario = centre(group("all", agents), calls_per_day=rate * DAY_S, handle_s=HANDLE_S)
    found = _figures(replicate(scenario, seeds=SEEDS))
    theory = ErlangC(arrival_rate=rate, handle_s=HANDLE_S, agents=agents)
    _agrees(found, "calls", "service_level", theory.service_level(20), within=0.05)
    _agrees(found, "calls", "asa_s", theory.mean_wait_s, within=0.4 * theory.mean_wait_s)
    _agrees(found, "calls", "mean_queue", theory.mean_queue, within=0.4 * theory.mean_queue)
    _agrees(found, "agents all", "occupancy", theory.occupancy, within=0.03)
    assert found["calls"]["abandoned"].value == 0


@pytest.mark.parametrize(("load", "agents"), [(4.0, 4), (8.0, 10)])
def test_a_queue_without_room_loses_calls_as_erlang_b_says(load: float, agents: int) -> None:
    rate = load / HANDLE_S
    scenario = centre(
        group("all", agents), calls_per_day=rate * DAY_S, handle_s=HANDLE_S, max_wait_s=0.0
    )
    found = _figures(replicate(scenario, seeds=SEEDS))
    lost = blocking(load, agents)
    _agrees(found, "calls", "service_level", 1 - lost, within=0.02)
    _agrees(found, "agents all", "occupancy", load * (1 - lost) / agents, within=0.02)


def test_too_few_lines_block_calls_as_erlang_b_says() -> None:
    load, lines = 6.0, 8
    rate = load / HANDLE_S
    scenario = centre(group("all", 20), calls_per_day=rate * DAY_S, handle_s=HANDLE_S, lines=lines)
    counted = replicate(scenario, seeds=SEEDS)
    blocked = counted.whole.blocked / counted.whole.calls
    assert blocked == pytest.approx(blocking(load, lines), abs=0.015)
    assert _figures(counted)["calls"]["asa_s"].value == 0


@pytest.mark.parametrize(
    ("load", "agents", "patience_s"), [(6.0, 6, 120.0), (9.0, 8, 300.0), (4.0, 5, 600.0)]
)
def test_impatient_callers_leave_as_palm_says(load: float, agents: int, patience_s: float) -> None:
    rate = load / HANDLE_S
    scenario = centre(
        group("all", agents),
        calls_per_day=rate * DAY_S,
        handle_s=HANDLE_S,
        patience=exponential(patience_s),
    )
    counted = replicate(scenario, seeds=SEEDS)
    found = _figures(counted)
    theory = ErlangA(arrival_rate=rate, handle_s=HANDLE_S, agents=agents, patience_s=patience_s)
    _agrees(found, "calls", "abandon_rate", theory.abandon_probability, within=0.03)
    _agrees(found, "calls", "service_level", theory.service_level(20), within=0.05)
    _agrees(found, "calls", "mean_queue", theory.mean_queue, within=0.3)
    _agrees(found, "agents all", "occupancy", theory.occupancy, within=0.03)


def test_littles_law_holds_for_what_was_counted() -> None:
    # Mean queue = arrival rate x mean wait, both as measured: they come from different events.
    scenario = centre(
        group("all", 6), calls_per_day=2_200, handle_s=HANDLE_S, patience=exponential(200.0)
    )
    whole = replicate(scenario, seeds=4).whole
    entries = [each for cell, each in whole.entries.items() if cell.purpose is Purpose.FIRST]
    waited_s = sum(each.answered.total_s + each.abandoned.total_s for each in entries)
    assert whole.waiting_s > 100_000
    assert whole.waiting_s == pytest.approx(waited_s, rel=0.005)
