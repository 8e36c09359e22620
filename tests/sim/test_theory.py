"""The formulas against published tables, against each other, and against the plain definition."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acd.theory import ErlangA, ErlangC, Unreachable, blocking, fewest_agents

LOADS = st.floats(0.1, 400.0)
AGENTS = st.integers(1, 400)
PATIENCE = st.floats(5.0, 1_000.0)
MANY = settings(deadline=None, max_examples=60)
HANDLE_S = 180.0


# Traffic tables give the load at which so many trunks lose 1, 2 or 5 %.
@pytest.mark.parametrize(
    ("servers", "load", "lost"),
    [
        (1, 0.0101, 0.01),
        (5, 1.36, 0.01),
        (10, 4.46, 0.01),
        (20, 12.0, 0.01),
        (100, 84.1, 0.01),
        (10, 5.08, 0.02),
        (20, 13.2, 0.02),
        (30, 21.9, 0.02),
        (10, 6.22, 0.05),
    ],
)
def test_erlang_b_agrees_with_the_traffic_tables(servers: int, load: float, lost: float) -> None:
    assert blocking(load, servers) == pytest.approx(lost, rel=0.03)
    assert blocking(load * 0.97, servers) < lost < blocking(load * 1.03, servers)


@MANY
@given(st.floats(0.01, 50.0), st.integers(0, 40))
def test_erlang_b_is_its_definition(load: float, servers: int) -> None:
    terms = [load**k / math.factorial(k) for k in range(servers + 1)]
    assert blocking(load, servers) == pytest.approx(terms[-1] / sum(terms), rel=1e-9)


@pytest.mark.parametrize(
    ("load", "agents", "waits"),
    [(0.7, 1, 0.7), (1.0, 2, 1 / 3), (4.0, 5, 0.5541), (1.5, 2, 2 * 0.75**2 / 1.75)],
)
def test_erlang_c_agrees_with_textbook_values(load: float, agents: int, waits: float) -> None:
    model = ErlangC(arrival_rate=load / HANDLE_S, handle_s=HANDLE_S, agents=agents)
    assert model.wait_probability == pytest.approx(waits, abs=5e-5)


def test_erlang_a_and_c_agree_with_the_published_comparison() -> None:
    # Garnett, Mandelbaum, Reiman (2002): 50 agents, 48 calls a minute, 1 minute each,
    # patience 2 minutes: 3.1 % abandon, 3.7 s mean wait; without abandonment 20.8 s.
    impatient = ErlangA(arrival_rate=0.8, handle_s=60.0, agents=50, patience_s=120.0)
    patient = ErlangC(arrival_rate=0.8, handle_s=60.0, agents=50)
    assert impatient.abandon_probability == pytest.approx(0.031, abs=5e-4)
    assert impatient.mean_wait_s == pytest.approx(3.7, abs=0.05)
    assert impatient.mean_queue == pytest.approx(3.0, abs=0.1)
    assert impatient.occupancy == pytest.approx(0.93, abs=0.005)
    assert patient.mean_wait_s == pytest.approx(20.8, abs=0.05)
    assert patient.mean_queue == pytest.approx(17.0, abs=0.5)
    assert patient.occupancy == pytest.approx(0.96)


def _birth_and_death(load: float, agents: int, patience_s: float) -> tuple[float, float]:
    """P(wait) and mean queue of M/M/n+M, summed state by state."""
    weights, state = [1.0], 0
    while state <= agents or weights[-1] > 1e-18 * max(weights):
        state += 1
        leaving = min(state, agents) / HANDLE_S + max(0, state - agents) / patience_s
        weights.append(weights[-1] * (load / HANDLE_S) / leaving)
        if weights[-1] > 1e250:
            weights = [weight / 1e250 for weight in weights]
    total = math.fsum(weights)
    waits = math.fsum(weights[agents:]) / total
    queue = math.fsum((k - agents) * w for k, w in enumerate(weights) if k > agents) / total
    return waits, queue


@MANY
@given(st.floats(0.5, 60.0), st.integers(1, 60), PATIENCE)
def test_erlang_a_is_its_birth_and_death_process(
    load: float, agents: int, patience_s: float
) -> None:
    model = ErlangA(
        arrival_rate=load / HANDLE_S, handle_s=HANDLE_S, agents=agents, patience_s=patience_s
    )
    waits, queue = _birth_and_death(load, agents, patience_s)
    assert model.wait_probability == pytest.approx(waits, rel=1e-7, abs=1e-12)
    assert model.mean_queue == pytest.approx(queue, rel=1e-6, abs=1e-9)


@MANY
@given(st.floats(0.5, 40.0), st.integers(1, 60), PATIENCE, st.floats(0.0, 600.0))
def test_erlang_a_answers_abandons_or_keeps_waiting_everyone(
    load: float, agents: int, patience_s: float, threshold_s: float
) -> None:
    # d/dv P(W > v) = -(density of answers) - (1 / patience) P(W > v): the parts must add up to
    # one when the abandonments up to v are integrated from P(W > u).
    model = ErlangA(
        arrival_rate=load / HANDLE_S, handle_s=HANDLE_S, agents=agents, patience_s=patience_s
    )
    steps = 400
    width = threshold_s / steps
    grid = [model.still_waiting(k * width) for k in range(steps + 1)]
    simpson = width / 3 * (grid[0] + grid[-1] + 4 * sum(grid[1:-1:2]) + 2 * sum(grid[2:-1:2]))
    answered = model.service_level(threshold_s)
    assert answered + simpson / patience_s + grid[-1] == pytest.approx(1.0, abs=1e-4)
    assert model.service_level(1e9) == pytest.approx(1 - model.abandon_probability, abs=1e-9)


@MANY
@given(st.floats(0.05, 0.97), st.integers(1, 80), st.floats(0.0, 120.0))
def test_erlang_a_becomes_c_as_patience_grows(
    occupancy: float, agents: int, threshold_s: float
) -> None:
    rate = occupancy * agents / HANDLE_S
    patient = ErlangC(arrival_rate=rate, handle_s=HANDLE_S, agents=agents)
    nearly = ErlangA(arrival_rate=rate, handle_s=HANDLE_S, agents=agents, patience_s=1e9)
    assert nearly.wait_probability == pytest.approx(patient.wait_probability, rel=1e-3)
    assert nearly.service_level(threshold_s) == pytest.approx(
        patient.service_level(threshold_s), abs=1e-3
    )


@MANY
@given(LOADS, AGENTS)
def test_erlang_a_becomes_b_as_patience_vanishes(load: float, agents: int) -> None:
    hasty = ErlangA(arrival_rate=load / HANDLE_S, handle_s=HANDLE_S, agents=agents, patience_s=1e-6)
    assert hasty.abandon_probability == pytest.approx(blocking(load, agents), abs=1e-5)


@MANY
@given(LOADS, AGENTS, PATIENCE)
def test_more_agents_never_do_harm(load: float, agents: int, patience_s: float) -> None:
    now, more = (
        ErlangA(arrival_rate=load / HANDLE_S, handle_s=HANDLE_S, agents=n, patience_s=patience_s)
        for n in (agents, agents + 1)
    )
    slack = 1e-9
    assert 0 <= more.abandon_probability <= now.abandon_probability + slack <= 1 + slack
    assert more.service_level(20) >= now.service_level(20) - slack
    assert now.service_level(60) >= now.service_level(20) - slack
    assert blocking(load, agents + 1) <= blocking(load, agents)


@MANY
@given(LOADS, AGENTS)
def test_erlang_c_waits_more_often_than_b_loses(load: float, agents: int) -> None:
    model = ErlangC(arrival_rate=load / HANDLE_S, handle_s=HANDLE_S, agents=agents)
    assert blocking(load, agents) <= model.wait_probability <= 1
    if not model.stable:
        assert math.isinf(model.mean_wait_s)
        assert model.service_level(1e9) == 0


def test_sizes_far_beyond_any_centre_stay_finite() -> None:
    crowd = ErlangA(arrival_rate=1_000.0, handle_s=300.0, agents=5_000, patience_s=600.0)
    assert crowd.abandon_probability == pytest.approx(1 - 5_000 / 300_000, abs=1e-6)
    idle = ErlangA(arrival_rate=1e-3, handle_s=60.0, agents=5_000, patience_s=600.0)
    assert idle.abandon_probability == 0
    assert idle.service_level(0) == 1


@pytest.mark.parametrize("wrong", [{"arrival_rate": 0}, {"handle_s": -1}, {"agents": 0}])
def test_what_describes_no_queue_is_refused(wrong: dict[str, float]) -> None:
    right = {"arrival_rate": 1.0, "handle_s": 60.0, "agents": 70}
    with pytest.raises(ValueError, match="must be positive"):
        ErlangC(**{**right, **wrong})
    with pytest.raises(ValueError, match="must be positive"):
        ErlangA(**{**right, "patience_s": 60.0, **wrong})


@MANY
@given(LOADS, PATIENCE)
def test_the_fewest_agents_meet_the_target_and_one_fewer_does_not(
    load: float, patience_s: float
) -> None:
    def meets(agents: int) -> bool:
        model = ErlangA(
            arrival_rate=load / HANDLE_S, handle_s=HANDLE_S, agents=agents, patience_s=patience_s
        )
        return model.service_level(20) >= 0.8

    agents = fewest_agents(meets)
    assert meets(agents)
    assert agents == 1 or not meets(agents - 1)


def test_a_target_out_of_reach_is_told() -> None:
    with pytest.raises(Unreachable):
        fewest_agents(lambda agents: False)
