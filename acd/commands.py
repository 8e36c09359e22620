"""What the engine wants done. Each command names one act of the switch or of the call's flow."""

from dataclasses import dataclass
from enum import StrEnum
from typing import get_args

from acd.consults.messages import ConsultCommand
from acd.plan.model import Role
from acd.plan.vendors import OutsideLine
from acd.quick import quicken


class QueueResult(StrEnum):
    """Why a call comes back from the queue to its flow."""

    SERVED = "served"
    TIMED_OUT = "timed_out"
    UNSTAFFED = "unstaffed"
    FULL = "full"
    CLOSED = "closed"
    OVERFLOWED = "overflowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferCall:
    """Ring `device` for `agent_id`; answer with OfferRang/Answered/Declined/...

    For a vendor's line `outside` is what to dial instead; it has answered once the last key has
    been sent.
    """

    offer_id: str
    entry_id: str
    call_id: str
    agent_id: str
    device: str
    role: Role
    language: str | None
    ring_timeout_s: float
    outside: OutsideLine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOffer:
    """Stop ringing: the offer is over."""

    offer_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinAgent:
    """Put the answered leg into the caller's bridge; answer LegJoined or JoinFailed."""

    offer_id: str
    call_id: str
    agent_id: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLeg:
    """Hang up an answered leg (the caller stays unless this was the last party).

    It may name a leg that is gone already, and may be repeated; then there is nothing to do.
    """

    offer_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCall:
    """Give the caller back to the flow. After it the engine knows nothing of the call.

    `exit` is the way out that the queue names for an overflow, '' with any other result.
    """

    call_id: str
    result: QueueResult
    exit: str = ""


Command = OfferCall | CancelOffer | JoinAgent | ReleaseLeg | ReturnCall | ConsultCommand

quicken(*get_args(Command))
