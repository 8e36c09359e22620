"""What the outside tells the engine. Facts are in the past tense; wishes end in `Requested`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import get_args

from acd.consults.messages import ConsultInput
from acd.quick import quicken

# --- agents ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentLoggedIn:
    """`device` overrides the profile's own SIP endpoint for this login."""

    agent_id: str
    device: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentLoggedOut:
    """The agent goes home. A call or wrap-up in progress is finished first."""

    agent_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentPaused:
    """No further calls. A call or wrap-up in progress is finished first."""

    agent_id: str
    reason: str = "unspecified"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentResumed:
    """Ends a pause, a wrap-up and the not-responding state alike."""

    agent_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUpExtensionRequested:
    """The agent needs longer to finish; does nothing where no extension is left."""

    agent_id: str


# --- calls ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnqueued:
    """The flow asks for a person. `language` is a BCP 47 tag, or None while it is not known.

    `waiting_since` (epoch seconds) keeps an earlier place in the order; None is now.
    `caller_key` stands for the caller, so that the engine knows who spoke with them last;
    `last_agent` says so itself and wins. Both may be ''.
    `dial_limit_s` says that nobody is on the line (a callback): once an agent is held the person is
    dialled, for which joining may take so long. Such a call waits for as long as it takes; the
    queue returns it only when it does not take it in. None: the caller is on the line.
    `named` is the one agent it is offered to, at once or not at all, whatever the queue says; ''
    for anybody. It comes back unstaffed when that agent does not take it.
    """

    call_id: str
    queue: str
    language: str | None = None
    skills: Mapping[str, int] = field(default_factory=dict)
    priority: int = 0
    waiting_since: float | None = None
    caller_key: str = ""
    last_agent: str = ""
    dial_limit_s: float | None = None
    named: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerLeft:
    """The caller hung up, or the flow took the call elsewhere. Legal at every moment.

    `hung_up` abandons the entries still waiting; any other reason withdraws them.
    """

    call_id: str
    reason: str = "hung_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverRequested:
    """An agent passes the caller on. The agent stays until the next one has joined or hangs up."""

    call_id: str
    queue: str
    by_agent: str
    skills: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterRequested:
    """An interpreter for `language` is wanted on the call, whoever speaks what.

    `additional` when the caller's own language stays what it is: a second interpreter, such as
    from a language that few interpret into one that many do.
    """

    call_id: str
    language: str
    by_agent: str | None = None
    additional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageOverridden:
    """An agent corrects the caller's language; an interpreter follows if the agent lacks it."""

    call_id: str
    language: str
    by_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyReleaseRequested:
    """Let one agent or interpreter leave the call; the others stay."""

    call_id: str
    agent_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorUseKnown:
    """An earlier run had a vendor bill so many seconds in a `month` (UTC, such as 2026-07)."""

    vendor: str
    month: str
    billed_s: int


# --- what became of an offer, told by whoever rings the telephone ---------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRang:
    """The telephone rings."""

    offer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAnswered:
    """The agent lifted the receiver; nobody is joined yet."""

    offer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDeclined:
    """The agent pressed reject, or the telephone was busy."""

    offer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferUnanswered:
    """It rang to the end."""

    offer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferUnreachable:
    """The telephone could not be rung: not registered, network error, switch refused."""

    offer_id: str
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegJoined:
    """The agent's leg is in the caller's bridge: from now they hear one another."""

    offer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinFailed:
    """The accepted agent could not be joined; the caller keeps the place in the queue."""

    offer_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegEnded:
    """The agent's leg is gone: the agent hung up or, where `broken`, the line failed."""

    offer_id: str
    broken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LegHeld:
    """The agent put the caller on hold."""

    offer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegResumed:
    """The agent took the caller off hold."""

    offer_id: str


# --- what the switch has ----------------------------------------------------------------------


class SwitchLegState(StrEnum):
    """What an agent's leg is doing at the switch."""

    RINGING = "ringing"
    ANSWERED = "answered"
    JOINED = "joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchLeg:
    """One agent's leg at the switch."""

    offer_id: str
    state: SwitchLegState


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchStateReported:
    """Every agent's leg that the switch has, and every caller; the engine repairs what differs.

    `as_of` is the epoch second at which the switch was asked: what began or changed later is left
    alone. `calls` are the callers on the line; None says nothing of them.
    """

    as_of: float
    legs: tuple[SwitchLeg, ...]
    calls: tuple[str, ...] | None = None


Input = (
    AgentLoggedIn
    | WrapUpExtensionRequested
    | AgentLoggedOut
    | AgentPaused
    | AgentResumed
    | CallEnqueued
    | CallerLeft
    | HandoverRequested
    | InterpreterRequested
    | LanguageOverridden
    | PartyReleaseRequested
    | VendorUseKnown
    | OfferRang
    | OfferAnswered
    | OfferDeclined
    | OfferUnanswered
    | OfferUnreachable
    | LegJoined
    | JoinFailed
    | LegEnded
    | LegHeld
    | LegResumed
    | SwitchStateReported
    | ConsultInput
)

quicken(*get_args(Input))
