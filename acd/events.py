"""What happened in the distributor, for the ledger. The derived rows are built from these alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import get_args

from acd.callbacks.messages import CallbackEvent
from acd.consults.messages import ConsultEvent
from acd.interpreters.events import InterpreterEvent
from acd.plan.model import Role
from acd.quick import quicken
from acd.routing.decision import AgentFacts, DecisionFacts, Receipt, Requirement, Turn
from acd.staff.events import StaffEvent
from acd.supervision.messages import SupervisionEvent


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
    OVERFLOWED = "overflowed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAdopted:
    """Routing goes by this plan from now on: at the start, and at every reload."""

    version: str
    agents: tuple[AgentFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStatusChanged:
    """The agent chose; `device` is where their calls now ring.

    `turn` is the place among the idle of an agent who takes calls now, else None.
    """

    agent_id: str
    status: AgentStatus
    reason: str = ""
    device: str = ""
    turn: Turn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStateChanged:
    """`until` is the epoch second at which the state ends by itself, or None.

    `turn` is the place among the idle of an agent who takes calls now, else None.
    """

    agent_id: str
    state: AgentState
    call_id: str | None = None
    until: float | None = None
    reason: str = ""
    turn: Turn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUpExtended:
    """The agent takes longer: the wrap-up ends at `until`; `left` more extensions are allowed."""

    agent_id: str
    call_id: str | None
    until: float
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryQueued:
    """A need for one agent began to wait.

    `language` is what the agent must speak (None: any). `caller_language` is the caller's own;
    the two differ when an interpreter fills the gap. `waiting_since` (epoch seconds) is what the
    place in the order counts from, `requirement` what is asked at first, `last_agent` who spoke
    with this caller last.
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
    waiting_since: float | None = None
    requirement: Requirement | None = None
    last_agent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRefused:
    """The queue took the call in not at all; `reason`: full, closed."""

    call_id: str
    queue: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRelaxed:
    """The queue's recipe asks something else of an agent from now on.

    `step` counts the steps in force. `reason`: due, nobody_staffed (no one logged in could have met
    what was asked before), reload.
    """

    call_id: str
    entry_id: str
    queue: str
    step: int
    requirement: Requirement
    reason: str = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRequirementChanged:
    """The caller's language, or who speaks it, changed what the entry asks of an agent.

    `language` is what the agent must speak from now on (None: any). `reason` is why it is not the
    caller's own, '' if it is: interpreter_on_line, no_speaker (nobody logged in), speakers_away
    (all on pause or not responding), waited (the queue's `interpreter_after_s` are over).
    """

    call_id: str
    entry_id: str
    queue: str
    language: str | None
    caller_language: str | None
    requirement: Requirement
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitTold:
    """The caller was told what to expect: `position` (from 1), and from now on so many seconds.

    The range is that of `acd.forecasting.forecast`; both ends are None when not enough was known to
    tell.
    `said_low_s` and `said_high_s` are the range in the words that the caller heard, rounded
    outwards; the upper end is None where none was named, both where nothing was.
    """

    call_id: str
    entry_id: str
    queue: str
    position: int
    low_s: float | None
    high_s: float | None
    said_low_s: float | None = None
    said_high_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRestored:
    """The caller hung up while waiting, called again in time, and has the earlier place back.

    `earlier_call_id` is the call that was left at `left_at`; `waiting_since` is what the place
    counts from again (epoch seconds).
    """

    call_id: str
    queue: str
    earlier_call_id: str
    waiting_since: float
    left_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMade:
    """One agent is reserved for one entry until `lease_until` (epoch seconds).

    `language` is what the agent had to speak at that moment (None: any), `waived` why that was not
    the caller's own, as in `EntryRequirementChanged`. `facts` let the decision be made again; None
    in records of a version that did not keep them.
    """

    call_id: str
    entry_id: str
    offer_id: str
    agent_id: str
    role: Role
    lease_until: float
    receipt: Receipt
    language: str | None = None
    facts: DecisionFacts | None = None
    waived: str = ""


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

    `language` is what the agent was required to speak, None if anything would do. `vendor` is
    whose line it is, '' for a person.
    """

    call_id: str
    entry_id: str
    offer_id: str
    agent_id: str
    role: Role
    queue: str
    language: str | None = None
    vendor: str = ""


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
    """The agent hears the caller no more.

    `reason`: agent_hung_up, line_broke, caller_hung_up, handed_over, transferred, released,
    join_failed, call_over.
    """

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """The distributor and the switch told different stories, and the switch's was taken.

    `what`: ring_missed, answer_missed, join_missed, leg_lost, stray_leg, caller_lost, agent_stuck.
    """

    what: str
    call_id: str | None = None
    offer_id: str | None = None
    agent_id: str | None = None


Event = (
    PlanAdopted
    | WrapUpExtended
    | AgentStatusChanged
    | AgentStateChanged
    | EntryQueued
    | EntryRefused
    | EntryRelaxed
    | EntryRequirementChanged
    | WaitTold
    | PlaceRestored
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
    | Repaired
    | CallbackEvent
    | InterpreterEvent
    | ConsultEvent
    | SupervisionEvent
    | StaffEvent
)

quicken(*get_args(Event))
