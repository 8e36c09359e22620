"""What the book of callbacks is told, what it wants done, and what it puts on record.

Times are in epoch seconds. `number` is personal data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class NotReached(StrEnum):
    """Why a person who was dialled did not speak with anyone."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    MACHINE = "machine"
    HUNG_UP = "hung_up"
    AGENT_LOST = "agent_lost"
    NO_REPORT = "no_report"


class CallbackOutcome(StrEnum):
    """A callback ends in exactly one of these."""

    SERVED = "served"
    UNREACHED = "unreached"
    EXPIRED = "expired"
    HUNG_UP = "hung_up"
    CALLED_IN = "called_in"
    CANCELLED = "cancelled"


class Refusal(StrEnum):
    """Why nothing was booked."""

    NO_NUMBER = "no_number"
    WINDOW_EMPTY = "window_empty"
    WINDOW_OVER = "window_over"
    TOO_FAR = "too_far"
    BOOKED_ALREADY = "booked_already"


# --- inputs -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackRequested:
    """The person on `call_id` would rather be called.

    `waiting_since` is the place that the call has in the order; None is now, for someone who did
    not wait. `agent_id` is the one agent who wants to call, now and once, for the task `task_id`;
    '' for whoever is free. The window runs from `not_before` (None: now) to `not_after` (None: as
    the rules say).
    """

    call_id: str
    number: str
    queue: str
    language: str | None = None
    skills: Mapping[str, int] = field(default_factory=dict)
    priority: int = 0
    waiting_since: float | None = None
    not_before: float | None = None
    not_after: float | None = None
    agent_id: str = ""
    task_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentReserved:
    """An agent is held for the callback: now is the time to dial."""

    callback_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentLost:
    """The agent is gone again. Someone who has answered already waits on the line."""

    callback_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAnswered:
    """The person lifted the receiver; nobody is joined yet."""

    callback_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNotReached:
    """The attempt came to nothing."""

    callback_id: str
    reason: NotReached


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonJoined:
    """Person and agent hear one another."""

    callback_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonHungUp:
    """The person answered and was gone before an agent was joined."""

    callback_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackReturned:
    """The queue gave the callback back unserved: nobody there, closed, full."""

    callback_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackCancelled:
    """The person, or an agent, does not want it any more."""

    callback_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceReclaimed:
    """The person rang again as `call_id` and wants the place, not the callback."""

    call_id: str
    number: str


CallbackNews = (
    AgentReserved
    | AgentLost
    | PersonAnswered
    | PersonNotReached
    | PersonJoined
    | PersonHungUp
    | CallbackReturned
    | CallbackCancelled
)
"""What became of a callback that is booked."""

CallbackInput = CallbackRequested | PlaceReclaimed | CallbackNews


# --- commands ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCallback:
    """Let it wait in the queue like any call, at its old place, with nobody on the line."""

    callback_id: str
    queue: str
    language: str | None
    skills: Mapping[str, int]
    priority: int
    waiting_since: float
    agent_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnqueueCallback:
    """Take it out of the queue; an agent held for it is free again."""

    callback_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DialPerson:
    """Ring the person; answer PersonAnswered or PersonNotReached."""

    callback_id: str
    number: str
    attempt: int
    ring_timeout_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StopDialling:
    """Stop ringing the person. It may name a telephone that does not ring any more."""

    callback_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GivePlace:
    """Let the call wait where the callback would have."""

    call_id: str
    queue: str
    priority: int
    waiting_since: float


CallbackCommand = QueueCallback | UnqueueCallback | DialPerson | StopDialling | GivePlace


# --- events -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackBooked:
    """The person will be called. `waiting_since` is the place; the window is as it was settled."""

    callback_id: str
    call_id: str
    number: str
    queue: str
    language: str | None
    skills: Mapping[str, int]
    priority: int
    waiting_since: float
    not_before: float
    not_after: float
    agent_id: str = ""
    task_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackRebooked:
    """The person, who has a callback, asked again: place and queue stay, the window may change."""

    callback_id: str
    call_id: str
    not_before: float
    not_after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackRefused:
    """Nothing was booked."""

    call_id: str
    reason: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackQueued:
    """It waits for an agent, at its place."""

    callback_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackDialled:
    """The person's telephone is being rung; `attempt` counts from 1."""

    callback_id: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackAnswered:
    """A person answered and is about to be joined."""

    callback_id: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackAttemptFailed:
    """An attempt came to nothing."""

    callback_id: str
    attempt: int
    reason: NotReached


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackEnded:
    """It is over; exactly one for each CallbackBooked."""

    callback_id: str
    outcome: CallbackOutcome
    attempts: int


CallbackEvent = (
    CallbackBooked
    | CallbackRebooked
    | CallbackRefused
    | CallbackQueued
    | CallbackDialled
    | CallbackAnswered
    | CallbackAttemptFailed
    | CallbackEnded
)
