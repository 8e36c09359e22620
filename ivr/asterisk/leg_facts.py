"""What became of an agent's telephone. One of the final facts ends every leg, exactly once."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRang:
    """The telephone rings."""

    offer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegAnswered:
    """The agent picked up and is parked on `channel`, ready to be joined."""

    offer_id: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegHeld:
    """The agent put the line on hold."""

    offer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegResumed:
    """The agent took the line off hold."""

    offer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegDeclined:
    """Final: the agent rejected the call, was busy, or put the telephone down at once."""

    offer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegUnanswered:
    """Final: it rang and nobody answered."""

    offer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegUnreachable:
    """Final: the telephone never rang, or what became of it is not known."""

    offer_id: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegEnded:
    """Final: an answered or cancelled leg is gone; `broken` when nobody hung it up."""

    offer_id: str
    cause: str
    broken: bool = False


FinalFact: TypeAlias = LegDeclined | LegUnanswered | LegUnreachable | LegEnded
LegFact: TypeAlias = LegRang | LegAnswered | LegHeld | LegResumed | FinalFact
