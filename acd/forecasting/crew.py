"""Who is on duty, what they can do, and how long a call takes them: learnt from the events.

Agents of equal capability are one class; what is measured is measured for the class. The seconds
an agent is taken by a call run from the offer to the end of the wrap-up. Offers that came to
nothing are time taken as well, so the mean is that of a call served.
"""

from collections import Counter
from dataclasses import dataclass

from acd.events import (
    AgentState,
    AgentStateChanged,
    AgentStatus,
    AgentStatusChanged,
    PlanAdopted,
)
from acd.forecasting.decay import DecayedRate
from acd.queue.need import Capability, Need, capability, shortfall
from acd.record import profile_again
from acd.staff.agent import HANDLING


@dataclass(slots=True)
class _Agent:
    """What the events told of one agent."""

    able: Capability | None = None
    status: AgentStatus = AgentStatus.LOGGED_OUT
    state: AgentState = AgentState.IDLE

    @property
    def on_duty(self) -> bool:
        return self.status is AgentStatus.AVAILABLE and self.state is not AgentState.NOT_RESPONDING

    @property
    def taken(self) -> bool:
        return self.state not in (AgentState.IDLE, AgentState.NOT_RESPONDING)


class Crew:
    """The agents as the events tell of them.

    Args:
        half_life_s: after how many seconds what was measured weighs half as much.
    """

    def __init__(self, half_life_s: float) -> None:
        """Begin knowing nobody."""
        self._half_life_s = half_life_s
        self._agents: dict[str, _Agent] = {}
        self._on_duty: Counter[Capability] = Counter()
        self._handling: dict[Capability, DecayedRate] = {}
        # Both hold only while the same agents are on duty.
        self._pools: dict[Need, frozenset[Capability]] = {}
        self._shares: dict[tuple[Need, Need], float] = {}

    def note(self, event: PlanAdopted | AgentStatusChanged | AgentStateChanged, now: float) -> None:
        """Learn from one event. With a new plan what was measured stays."""
        match event:
            case PlanAdopted():
                known = {facts.agent_id: capability(profile_again(facts)) for facts in event.agents}
                for agent_id in known.keys() | self._agents.keys():
                    self._change(agent_id, now, able=known.get(agent_id))
            case AgentStatusChanged():
                self._change(event.agent_id, now, status=event.status)
            case AgentStateChanged():
                self._change(event.agent_id, now, state=event.state)

    def interrupted(self, now: float) -> None:
        """Nobody is at work or on a call from now on; what was under way is not counted."""
        for agent in self._agents.values():
            self._enter(agent, -1, now)
            agent.status, agent.state = AgentStatus.LOGGED_OUT, AgentState.IDLE
        self._pools.clear()
        self._shares.clear()

    def agents_for(self, wanted: Need) -> int:
        """How many on duty could serve the need, taken or not."""
        return sum(self._on_duty[able] for able in self._able(wanted))

    def is_idle(self, wanted: Need) -> bool:
        """Whether somebody on duty who could serve the need has nothing to do."""
        able = self._able(wanted)
        return any(
            agent.on_duty and agent.state is AgentState.IDLE and agent.able in able
            for agent in self._agents.values()
        )

    def handling_of(self, wanted: Need, *, now: float) -> tuple[float, float]:
        """Seconds taken and calls served, both weighed, of those who could serve the need."""
        rates = [self._handling[able] for able in self._able(wanted) if able in self._handling]
        return (
            sum(rate.exposure_s(now=now) for rate in rates),
            sum(rate.events(now=now) for rate in rates),
        )

    def share(self, other: Need, wanted: Need) -> float:
        """The share of the agents for `other` who could serve `wanted` as well."""
        pair = (other, wanted)
        share = self._shares.get(pair)
        if share is None:
            common = self._able(other) & self._able(wanted)
            agents = self.agents_for(other)
            share = sum(self._on_duty[able] for able in common) / agents if agents else 0.0
            self._shares[pair] = share
        return share

    def _able(self, wanted: Need) -> frozenset[Capability]:
        able = self._pools.get(wanted)
        if able is None:
            able = frozenset(each for each in self._on_duty if not shortfall(each, wanted))
            self._pools[wanted] = able
        return able

    def _change(
        self,
        agent_id: str,
        now: float,
        *,
        able: Capability | None = None,
        status: AgentStatus | None = None,
        state: AgentState | None = None,
    ) -> None:
        """Take the agent out of the counts, change what is given, and put them back."""
        agent = self._agents.setdefault(agent_id, _Agent())
        before = (agent.able, agent.on_duty)
        self._enter(agent, -1, now)
        if state is not None and agent.able and agent.state in HANDLING and state not in HANDLING:
            self._rate_of(agent.able).count(now=now)
        agent.able = able or agent.able
        agent.status = status or agent.status
        agent.state = state or agent.state
        self._enter(agent, 1, now)
        if before != (agent.able, agent.on_duty):
            self._pools.clear()
            self._shares.clear()

    def _enter(self, agent: _Agent, change: int, now: float) -> None:
        if agent.able is None:
            return
        if agent.on_duty:
            self._on_duty[agent.able] += change
            if not self._on_duty[agent.able]:
                del self._on_duty[agent.able]
        if agent.taken:
            self._rate_of(agent.able).expose(change, now=now)

    def _rate_of(self, able: Capability) -> DecayedRate:
        rate = self._handling.get(able)
        if rate is None:
            rate = self._handling[able] = DecayedRate(self._half_life_s)
        return rate
