"""Whatever happens in the engine, the forecast's picture of it is the engine's own."""

from collections import Counter

from hypothesis.stateful import invariant

from acd.forecasting.forecast import Forecast
from acd.plan.model import Role
from acd.queue.need import Need
from tests.acd.centre import Crash
from tests.acd.harness import EXPERT, GENERAL, INTERPRETER
from tests.acd.test_engine_properties import CallCentre
from tests.random_days import random_days


class ForecastDays(CallCentre):
    """The engine's random days, overheard by a forecast that speaks at once."""

    def __init__(self) -> None:
        self.forecast = Forecast(least_served=0.5)
        super().__init__()
        self._hear(self.outputs)

    def do(self, step) -> None:
        before = len(self.outputs)
        if isinstance(step, Crash):
            self.forecast.interrupted(now=self.now)
        super().do(step)
        self._hear(self.outputs[before:])

    def _hear(self, outputs) -> None:
        for output in outputs:
            self.forecast.note(output, now=self.now)

    @invariant()
    def the_agents_on_duty_are_the_engines(self) -> None:
        for kind in (GENERAL, EXPERT, INTERPRETER):
            wanted = Need(kinds=(kind,), skills=(), language=None)
            on_duty = [agent for agent in self.engine._floor.agents.values() if agent.on_duty]
            able = [agent for agent in on_duty if kind in agent.capability.kinds]
            assert self.forecast.agents_for(wanted) == len(able)

    @invariant()
    def a_range_is_a_range(self) -> None:
        order = [(view.entry_id, view.need) for view in self.engine.waiting()]
        ranges = self.forecast.expect_each(order, now=self.now)
        assert list(ranges) == [name for name, _ in order]
        assert all(each is None or 0 < each.low_s < each.high_s for each in ranges.values())

    @invariant()
    def nothing_is_exposed_that_is_not_there(self) -> None:
        crew = self.forecast._crew
        taken = Counter(agent.able for agent in crew._agents.values() if agent.able and agent.taken)
        exposed = {able: rate._exposed for able, rate in crew._handling.items() if rate._exposed}
        assert exposed == dict(taken)
        entries = self.engine._floor.entries.values()
        primaries = {each.entry_id for each in entries if each.role is Role.PRIMARY}
        offers = self.engine._floor.offers
        assert self.forecast._patient == primaries
        assert self.forecast._leaving._exposed == len(primaries)
        assert self.forecast._offered == set(offers)
        assert self.forecast._answering._exposed == len(offers)


TestForecastDays = ForecastDays.TestCase
TestForecastDays.settings = random_days(25, steps=40)
