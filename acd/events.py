"""What happened in the distributor, for the ledger. The derived rows are built from these alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from acd.model import Role


class AgentStatus(StrEnum):
    """What the agent chose."""

    LOGGED_OUT = "logged_out"
    AVAILABLE = "available"
    PAUSED = "paused"


class AgentState(StrEnum):
    """What the engine sees the agent doing."""

    IDLE = "idle"
    RESERVED = "reserved"
    RINGING = "ringing"
    TALKING = "talking"
    HOLD = "hold"
    WRAP_UP = "wrap_up"
    NOT_RESPONDING = "not_responding"


class OfferOutcome(StrEnum):
    """An offer ends in exactly one of these."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    TIMED_OUT = "timed_out"
    CANCELLED = "cancelled"
    RESCINDED = "rescinded"


class EntryOutcome(StrEnum):
    """An entry ends in exactly one of these."""

    CONNECTED = "connected"
    ABANDONED = "abandoned"
    TIMED_OUT = "timed_out"
    UNSTAFFED = "unstaffed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One agent as the policy saw it. `rejected` is empty for an agent who could be chosen."""

    agent_id: str
    rejected: str = ""
    sort_key: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Why this agent: every candidate with the reason it was passed over, and the sort key's name.

    Agents who are logged out are counted, not listed; `not_listed` counts the staffed agents
    beyond the receipt's length.
    """

    policy: str
    key_names: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    winner: str | None
    logged_out: int = 0
    not_listed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStatusChanged:
    """The agent chose; `device` is where their calls now ring."""

    agent_id: str
    status: AgentStatus
    reason: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStateChanged:
    """`until` is the epoch second at which the state ends by itself (wrap-up), or None."""

    agent_id: str
    state: AgentState
    call_id: str | None = None
    until: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryQueued:
    """A need for one agent began to wait.

    `language` is what the agent must speak (None: any). `caller_language` is the caller's own;
    the two differ when an interpreter fills the gap.
    """

    call_id: str
    entry_id: str
    queue: str
    role: Role
    language: str | None
    caller_language: str | None
    skills: Mapping[str, int] = field(default_factory=dict)
    priority: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMade:
    """One agent is reserved for one entry until `lease_until` (epoch seconds).

    `language` is what the agent had to speak at that moment (None: any).
    """

    call_id: str
    entry_id: str
    offer_id: str
    agent_id: str
    role: Role
    lease_until: float
    receipt: Receipt
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRinging:
    """The agent's telephone rings."""

    call_id: str
    entry_id: str
    offer_id: str
    agent_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferEnded:
    """The reservation is over; exactly one for each OfferMade."""

    call_id: str
    entry_id: str
    offer_id: str
    agent_id: str
    outcome: OfferOutcome
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryEnded:
    """The wait is over; exactly one for each EntryQueued."""

    call_id: str
    entry_id: str
    queue: str
    role: Role
    outcome: EntryOutcome
    waited_s: float
    agent_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyJoined:
    """The agent hears the caller. Starts the talk (or interpreter) segment.

    `language` is what the agent was required to speak, None if anything would do.
    """

    call_id: str
    entry_id: str
    offer_id: str
    agent_id: str
    role: Role
    queue: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyHeld:
    """The agent put the caller on hold."""

    call_id: str
    offer_id: str
    agent_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyResumed:
    """The agent took the caller off hold."""

    call_id: str
    offer_id: str
    agent_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyLeft:
    """`reason`: agent_hung_up, caller_hung_up, handed_over, released, join_failed, call_over."""

    call_id: str
    entry_id: str
    offer_id: str
    agent_id: str
    role: Role
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverStarted:
    """`from_agent` passes the caller on to `queue`; `entry_id` waits for the next agent."""

    call_id: str
    from_agent: str
    queue: str
    entry_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLanguageSet:
    """The caller's language as the distributor now knows it; `by_agent` when a person said so."""

    call_id: str
    language: str
    by_agent: str | None = None


Event = (
    AgentStatusChanged
    | AgentStateChanged
    | EntryQueued
    | OfferMade
    | OfferRinging
    | OfferEnded
    | EntryEnded
    | PartyJoined
    | PartyHeld
    | PartyResumed
    | PartyLeft
    | HandoverStarted
    | CallLanguageSet
)
