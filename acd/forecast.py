"""How long a caller will still wait: a range, or nothing when too little is known.

All n agents who can serve the caller are taken. Each is free again after h seconds on average, so
one becomes free every h / n seconds; each of those who wait ahead goes away by themselves at the
rate a. Until k have been taken or have gone from the p ahead, and then this caller's own turn
comes, the time is a sum of independent exponential times:

    rate(k) = n / h + k a                       k = p, p-1, ..., 0 still ahead
    mean    = sum over k of 1 / rate(k)
    var     = sum over k of 1 / rate(k)^2

Without hang-ups (a = 0) that is Erlang's distribution of p + 1 phases, the delay of a customer in
M/M/n who knows the position: W. Whitt, "Predicting queueing delays", Management Science 45 (1999).
With them it is the estimator QL_m of R. Ibrahim and W. Whitt, "Real-time delay estimation in
overloaded multiserver queues with abandonments", Management Science 55 (2009). The range runs from
the median to the 90 % quantile of the gamma distribution of that mean and variance, to which is
added the time it takes to answer an offer.

    n   agents on duty who could serve the caller now
    h   seconds an agent is taken per call served: from the offer to the end of the wrap-up, offers
        that came to nothing included; of these agents, on whatever they do; `acd.decay`
    a   callers who left unserved per second of waiting, of all queues; `acd.decay`
    p   those ahead. One who could also be served by agents that this caller cannot have counts by
        the share of their agents that are this caller's too.

h is itself uncertain: measured on c calls its relative variance is about 1 / c, which is added.

What it cannot know: agents who come or go later, later callers of higher priority, recipes that
will ask for less. With the load steady the range holds as often as it says; while staff or
handling times change it lags by about the half-life. `acd.calibration` measures that.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from acd.agent import HANDLING
from acd.decay import DecayedRate
from acd.events import (
    AgentState,
    AgentStateChanged,
    AgentStatus,
    AgentStatusChanged,
    EntryEnded,
    EntryOutcome,
    EntryQueued,
    EntryRelaxed,
    Event,
    OfferEnded,
    OfferMade,
    OfferOutcome,
    PlanAdopted,
    Requirement,
)
from acd.gamma import gamma_quantile
from acd.model import Role
from acd.need import Capability, Need, capability, need, shortfall
from acd.record import profile_again

LOW_SHARE = 0.5
"""Share of waits that end before the range begins."""

HIGH_SHARE = 0.9
"""Share of waits that end before the range is over."""

HALF_LIFE_S = 3_600.0
"""After this long, what was measured weighs half as much."""

LEAST_SERVED = 10.0
"""Calls, weighed, that must have been measured before a range is given."""

_TERMS = 64
"""Terms that are added one by one; the sum beyond is an integral."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitRange:
    """Seconds from now until a person answers: half of the waits end before, one in ten after."""

    low_s: float
    high_s: float


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


class Forecast:
    """Learns from the distributor's events; says what a caller may expect.

    Args:
        half_life_s: after how many seconds what was measured weighs half as much.
        least_served: calls, weighed, that the caller's agents must have served.

    Attributes:
        needs: what each entry that has not ended asks for.
    """

    def __init__(
        self, *, half_life_s: float = HALF_LIFE_S, least_served: float = LEAST_SERVED
    ) -> None:
        """Begin knowing nobody."""
        self.needs: dict[str, Need] = {}
        self._half_life_s = half_life_s
        self._least_served = least_served
        self._agents: dict[str, _Agent] = {}
        self._on_duty: Counter[Capability] = Counter()
        self._handling: dict[Capability, DecayedRate] = {}
        self._leaving = DecayedRate(half_life_s)
        self._answering = DecayedRate(half_life_s)
        self._patient: set[str] = set()
        self._offered: set[str] = set()

    def note(self, event: Event, *, now: float) -> None:
        """Learn from one event; those that say nothing of waits change nothing."""
        match event:
            case PlanAdopted():
                self._adopt(event, now)
            case AgentStatusChanged():
                agent = self._agents.setdefault(event.agent_id, _Agent())
                self._change(agent, now, status=event.status)
            case AgentStateChanged():
                agent = self._agents.setdefault(event.agent_id, _Agent())
                self._change(agent, now, state=event.state)
            case EntryQueued():
                self._ask(event.entry_id, event.requirement)
                if event.role is Role.PRIMARY and event.entry_id not in self._patient:
                    self._patient.add(event.entry_id)
                    self._leaving.expose(1, now=now)
            case EntryRelaxed():
                self._ask(event.entry_id, event.requirement)
            case OfferMade():
                if event.entry_id not in self._offered:
                    self._offered.add(event.entry_id)
                    self._answering.expose(1, now=now)
            case OfferEnded():
                if event.outcome is not OfferOutcome.ACCEPTED:
                    self._offer_over(event.entry_id, now)
            case EntryEnded():
                self._entry_over(event, now)
            case _:
                pass

    def agents_for(self, wanted: Need) -> int:
        """How many on duty could serve the need, taken or not."""
        return sum(n for able, n in self._on_duty.items() if not shortfall(able, wanted))

    def expect(self, wanted: Need, ahead: Mapping[Need, int], *, now: float) -> WaitRange | None:
        """The range for one who asks for `wanted` behind those `ahead`; None: too little is known.

        `ahead` counts those who wait with no offer out, by what they ask for.
        """
        mine = self._able(wanted)
        agents = sum(self._on_duty[able] for able in mine)
        rates = [self._handling[able] for able in mine if able in self._handling]
        served = math.fsum(rate.events(now=now) for rate in rates)
        if agents == 0 or served < self._least_served:
            return None
        taken_s = math.fsum(rate.exposure_s(now=now) for rate in rates)
        mean, variance = delay_moments(
            math.fsum(self._share(other, mine) * count for other, count in ahead.items()),
            free_rate=agents * served / taken_s,
            leave_rate=_rate(self._leaving, now),
        )
        variance += mean * mean / served
        answer_rate = _rate(self._answering, now)
        answer_s = 1.0 / answer_rate if answer_rate else 0.0
        return WaitRange(
            low_s=answer_s + gamma_quantile(LOW_SHARE, mean=mean, variance=variance),
            high_s=answer_s + gamma_quantile(HIGH_SHARE, mean=mean, variance=variance),
        )

    def expect_each(self, order: Iterable[str], *, now: float) -> dict[str, WaitRange | None]:
        """The range for every entry that waits with no offer out, given in the order of service."""
        ahead: Counter[Need] = Counter()
        ranges: dict[str, WaitRange | None] = {}
        for entry_id in order:
            wanted = self.needs.get(entry_id)
            ranges[entry_id] = None
            if wanted is not None:
                ranges[entry_id] = self.expect(wanted, ahead, now=now)
                ahead[wanted] += 1
        return ranges

    def _able(self, wanted: Need) -> list[Capability]:
        return [able for able in self._on_duty if not shortfall(able, wanted)]

    def _share(self, other: Need, mine: list[Capability]) -> float:
        """The share of the agents for `other` who are among mine."""
        theirs = self._able(other)
        agents = sum(self._on_duty[able] for able in theirs)
        common = sum(self._on_duty[able] for able in theirs if able in mine)
        return common / agents if agents else 0.0

    def _adopt(self, plan: PlanAdopted, now: float) -> None:
        """Agents may have learnt, come or gone. What was measured stays."""
        known = {facts.agent_id: capability(profile_again(facts)) for facts in plan.agents}
        for agent_id in known.keys() | self._agents.keys():
            agent = self._agents.setdefault(agent_id, _Agent())
            self._change(agent, now, able=known.get(agent_id))

    def _change(
        self,
        agent: _Agent,
        now: float,
        *,
        able: Capability | None = None,
        status: AgentStatus | None = None,
        state: AgentState | None = None,
    ) -> None:
        """Take the agent out of the counts, change them, and put them back."""
        self._enter(agent, -1, now)
        if state is not None and agent.state in HANDLING and state not in HANDLING and agent.able:
            self._rate_of(agent.able).count(now=now)
        agent.able = able or agent.able
        agent.status = status or agent.status
        agent.state = state or agent.state
        self._enter(agent, 1, now)

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

    def _ask(self, entry_id: str, wanted: Requirement | None) -> None:
        if wanted is not None:
            self.needs[entry_id] = need(
                wanted.kinds,
                wanted.skills,
                {},
                wanted.language,
                groups=wanted.groups,
                sites=wanted.sites,
            )

    def _entry_over(self, event: EntryEnded, now: float) -> None:
        self.needs.pop(event.entry_id, None)
        connected = event.outcome is EntryOutcome.CONNECTED
        if self._offer_over(event.entry_id, now) and connected:
            self._answering.count(now=now)
        if event.entry_id in self._patient:
            self._patient.remove(event.entry_id)
            self._leaving.expose(-1, now=now)
            if not connected:
                self._leaving.count(now=now)

    def _offer_over(self, entry_id: str, now: float) -> bool:
        if entry_id not in self._offered:
            return False
        self._offered.remove(entry_id)
        self._answering.expose(-1, now=now)
        return True


def delay_moments(ahead: float, *, free_rate: float, leave_rate: float) -> tuple[float, float]:
    """Mean and variance of the seconds until one's turn, with `ahead` (a fraction, too) in front.

    `free_rate` is how many agents become free a second, `leave_rate` how many a second each of
    those ahead is ready to go. Beyond a number of terms the sum is Euler's integral by midpoints.
    """
    whole = math.floor(ahead)
    rates = [free_rate + k * leave_rate for k in range(min(whole, _TERMS) + 1)]
    mean = math.fsum(1.0 / rate for rate in rates)
    variance = math.fsum(1.0 / rate**2 for rate in rates)
    if whole > _TERMS:
        first = free_rate + (_TERMS + 0.5) * leave_rate
        last = free_rate + (whole + 0.5) * leave_rate
        more = whole - _TERMS
        # Of widths that hardly differ, the integral is the number of terms times one of them.
        grown = math.log1p((last - first) / first)
        mean += grown / leave_rate if grown > 1e-9 else more / first
        variance += more / (first * last)
    part = ahead - whole
    after = free_rate + (whole + 1) * leave_rate
    return mean + part / after, variance + part / after**2


def _rate(measured: DecayedRate, now: float) -> float:
    exposure_s = measured.exposure_s(now=now)
    return measured.events(now=now) / exposure_s if exposure_s > 0.0 else 0.0
