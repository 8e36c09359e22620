"""What a flow wants the telephone to do. At most one Play and one Listen are open at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """Something to be heard: a text in a language, or a recording of that name if there is one.

    `name` is the recording's base name below the city's `sounds/<language>/`. The text alone
    decides what is synthesised. `text` may be '' only for the built-in tone `beep`.
    """

    name: str
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Something the caller may say, and the choice it stands for."""

    words: str
    choice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Pick up the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """Play the prompts in order; answer PlaybackEnded."""

    play_id: str
    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StopPlay:
    """Silence at once; PlaybackEnded(complete=False) still follows."""

    play_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenForWords:
    """Open the caller's audio and report the first utterance as WordsHeard."""

    listen_id: str
    language: str
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenForLanguage:
    """Open the caller's audio and report the first utterance as LanguageHeard.

    `candidates` are the tags that make a difference; `priors` what is known already.
    """

    listen_id: str
    candidates: tuple[str, ...]
    priors: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopListening:
    """Close the audio; no answer follows for this id."""

    listen_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterQueue:
    """Hand the call to the distributor; music plays until someone is joined.

    Answered by QueueReturned. `language` is the caller's tag, or None while unknown.
    """

    queue: str
    language: str | None
    skills: Mapping[str, int] = field(default_factory=dict)
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveQueue:
    """Take the call back from the distributor; no QueueReturned follows.

    The caller pressed a key while waiting, an agent declared an emergency, or the caller hung up
    (`reason` is then hung_up).
    """

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookCallback:
    """Call this person back on `number`; answer CallbackSettled.

    The place is the one that the call had in `queue`, if it has waited there. The window is in
    epoch seconds; `not_after` None is as long as the city's rules say.
    """

    number: str
    queue: str
    language: str | None
    skills: Mapping[str, int] = field(default_factory=dict)
    priority: int = 0
    not_before: float | None = None
    not_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMessage:
    """Beep, then record until silence, # or `max_s`; answer MessageRecorded."""

    record_id: str
    max_s: float
    silence_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRecording:
    """End the recording now; MessageRecorded still follows."""

    record_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowRecording:
    """Record the conversations to come, or none of them; messages are left all the same."""

    allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpRequest:
    """Look up a request's status in the records; answer RequestLookedUp."""

    lookup_id: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferOut:
    """Dial a destination named in the city's configuration and connect the caller to it.

    Answer TransferEnded when it fails or ends. An emergency is never queued, and it replaces
    whatever is under way: a prompt, a recording, a wait, another transfer. With a `number` that is
    dialled, and the destination is only its label.
    """

    transfer_id: str
    destination: str
    emergency: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUp:
    """End the call. The flow is over; nothing more is asked of the telephone."""

    reason: str


Command = (
    Answer
    | Play
    | StopPlay
    | ListenForWords
    | ListenForLanguage
    | StopListening
    | EnterQueue
    | LeaveQueue
    | BookCallback
    | RecordMessage
    | StopRecording
    | AllowRecording
    | LookUpRequest
    | TransferOut
    | HangUp
)
