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
from acd.model import AgentProfile
from acd.need import Capability, capability

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

ON_A_CALL = frozenset(
    {AgentState.RESERVED, AgentState.RINGING, AgentState.TALKING, AgentState.HOLD}
)


class Agent:
    """The engine's record of one agent.

    Attributes:
        device: the SIP endpoint that rings, from the login or the profile.
        idle_since: epoch second at which the agent began to wait for work.
        idle_turn: orders agents who became idle at the same instant.
        misses: calls in a row that rang out.
        offer_id: the offer or party that occupies the agent.
        removed: the plan no longer has the agent; forgotten when the call is done.
    """

    def __init__(self, profile: AgentProfile) -> None:
        """Begin logged out."""
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
        self.misses = 0
        self.call_id: str | None = None
        self.offer_id: str | None = None
        self.removed = False

    @property
    def agent_id(self) -> str:
        """The configured id."""
        return self.profile.agent_id

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

    def enter(
        self, state: AgentState, *, now: float, until: float | None = None, reason: str = ""
    ) -> None:
        """Change the state.

        Raises:
            IllegalTransition: the table does not allow it.
        """
        self.state = step(TRANSITIONS, self.state, state)
        self.state_since = now
        self.state_reason = reason
        self.until = until
        if state not in ON_A_CALL:
            self.offer_id = None
            if state is not AgentState.WRAP_UP:
                self.call_id = None
