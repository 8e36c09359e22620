"""Palm's formula (M/M/n+M, Erlang A): each caller hangs up after an exponential patience.

With l the arrival rate, m = 1/h, t = 1/patience, x = n m / t, y = l / t, the wait V that a caller
of endless patience would meet has the density (l / (E + l J)) exp(l H(v) - n m v) for v > 0, where

    H(v) = (1 - exp(-t v)) / t                       patience used up to v
    E    = 1 / B(n-1, l h)                           B: Erlang's loss
    J(v) = integral from v of exp(l H(u) - n m u) du,   J = J(0)

    P(wait)                 = l J / (E + l J)
    P(abandon)              = (1 + (l - n m) J) / (E + l J)
    E[W]                    = P(abandon) * patience               W: until answered or gone
    P(W > v)                = l exp(-t v) J(v) / (E + l J)
    P(answered within v)    = (E + exp(l H(v) - n m v) - 1 + n m (J - J(v))) / (E + l J)

For exponential patience J(v) = exp(l H(v) - n m v) A(x, y exp(-t v)) / (n m), with the series
A(x, y) = 1 + sum_{j>=1} y^j / ((x+1) ... (x+j)), an incomplete gamma function. Everything is kept
as logarithms relative to E + l J, so that no size of centre overflows.

Sources: C. Palm, "Research on telephone traffic carried by full availability groups", Tele 1957;
S. Zeltyn and A. Mandelbaum, "Call centers with impatient customers: many-server asymptotics of the
M/M/n+G queue", Queueing Systems 51 (2005), for E, J and H; O. Garnett, A. Mandelbaum and M. Reiman,
"Designing a call center with impatient customers", MSOM 4 (2002), for A(x, y).
"""

import math
from dataclasses import dataclass

from acd.theory.erlang_b import log_inverse

_NEGLIGIBLE = 1e-17
_RESCALE = 1e200


@dataclass(frozen=True, slots=True, kw_only=True)
class ErlangA:
    """One queue in its steady state; there is one whatever the load.

    Attributes:
        arrival_rate: calls a second.
        handle_s: mean seconds an agent is taken by a call.
        agents: how many answer.
        patience_s: mean seconds a caller is ready to wait.

    Raises:
        ValueError: a rate or a time is not positive, or there is no agent.
    """

    arrival_rate: float
    handle_s: float
    agents: int
    patience_s: float

    def __post_init__(self) -> None:
        """Refuse what describes no queue."""
        if min(self.arrival_rate, self.handle_s, self.patience_s) <= 0 or self.agents < 1:
            raise ValueError("arrival_rate, handle_s, patience_s and agents must be positive")

    @property
    def load(self) -> float:
        """Offered work, erlangs."""
        return self.arrival_rate * self.handle_s

    @property
    def wait_probability(self) -> float:
        """Share of callers who find nobody free."""
        return self.arrival_rate * math.exp(self._log_j(0.0) - self._log_total())

    @property
    def abandon_probability(self) -> float:
        """Share of callers who hang up before an answer."""
        total = self._log_total()
        excess = self.arrival_rate - self._capacity
        share = math.exp(-total) + excess * math.exp(self._log_j(0.0) - total)
        return min(1.0, max(0.0, share))

    @property
    def mean_wait_s(self) -> float:
        """Mean seconds until answered or gone, over all callers."""
        return self.abandon_probability * self.patience_s

    @property
    def mean_queue(self) -> float:
        """Mean number of callers waiting, by Little's law."""
        return self.arrival_rate * self.mean_wait_s

    @property
    def occupancy(self) -> float:
        """Share of an agent's time spent on calls."""
        return self.load * (1.0 - self.abandon_probability) / self.agents

    def service_level(self, threshold_s: float) -> float:
        """Share of all callers answered within `threshold_s`: answered_in_time / offered."""
        total = self._log_total()
        waited = math.exp(self._log_j(0.0) - total) - math.exp(self._log_j(threshold_s) - total)
        told = (
            math.exp(self._log_e - total)
            + math.exp(self._log_density(threshold_s) - total)
            - math.exp(-total)
            + self._capacity * waited
        )
        return min(1.0, max(0.0, told))

    def still_waiting(self, wait_s: float) -> float:
        """Share of all callers who wait longer than `wait_s`, answered afterwards or not."""
        exponent = self._log_j(wait_s) - wait_s / self.patience_s - self._log_total()
        return self.arrival_rate * math.exp(exponent)

    @property
    def _capacity(self) -> float:
        return self.agents / self.handle_s

    @property
    def _log_e(self) -> float:
        return log_inverse(self.load, self.agents - 1)

    def _log_density(self, v: float) -> float:
        used = -self.patience_s * math.expm1(-v / self.patience_s)
        return self.arrival_rate * used - self._capacity * v

    def _log_j(self, v: float) -> float:
        x = self._capacity * self.patience_s
        y = self.arrival_rate * self.patience_s * math.exp(-v / self.patience_s)
        return self._log_density(v) + _log_series(x, y) - math.log(self._capacity)

    def _log_total(self) -> float:
        one, other = self._log_e, math.log(self.arrival_rate) + self._log_j(0.0)
        top = max(one, other)
        return top + math.log(math.exp(one - top) + math.exp(other - top))


def _log_series(x: float, y: float) -> float:
    """Return log A(x, y). The terms rise while j < y - x, then fall for good."""
    log_scale, total, term, j = 0.0, 1.0, 1.0, 0
    while True:
        j += 1
        ratio = y / (x + j)
        term *= ratio
        total += term
        if ratio < 1.0 and term < _NEGLIGIBLE * total * (1.0 - ratio):
            return log_scale + math.log(total)
        if total > _RESCALE:
            log_scale += math.log(_RESCALE)
            total /= _RESCALE
            term /= _RESCALE
