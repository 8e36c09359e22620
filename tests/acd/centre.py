"""The engine of a random day, and those that take its place after a crash."""

from itertools import count

from acd.engine import Engine
from acd.inputs import Input
from acd.plan.model import RoutingPlan


class Crash:
    """The process is gone, and another begins with the same plan."""


Step = Input | RoutingPlan | Crash | None


class Centre:
    """An engine, and those that take its place after a crash. Ids are never used again."""

    def __init__(self, plan: RoutingPlan) -> None:
        self._ids = count()
        self.plan = plan
        self.engine = self._begin()

    def _begin(self) -> Engine:
        return Engine(self.plan, new_id=lambda prefix: f"{prefix}-{next(self._ids)}")

    def drive(self, step: Step, now: float) -> list[object]:
        match step:
            case None:
                self.engine.handle_timer(now=now)
            case Crash():
                self.engine = self._begin()
            case RoutingPlan():
                self.plan = step
                self.engine.reload(step, now=now)
            case _:
                self.engine.handle(step, now=now)
        return list(self.engine.take_outputs())
