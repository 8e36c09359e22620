"""What the telephone tells a flow. Ids echo the command they answer; stale ids are ignored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from acd.commands import QueueResult


@dataclass(frozen=True, slots=True, kw_only=True)
class CallArrived:
    """`caller` is the calling number as signalled ('' if withheld), `dialled` the number dialled.

    `hints` are language tags with a probability in [0, 1] known before the first word: the line
    dialled, or what this number spoke before.
    `is_outbound` when we have called: `caller` is then the person who answered, `dialled` the
    number shown to them, and an agent is held for them already. `language` is theirs, if known.
    `is_test` when nobody calls but a test of the line. `unheard` says why speech cannot be
    recognised at present, '' while it can.
    """

    caller: str
    dialled: str
    hints: Mapping[str, float] = field(default_factory=dict)
    is_outbound: bool = False
    is_test: bool = False
    unheard: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPressed:
    """One of 0-9, *, #."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted:
    """The caller began to speak while a Listen is open (barge-in)."""

    listen_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsHeard:
    """A Listen for words ended. `choice` is the `Phrase.choice` matched, None if none was."""

    listen_id: str
    choice: str | None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReceived:
    """The caller typed something, at any moment of the call; it may be personal data."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageHeard:
    """A Listen for the language ended. `language` is None when unknown.

    `evidence` names each source and what it said, for the record.
    """

    listen_id: str
    language: str | None
    confidence: float = 0.0
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybackEnded:
    """`complete` is False when it was stopped; `played_s` is how long the caller heard it."""

    play_id: str
    complete: bool
    played_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRecorded:
    """A recording ended. It also follows when the caller ended it by hanging up.

    `duration_s` is 0 when nothing was kept.
    """

    record_id: str
    path: str
    duration_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentAnswered:
    """An agent picked up for the waiting caller and is about to be joined: silence, now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentJoined:
    """The waiting caller and a first agent hear each other: from now the call is being served."""

    agent_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerWaitsAgain:
    """The last who was with the caller is gone, and the distributor seeks somebody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageCorrected:
    """An agent says what the caller's language is."""

    language: str
    by_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyDeclared:
    """An agent sends the caller to the emergency destination."""

    by_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferDeclared:
    """An agent connects the caller to a destination, or to a `number` that has no name."""

    by_agent: str
    destination: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueReturned:
    """The distributor gave the caller back; `exit` is the way out a queue names for overflow."""

    result: QueueResult
    exit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackSettled:
    """Whether the callback that was asked for is booked, and why not."""

    is_booked: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestStatus:
    """What is known of a request. `due_on` is None where nobody has said when it will be done.

    `outcome` is what the department writes of it, by language tag: personal data.
    """

    number: str
    status: str
    updated_on: date
    due_on: date | None = None
    outcome: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLookedUp:
    """The records have answered; `request` is None when there is none of that number."""

    lookup_id: str
    request: RequestStatus | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferEnded:
    """`answered` tells whether the other side picked up at all.

    It also follows when the caller ended the transfer by hanging up.
    """

    transfer_id: str
    answered: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandFailed:
    """The edge could not do a command; `what` is the command's id or class name."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerHungUp:
    """The caller is gone. Results of what was under way may still follow."""


Input = (
    CallArrived
    | KeyPressed
    | SpeechStarted
    | WordsHeard
    | TextReceived
    | LanguageHeard
    | PlaybackEnded
    | MessageRecorded
    | AgentAnswered
    | AgentJoined
    | CallerWaitsAgain
    | LanguageCorrected
    | EmergencyDeclared
    | TransferDeclared
    | QueueReturned
    | CallbackSettled
    | RequestLookedUp
    | TransferEnded
    | CommandFailed
    | CallerHungUp
)
