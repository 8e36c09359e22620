"""What a caller is told, from the engine's own events."""

import math

import pytest
from scipy.stats import gamma

from acd.forecasting.delay import delay_moments
from acd.forecasting.forecast import LEAST_SERVED, Forecast, WaitRange
from acd.inputs import AgentLoggedOut, AgentPaused, CallEnqueued, CallerLeft
from acd.queue.need import Need
from tests.acd.harness import GENERAL, Bench, agent, plan

HANDLE_S = 100.0


class Told(Bench):
    """A bench whose events a forecast hears, as a driver would pass them on."""

    def __init__(self, *agents, **general) -> None:
        general.setdefault("wrap_up_s", 0.0)
        general.setdefault("max_wait_s", None)
        super().__init__(routing=plan(*agents, **general))
        self.forecast = Forecast()
        # The bench has taken the plan's own event from the engine already.
        self.reload(self.plan)

    def _drain(self) -> list[object]:
        said = super()._drain()
        for event in said:
            self.forecast.note(event, now=self.now)
        return said

    def serve(self, calls: int, agent_id: str = "ana", *, handle_s: float = HANDLE_S, **call):
        for n in range(calls):
            self.enqueue(f"past-{agent_id}-{n}", **call)
            offer_id = self.talk(agent_id)
            self.wait(handle_s)
            self.hang_up(offer_id)

    def occupy(self, *agent_ids: str, **call) -> None:
        for agent_id in agent_ids:
            self.enqueue(f"with-{agent_id}", **call)
            self.talk(agent_id)

    def told(self) -> list[WaitRange | None]:
        """What those who wait are told, in the order in which they will be served."""
        order = [(view.entry_id, view.need) for view in self.engine.waiting()]
        return list(self.forecast.expect_each(order, now=self.now).values())


def test_nothing_is_told_before_enough_is_known() -> None:
    bench = Told(agent("ana"))
    bench.login("ana")
    for _ in range(int(LEAST_SERVED) + 2):
        bench.serve(1, handle_s=1.0)
    bench.occupy("ana")
    bench.enqueue("c1")
    assert bench.told() != [None]
    fresh = Told(agent("ana"))
    fresh.login("ana")
    fresh.serve(3)
    fresh.occupy("ana")
    fresh.enqueue("c1")
    assert fresh.told() == [None]


def test_what_was_known_is_forgotten_overnight() -> None:
    bench = Told(agent("ana"))
    bench.login("ana")
    bench.serve(40, handle_s=20.0)
    bench.wait(12 * 3600)
    bench.occupy("ana")
    bench.enqueue("c1")
    assert bench.told() == [None]


def test_the_range_is_erlangs_for_the_position() -> None:
    bench = Told(agent("ana"), agent("ben"))
    bench.login("ana", "ben")
    for _ in range(40):
        bench.serve(1)
        bench.serve(1, "ben")
    bench.occupy("ana", "ben")
    for n in range(4):
        bench.enqueue(f"c{n}")
    for ahead, told in enumerate(bench.told()):
        # Half an agent's time is the time between two who become free; c calls were measured.
        assert told is not None
        exact = gamma(ahead + 1, scale=HANDLE_S / 2)
        assert told.low_s == pytest.approx(exact.ppf(0.5), rel=0.05)
        assert told.high_s == pytest.approx(exact.ppf(0.9), rel=0.05)


def test_fewer_agents_mean_a_longer_wait_at_once() -> None:
    bench = Told(agent("ana"), agent("ben"))
    bench.login("ana", "ben")
    for _ in range(20):
        bench.serve(1)
        bench.serve(1, "ben")
    bench.occupy("ana", "ben")
    bench.enqueue("c1")
    (before,) = bench.told()
    bench.tell(AgentPaused(agent_id="ben"))
    (after,) = bench.told()
    assert before is not None
    assert after is not None
    assert after.low_s == pytest.approx(2 * before.low_s)
    bench.tell(AgentLoggedOut(agent_id="ana"))
    assert bench.told() in ([None], [])


def test_long_calls_that_have_not_ended_count_already() -> None:
    bench = Told(agent("ana"), leave_when_unstaffed=False)
    bench.login("ana")
    bench.serve(30)
    bench.occupy("ana")
    bench.enqueue("c1")
    (before,) = bench.told()
    bench.wait(3000)
    (after,) = bench.told()
    assert before is not None
    assert after is not None
    assert after.low_s > 1.5 * before.low_s


def test_only_those_ahead_who_compete_for_the_agents_count() -> None:
    languages = (agent("ana", es=5), agent("ben", zh=5), agent("cid", es=5, zh=5))
    bench = Told(*languages, interpreters=False)
    bench.login("ana", "ben", "cid")
    for name, language in (("ana", "es"), ("ben", "zh")):
        bench.serve(20, name, language=language)
    bench.occupy("ana", language="es")
    bench.occupy("ben", language="zh")
    bench.occupy("cid", language="es")
    for n in range(4):
        bench.enqueue(f"z{n}", language="zh")
    bench.enqueue("s0", language="es")
    *_, spanish = bench.told()
    # Of the two agents for Chinese one speaks Spanish as well: four ahead count for two.
    assert spanish is not None
    mean = 3 * HANDLE_S / 2
    assert spanish.low_s == pytest.approx(gamma.ppf(0.5, 3, scale=mean / 3), rel=0.12)
    bench.tell(AgentPaused(agent_id="cid"))
    *_, spanish = bench.told()
    assert spanish is not None
    assert spanish.low_s == pytest.approx(gamma.ppf(0.5, 1, scale=HANDLE_S), rel=0.12)


def test_the_time_to_answer_an_offer_is_added() -> None:
    quick, slow = Told(agent("ana")), Told(agent("ana"))
    for bench, ring_s in ((quick, 0.0), (slow, 8.0)):
        bench.login("ana")
        for n in range(30):
            bench.enqueue(f"past-{n}")
            bench.wait(ring_s)
            offer_id = bench.talk("ana")
            bench.wait(HANDLE_S - ring_s)
            bench.hang_up(offer_id)
        bench.occupy("ana")
        bench.enqueue("c1")
    (told,), (told_slow,) = quick.told(), slow.told()
    assert told is not None
    assert told_slow is not None
    assert told_slow.low_s - told.low_s == pytest.approx(8.0, abs=0.5)
    assert told_slow.high_s - told.high_s == pytest.approx(8.0, abs=0.5)


def test_hang_ups_ahead_shorten_the_wait() -> None:
    bench = Told(agent("ana"))
    bench.login("ana")
    bench.serve(20)
    bench.occupy("ana")
    for n in range(5):
        bench.enqueue(f"c{n}")
    patient = bench.told()[-1]
    for n in range(5, 25):
        bench.tell(CallEnqueued(call_id=f"x{n}", queue="general"))
        bench.wait(1.0)
        bench.tell(CallerLeft(call_id=f"x{n}"))
    hasty = bench.told()[-1]
    assert patient is not None
    assert hasty is not None
    assert hasty.low_s < 0.75 * patient.low_s


def test_a_new_plan_changes_who_can_serve() -> None:
    bench = Told(agent("ana", es=3), agent("ben"), leave_when_unstaffed=False)
    bench.login("ana", "ben")
    bench.occupy("ana", language="es")
    bench.enqueue("c1", language="es")
    (view,) = bench.engine.waiting()
    wanted = view.need
    assert bench.forecast.agents_for(wanted) == 1
    bench.reload(plan(agent("ana", es=5), agent("ben", es=5), max_wait_s=None, wrap_up_s=0.0))
    assert bench.forecast.agents_for(wanted) == 2
    bench.reload(plan(agent("ben"), max_wait_s=None, wrap_up_s=0.0))
    assert bench.forecast.agents_for(wanted) == 0


def test_where_nobody_is_known_nothing_is_told() -> None:
    wanted = Need(kinds=(GENERAL,), skills=(), language=None)
    assert Forecast().expect_each([("e9", wanted)], now=0.0) == {"e9": None}


@pytest.mark.parametrize("leave_rate", [0.0, 1e-9, 0.001, 0.05])
@pytest.mark.parametrize("ahead", [0, 5, 64, 65, 700])
def test_the_long_sum_is_right(ahead: int, leave_rate: float) -> None:
    rates = [0.1 + k * leave_rate for k in range(ahead + 1)]
    mean, variance = delay_moments(ahead, free_rate=0.1, leave_rate=leave_rate)
    assert mean == pytest.approx(math.fsum(1 / rate for rate in rates), rel=1e-4)
    assert variance == pytest.approx(math.fsum(1 / rate**2 for rate in rates), rel=1e-4)


def test_a_fraction_ahead_lies_between() -> None:
    means = [delay_moments(p, free_rate=0.1, leave_rate=0.01)[0] for p in (2, 2.5, 3)]
    assert means[1] == pytest.approx((means[0] + means[2]) / 2)
