"""A consult, a guest and a blind transfer: what the engine keeps of them.

    consult    seeking ──target hears the agent──> talking        any ──────> over
    guest      dialling ──rang──> ringing ──answered──> joining ──> joined    any ──────> over

A guest's leg is known by an id of its own, which stands where an offer's would.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from acd.consults.messages import Target
from acd.machine import step
from acd.plan.model import Queue


class ConsultState(StrEnum):
    """How far a consult has come."""

    SEEKING = "seeking"
    TALKING = "talking"
    OVER = "over"


CONSULT_TRANSITIONS: Mapping[ConsultState, frozenset[ConsultState]] = MappingProxyType(
    {
        ConsultState.SEEKING: frozenset({ConsultState.TALKING, ConsultState.OVER}),
        ConsultState.TALKING: frozenset({ConsultState.OVER}),
        ConsultState.OVER: frozenset(),
    }
)


class GuestState(StrEnum):
    """Where a guest's leg is."""

    DIALLING = "dialling"
    RINGING = "ringing"
    JOINING = "joining"
    JOINED = "joined"
    OVER = "over"


GUEST_TRANSITIONS: Mapping[GuestState, frozenset[GuestState]] = MappingProxyType(
    {
        GuestState.DIALLING: frozenset({GuestState.RINGING, GuestState.JOINING, GuestState.OVER}),
        GuestState.RINGING: frozenset({GuestState.JOINING, GuestState.OVER}),
        GuestState.JOINING: frozenset({GuestState.JOINED, GuestState.OVER}),
        GuestState.JOINED: frozenset({GuestState.OVER}),
        GuestState.OVER: frozenset(),
    }
)


class Guest:
    """Somebody outside, on the leg `offer_id`, for one call."""

    def __init__(self, *, offer_id: str, call_id: str, target: Target, since: float) -> None:
        """Begin to dial; `since` is the epoch second of the present state."""
        self.offer_id = offer_id
        self.call_id = call_id
        self.target = target
        self.since = since
        self.state = GuestState.DIALLING

    def enter(self, state: GuestState, *, now: float) -> None:
        """Change the state.

        Raises:
            IllegalTransition: the table does not allow it.
        """
        self.state = step(GUEST_TRANSITIONS, self.state, state)
        self.since = now


class Consult:
    """One agent's talk aside.

    `by` is the agent's leg, by offer, and `queue` where it serves the caller from. `wanted` is the
    entry that waits for an agent, or the leg of the guest; `leg` is whoever answered for it, ''
    until then.
    """

    def __init__(
        self, *, consult_id: str, by: str, agent_id: str, queue: Queue, target: Target
    ) -> None:
        """Begin to seek the target."""
        self.consult_id = consult_id
        self.by = by
        self.agent_id = agent_id
        self.queue = queue
        self.target = target
        self.wanted = ""
        self.leg = ""
        self.state = ConsultState.SEEKING

    def enter(self, state: ConsultState) -> None:
        """Change the state.

        Raises:
            IllegalTransition: the table does not allow it; a consult ends once.
        """
        self.state = step(CONSULT_TRANSITIONS, self.state, state)


class Transfer:
    """A blind transfer that has not come to its end.

    `queue` is where the agent served the caller from; `returning` says that the target did not
    answer and the agent is asked to take the caller back.
    """

    def __init__(self, *, transfer_id: str, agent_id: str, queue: Queue) -> None:
        """The agent has left."""
        self.transfer_id = transfer_id
        self.agent_id = agent_id
        self.queue = queue
        self.returning = False
