"""One agent: what they chose, and what the engine sees them doing.

Status (chosen) and state (seen) are apart. Status changes at once; a state that is under way is
finished first. An agent takes calls when the status is available *and* the state is idle, and
that conjunction is computed in one place, `Agent.ready`.

A logged-out agent who is on no call is idle: logged out says why nobody rings them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from acd.events import AgentState, AgentStatus
from acd.machine import step
from acd.plan.model import AgentProfile
from acd.queue.need import Capability, capability

TRANSITIONS: Mapping[AgentState, frozenset[AgentState]] = MappingProxyType(
    {
        AgentState.IDLE: frozenset({AgentState.RESERVED}),
        AgentState.RESERVED: frozenset(
            {AgentState.RINGING, AgentState.TALKING, AgentState.IDLE, AgentState.NOT_RESPONDING}
        ),
        AgentState.RINGING: frozenset(
            {AgentState.TALKING, AgentState.IDLE, AgentState.NOT_RESPONDING}
        ),
        AgentState.TALKING: frozenset({AgentState.HOLD, AgentState.WRAP_UP, AgentState.IDLE}),
        AgentState.HOLD: frozenset({AgentState.TALKING, AgentState.WRAP_UP, AgentState.IDLE}),
        AgentState.WRAP_UP: frozenset({AgentState.IDLE}),
        AgentState.NOT_RESPONDING: frozenset({AgentState.IDLE}),
    }
)
"""Talking goes straight to idle only where the queue gives no time for wrap-up."""

HANDLING = frozenset({AgentState.TALKING, AgentState.HOLD, AgentState.WRAP_UP})
"""What counts as being at work, for occupancy."""

ON_A_CALL = frozenset(
    {AgentState.RESERVED, AgentState.RINGING, AgentState.TALKING, AgentState.HOLD}
)


class Agent:
    """The engine's record of one agent.

    Attributes:
        agent_id: the configured id.
        device: the SIP endpoint that rings, from the login or the profile.
        idle_since: epoch second at which the agent began to wait for work.
        idle_turn: orders agents who became idle at the same instant.
        occupancy: handling / (handling + available) since the login, as it was when the agent last
            became idle; 0 before the first call. Pauses count as neither.
        misses: calls in a row that rang out.
        missed, rejected, unreachable: offers since the login that ended that way.
        offer_id: the offer or party that occupies the agent.
        extensions_left: how often the present wrap-up may be lengthened by `extension_s`.
        removed: the plan no longer has the agent; forgotten when the call is done.
    """

    def __init__(self, profile: AgentProfile) -> None:
        """Begin logged out."""
        self.agent_id = profile.agent_id
        self.profile = profile
        self.capability: Capability = capability(profile)
        self.device = profile.device
        self.status = AgentStatus.LOGGED_OUT
        self.status_reason = ""
        self.state = AgentState.IDLE
        self.state_reason = ""
        self.state_since: float | None = None
        self.until: float | None = None
        self.idle_since = 0.0
        self.idle_turn = 0
        self.occupancy = 0.0
        self.misses = 0
        self.missed = 0
        self.rejected = 0
        self.unreachable = 0
        self._handling_s = 0.0
        self._available_s = 0.0
        self._counted_to = 0.0
        self.call_id: str | None = None
        self.offer_id: str | None = None
        self.extensions_left = 0
        self.extension_s = 0.0
        self.removed = False

    @property
    def staffed(self) -> bool:
        """Logged in, whether or not free just now."""
        return self.status is not AgentStatus.LOGGED_OUT

    @property
    def ready(self) -> bool:
        """Would take a call this instant."""
        return self.status is AgentStatus.AVAILABLE and self.state is AgentState.IDLE

    @property
    def on_duty(self) -> bool:
        """Takes calls, now or when the present one is over."""
        return self.status is AgentStatus.AVAILABLE and self.state is not AgentState.NOT_RESPONDING

    def adopt(self, profile: AgentProfile) -> None:
        """Take a new version of the profile; a device named at login stays."""
        if self.device == self.profile.device:
            self.device = profile.device
        self.profile = profile
        self.capability = capability(profile)

    def begin_shift(self, *, now: float) -> None:
        """The agent logged in: what is counted since the login begins anew."""
        self.misses = self.missed = self.rejected = self.unreachable = 0
        self.occupancy = self._handling_s = self._available_s = 0.0
        self._counted_to = now

    def count_time(self, *, now: float) -> None:
        """Count the time up to now; to be called before status or state change."""
        passed = now - self._counted_to
        self._counted_to = now
        if self.state in HANDLING:
            self._handling_s += passed
        elif self.on_duty:
            self._available_s += passed

    def begin_idling(self, *, now: float, turn: int) -> None:
        """Go to the end of those who wait for work."""
        self.idle_since = now
        self.idle_turn = turn
        total = self._handling_s + self._available_s
        self.occupancy = self._handling_s / total if total > 0 else 0.0

    def enter(
        self, state: AgentState, *, now: float, until: float | None = None, reason: str = ""
    ) -> None:
        """Change the state.

        Raises:
            IllegalTransition: the table does not allow it.
        """
        following = step(TRANSITIONS, self.state, state)
        self.count_time(now=now)
        self.state = following
        self.state_since = now
        self.state_reason = reason
        self.until = until
        if state not in ON_A_CALL:
            self.offer_id = None
            if state is not AgentState.WRAP_UP:
                self.call_id = None
