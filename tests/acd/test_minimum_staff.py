"""Too few people: when it is an alarm, and when it is over."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from acd.events import AgentState, AgentStateChanged, AgentStatus, AgentStatusChanged
from acd.plan.file import RoutingFile, compile_plan
from acd.plan.hours import OpeningHours
from acd.plan.model import RoutingPlan, StaffMinimum
from acd.staff.events import StaffBelowMinimum, StaffRestored
from acd.staff.minimum_staff import MinimumStaff
from tests.acd.harness import EXPERT, agent, plan

MIDNIGHT = 1_700_006_400.0  # 2023-11-15 00:00 UTC, a Wednesday


def two_at_night(**change: object) -> RoutingPlan:
    rule = StaffMinimum(name="night", minimum=2, after_s=60.0, queue="general")
    people = plan(agent("ann"), agent("bob"), agent("cay"), agent("exp", EXPERT))
    return replace(people, minimum_staff={"night": replace(rule, **change)})  # type: ignore[arg-type]


class Floor:
    """People come and go; the clock moves as the engine would move it."""

    def __init__(self, routing: RoutingPlan, now: float = MIDNIGHT) -> None:
        self.now = now
        self.staff = MinimumStaff(routing)
        self.staff.adopt(routing, now=now)

    def status(self, agent_id: str, status: AgentStatus) -> None:
        self.staff.note(AgentStatusChanged(agent_id=agent_id, status=status), now=self.now)

    def login(self, *agent_ids: str) -> None:
        for agent_id in agent_ids:
            self.status(agent_id, AgentStatus.AVAILABLE)

    def wait(self, seconds: float) -> list[object]:
        end = self.now + seconds
        while (due := self.staff.next_deadline()) is not None and due <= end:
            self.now = due
            self.staff.look(now=due)
        self.now = end
        return list(self.staff.take_outputs())


def test_too_few_for_long_is_an_alarm_and_enough_again_ends_it() -> None:
    floor = Floor(two_at_night())
    floor.login("ann", "exp")
    assert floor.wait(59.0) == []
    alarm = StaffBelowMinimum(rule="night", minimum=2, present=1, since=MIDNIGHT)
    assert floor.wait(1.0) == [alarm]
    assert floor.staff.alarms() == (alarm,)
    assert floor.wait(600.0) == []
    floor.login("bob")
    assert floor.wait(0.0) == [StaffRestored(rule="night", present=2, below_s=660.0)]
    assert floor.staff.alarms() == ()
    assert floor.staff.next_deadline() is None


def test_a_short_absence_is_none() -> None:
    floor = Floor(two_at_night())
    floor.login("ann", "bob")
    floor.status("bob", AgentStatus.PAUSED)
    assert floor.wait(59.0) == []
    floor.status("bob", AgentStatus.AVAILABLE)
    assert floor.wait(600.0) == []


def test_who_does_not_answer_is_not_there_and_who_talks_is() -> None:
    floor = Floor(two_at_night())
    floor.login("ann", "bob")
    for state, present in (
        (AgentState.TALKING, 2),
        (AgentState.NOT_RESPONDING, 1),
        (AgentState.IDLE, 2),
    ):
        floor.staff.note(AgentStateChanged(agent_id="bob", state=state), now=floor.now)
        assert floor.staff.present("night") == present


def test_hours_begin_and_end_a_rule_with_nothing_happening() -> None:
    night = OpeningHours(zone=ZoneInfo("UTC"), week={2: ((60, 120),)})
    floor = Floor(two_at_night(hours=night))
    assert floor.wait(3600.0) == []
    (alarm,) = floor.wait(60.0)
    assert isinstance(alarm, StaffBelowMinimum)
    assert alarm.since == MIDNIGHT + 3600
    (over,) = floor.wait(3600.0)
    assert over == StaffRestored(rule="night", present=0, below_s=3600.0, reason="hours_over")


def test_a_group_counts_its_own_and_a_reload_may_take_the_rule_away() -> None:
    routing = two_at_night(queue="", group="north", minimum=1)
    agents = {**routing.agents, "bob": replace(routing.agents["bob"], group="north")}
    routing = replace(routing, agents=agents)
    floor = Floor(routing)
    floor.login("ann")
    assert len(floor.wait(60.0)) == 1
    floor.staff.adopt(replace(routing, minimum_staff={}), now=floor.now)
    (over,) = floor.wait(0.0)
    assert isinstance(over, StaffRestored)
    assert over.reason == "rule_removed"
    # Who came meanwhile counts when a rule comes back.
    floor.login("bob")
    floor.staff.adopt(routing, now=floor.now)
    assert floor.staff.present("night") == 1


def test_mistakes_are_told_where_they_are() -> None:
    file = {
        "queues": {"general": {"kind": "general"}},
        "agents": {"1": {"name": "A", "device": "a", "kinds": ["general"]}},
        "groups": {"north": {"agents": ["1"]}},
    }
    rules = {
        "both": {"queue": "general", "group": "north", "minimum": 1},
        "none": {"minimum": 1},
        "names": {"queue": "west", "minimum": 1, "hours": "never"},
        "many": {"group": "north", "minimum": 2},
        "queued": {"queue": "general", "minimum": 2},
    }
    with pytest.raises(ValidationError) as caught:
        RoutingFile.model_validate(file | {"minimum_staff": rules})
    assert [(e["loc"][1:], e["type"]) for e in caught.value.errors()] == [
        (("both",), "minimum_of_what"),
        (("none",), "minimum_of_what"),
        (("names", "queue"), "unknown_queue"),
        (("names", "hours"), "unknown_hours"),
        (("many", "minimum"), "minimum_too_high"),
        (("queued", "minimum"), "minimum_too_high"),
    ]
    good = {"night": {"group": "north", "minimum": 1, "after_s": 5}}
    compiled = compile_plan(RoutingFile.model_validate(file | {"minimum_staff": good}))
    assert compiled.minimum_staff["night"].after_s == 5
