"""The alarm for too few people: who must at least be there, when, and who is.

An agent is there who is logged in, not paused, and answers the telephone; talking counts. A rule
holds within its hours. Below the minimum for `after_s` seconds is an alarm; the minimum reached
again, or the end of the hours, ends it.

Learnt from the events alone; `next_deadline` is at most a minute ahead where rules have hours.
"""

from acd.events import AgentState, AgentStateChanged, AgentStatus, AgentStatusChanged
from acd.plan.model import RoutingPlan, StaffMinimum
from acd.plan.recipe import asked, need_of
from acd.queue.need import capability, shortfall
from acd.staff.events import StaffBelowMinimum, StaffRestored

_MINUTE_S = 60.0


class MinimumStaff:
    """Every rule of one plan, and since when it is broken."""

    def __init__(self, plan: RoutingPlan) -> None:
        """Begin with nobody there."""
        self._status: dict[str, AgentStatus] = {}
        self._state: dict[str, AgentState] = {}
        self._below_since: dict[str, float] = {}
        self._alarms: dict[str, StaffBelowMinimum] = {}
        self._outputs: list[StaffBelowMinimum | StaffRestored] = []
        self._rules: tuple[StaffMinimum, ...] = ()
        self._members: dict[str, frozenset[str]] = {}
        self._deadline: float | None = None
        self._use(plan)

    def adopt(self, plan: RoutingPlan, *, now: float) -> None:
        """Go on with the rules and the agents of another plan."""
        self._use(plan)
        self.look(now=now)

    def _use(self, plan: RoutingPlan) -> None:
        self._rules = tuple(plan.minimum_staff.values())
        self._members = {rule.name: _members(plan, rule) for rule in self._rules}

    def note(self, event: object, *, now: float) -> None:
        """Learn who is there."""
        if not self._rules:
            # Rules may come with a reload; who is there must be known then.
            self._learn(event)
        elif self._learn(event):
            self.look(now=now)

    def look(self, *, now: float) -> None:
        """Compare what is with what must be."""
        known = {rule.name for rule in self._rules}
        for name in [name for name in self._alarms if name not in known]:
            self._over(name, 0, now, reason="rule_removed")
        deadlines = []
        for rule in self._rules:
            present = self.present(rule.name)
            holds = rule.hours is None or rule.hours.open_at(now)
            if rule.hours is not None:
                deadlines.append((now // _MINUTE_S + 1) * _MINUTE_S)
            if not holds or present >= rule.minimum:
                self._over(rule.name, present, now, reason="" if holds else "hours_over")
                continue
            since = self._below_since.setdefault(rule.name, now)
            if rule.name in self._alarms:
                continue
            if now >= since + rule.after_s:
                self._alarm(rule, present, since)
            else:
                deadlines.append(since + rule.after_s)
        self._deadline = min(deadlines, default=None)

    def next_deadline(self) -> float | None:
        """When `look` must be called at the latest; None while nothing is pending."""
        return self._deadline

    def take_outputs(self) -> list[StaffBelowMinimum | StaffRestored]:
        """Hand over the events since the last call."""
        outputs, self._outputs = self._outputs, []
        return outputs

    def alarms(self) -> tuple[StaffBelowMinimum, ...]:
        """The alarms that go on."""
        return tuple(self._alarms.values())

    def present(self, rule: str) -> int:
        """How many who count for the rule are there."""
        return sum(
            self._status.get(agent_id) is AgentStatus.AVAILABLE
            and self._state.get(agent_id) is not AgentState.NOT_RESPONDING
            for agent_id in self._members[rule]
        )

    def _learn(self, event: object) -> bool:
        """Whether the event can change who is there."""
        match event:
            case AgentStatusChanged():
                self._status[event.agent_id] = event.status
                return True
            case AgentStateChanged():
                before = self._state.get(event.agent_id)
                self._state[event.agent_id] = event.state
                return AgentState.NOT_RESPONDING in (before, event.state)
            case _:
                return False

    def _alarm(self, rule: StaffMinimum, present: int, since: float) -> None:
        event = StaffBelowMinimum(
            rule=rule.name, minimum=rule.minimum, present=present, since=since
        )
        self._alarms[rule.name] = event
        self._outputs.append(event)

    def _over(self, rule: str, present: int, now: float, *, reason: str) -> None:
        since = self._below_since.pop(rule, now)
        if self._alarms.pop(rule, None) is not None:
            self._outputs.append(
                StaffRestored(rule=rule, present=present, below_s=now - since, reason=reason)
            )


def _members(plan: RoutingPlan, rule: StaffMinimum) -> frozenset[str]:
    """The agents of the group, or those who can serve the queue as it begins."""
    if rule.group:
        return frozenset(
            agent.agent_id for agent in plan.agents.values() if agent.group == rule.group
        )
    wanted = need_of(asked(plan.queues[rule.queue], 0))
    return frozenset(
        agent.agent_id for agent in plan.agents.values() if not shortfall(capability(agent), wanted)
    )
