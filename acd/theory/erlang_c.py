"""Erlang's delay formula (M/M/n): nobody hangs up, so the load must be below the agents.

    C = B / (1 - rho (1 - B)),  rho = a / n          probability of waiting
    ASA = C h / (n - a)                              mean wait, those who do not wait included
    P(W <= t) = 1 - C exp(-(n - a) t / h)            service level
    rho                                              occupancy

with a the load in erlangs, h the mean handling time, n the agents and B Erlang's loss.

Sources: A. K. Erlang, 1917 (see `erlang_b`); in this notation R. B. Cooper, "Introduction to
Queueing Theory", 2nd edition 1981, section 3.3. An overloaded queue grows for ever: the
probability of waiting is 1, the mean wait infinite and the service level 0.
"""

import math
from dataclasses import dataclass

from acd.theory.erlang_b import blocking


@dataclass(frozen=True, slots=True, kw_only=True)
class ErlangC:
    """One queue in its steady state.

    Attributes:
        arrival_rate: calls a second.
        handle_s: mean seconds an agent is taken by a call.
        agents: how many answer.

    Raises:
        ValueError: a rate or a time is not positive, or there is no agent.
    """

    arrival_rate: float
    handle_s: float
    agents: int

    def __post_init__(self) -> None:
        """Refuse what describes no queue."""
        if self.arrival_rate <= 0 or self.handle_s <= 0 or self.agents < 1:
            raise ValueError("arrival_rate, handle_s and agents must be positive")

    @property
    def load(self) -> float:
        """Offered work, erlangs."""
        return self.arrival_rate * self.handle_s

    @property
    def stable(self) -> bool:
        """Whether the queue comes to an end."""
        return self.load < self.agents

    @property
    def occupancy(self) -> float:
        """Share of an agent's time spent on calls."""
        return min(1.0, self.load / self.agents)

    @property
    def wait_probability(self) -> float:
        """Share of callers who find nobody free."""
        if not self.stable:
            return 1.0
        lost = blocking(self.load, self.agents)
        return lost / (1.0 - self.occupancy * (1.0 - lost))

    @property
    def mean_wait_s(self) -> float:
        """Mean seconds to an answer (ASA) over all callers."""
        if not self.stable:
            return math.inf
        return self.wait_probability * self.handle_s / (self.agents - self.load)

    @property
    def mean_queue(self) -> float:
        """Mean number of callers waiting, by Little's law."""
        return self.arrival_rate * self.mean_wait_s

    def service_level(self, threshold_s: float) -> float:
        """Share of callers answered within `threshold_s`."""
        if not self.stable:
            return 0.0
        spare = self.agents - self.load
        return 1.0 - self.wait_probability * math.exp(-spare * threshold_s / self.handle_s)
