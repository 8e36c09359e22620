"""The staff as it is today: what supervisors changed, and whether enough people are there."""

from dataclasses import asdict

import structlog

from acd.plan.model import RoutingPlan
from acd.staff.assignments import Assignments
from acd.staff.events import AgentReassigned, StaffBelowMinimum, StaffRestored
from acd.staff.minimum_staff import MinimumStaff

log = structlog.get_logger()


class StaffOfDay:
    """The assignments of the day over the file's plan, and the alarm for too few people."""

    def __init__(self, plan: RoutingPlan) -> None:
        """Begin with the file's plan and nobody there."""
        self.minimum = MinimumStaff(plan)
        self._assignments = Assignments()

    def note(self, event: object, now: float) -> None:
        """Learn who is there, and who does other work until when."""
        if isinstance(event, AgentReassigned):
            self._assignments.note(event)
        self.minimum.note(event, now=now)

    def plan_over(self, plan: RoutingPlan, now: float) -> RoutingPlan:
        """The file's plan with what holds at `now`; the alarm goes by it from now on."""
        plan_of_day = self._assignments.over(plan, now=now)
        self.minimum.adopt(plan_of_day, now=now)
        return plan_of_day

    def assignments_end_at(self) -> float | None:
        """When the plan must be made anew; None while nothing is changed."""
        return self._assignments.next_deadline()

    def take_alarms(self) -> list[StaffBelowMinimum | StaffRestored]:
        """Hand over the alarms that began or ended since the last call; each is logged."""
        alarms = self.minimum.take_outputs()
        for event in alarms:
            log.warning("minimum_staff", **{"told": type(event).__name__, **asdict(event)})
        return alarms
