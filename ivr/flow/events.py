"""What happened on a call outside the distributor, for the ledger.

The first group comes from the flow's interpreter, the second from the controller that owns the
telephone line. `call_id` is on every event so that the ledger needs no context.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ivr.flow.city_events import CityEvent
from ivr.flow.desk_events import DeskEvent
from ivr.flow.notice_events import NoticeEvent
from ivr.flow.number_events import DialTested


class Disposition(StrEnum):
    """How a call ended, decided once."""

    ANSWERED_BY_FAQ = "answered_by_faq"
    STATUS_TOLD = "status_told"
    SERVED = "served"
    VOICEMAIL = "voicemail"
    CALLBACK = "callback"
    EMERGENCY = "emergency"
    TRANSFERRED = "transferred"
    ABANDONED_IN_MENU = "abandoned_in_menu"
    ABANDONED_IN_QUEUE = "abandoned_in_queue"
    FLOW_ENDED = "flow_ended"
    FAILED = "failed"
    NOT_REACHED = "not_reached"


class Means(StrEnum):
    """How the caller said it."""

    KEY = "key"
    SPEECH = "speech"


# --- from the interpreter -------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStarted:
    """The first event of every call. `alias` is the dialled number as configured (A01).

    `is_outbound` when we have called the person, whose number `caller` then is. `is_test` when
    nobody did but a test of the line: no figure counts it.
    """

    call_id: str
    caller: str
    dialled: str
    flow: str
    flow_version: str
    alias: str = ""
    is_outbound: bool = False
    is_test: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswered:
    """The call was picked up."""

    call_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeEntered:
    """The caller came to a node of the flow."""

    call_id: str
    node: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptHeard:
    """A prompt ended; `complete` is False when the caller cut it short."""

    call_id: str
    node: str
    names: tuple[str, ...]
    language: str
    complete: bool
    played_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceMade:
    """The caller chose something."""

    call_id: str
    node: str
    choice: str
    means: Means
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingChosen:
    """No input, or input that matched nothing. `what` is no_input, no_match, not_found."""

    call_id: str
    node: str
    what: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGiven:
    """The caller answered a question; the variable holds it from now on.

    `kind`: digits, yes_no, date, choice, survey. `value` is as keyed, `yes` or `no`, an ISO date,
    or the choice's name.
    """

    call_id: str
    node: str
    variable: str
    kind: str
    value: str
    means: Means
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRecorded:
    """The caller answered a question in their own words. `path` is the recording."""

    call_id: str
    node: str
    variable: str
    path: str
    duration_s: float
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingConsentDecided:
    """Whether the conversations to come are recorded.

    `how`: announced, key, speech, silence, or unspoken (there is no text in the caller's language).
    """

    call_id: str
    node: str
    allowed: bool
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestStatusTold:
    """A request was looked up for the caller; `status` is '' when there is none of that number.

    `has_outcome` when the department has written what came of it, in whatever language.
    """

    call_id: str
    node: str
    number: str
    status: str
    has_outcome: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageIdentified:
    """`language` is None when the detector says unknown.

    `means`: speech, key, hint, agent, assumed, or silence.
    """

    call_id: str
    language: str | None
    confidence: float
    means: str
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeSought:
    """The caller looked something up in what the city knows; `found` has the codes, if any.

    `by`: number (`asked` is what was keyed), words (what was said), or tree (the code arrived at).
    """

    call_id: str
    node: str
    by: str
    asked: str
    found: tuple[str, ...]
    means: Means


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqsAnnounced:
    """These questions were offered, in the order of their keys.

    `arm`: trending, or control for a caller who hears the control list instead.
    """

    call_id: str
    node: str
    faqs: tuple[str, ...]
    arm: str = "trending"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqAnswered:
    """An answer was played: an inquiry. `complete` when it was heard to its end."""

    call_id: str
    faq: str
    language: str
    complete: bool
    heard_s: float
    means: Means


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueEntered:
    """The flow handed the caller to the distributor."""

    call_id: str
    queue: str
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyRequested:
    """The caller, or an agent for the caller, asked for the emergency destination."""

    call_id: str
    node: str
    means: str
    destination: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechUnheard:
    """What the caller says cannot be recognised from here on; keys work. Once a call at most."""

    call_id: str
    node: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferStarted:
    """A destination outside is being dialled; `by_agent` when an agent sent the caller there."""

    call_id: str
    destination: str
    emergency: bool
    by_agent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFinished:
    """The transfer ended; `answered` tells whether anyone picked up there."""

    call_id: str
    destination: str
    answered: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferPassedBy:
    """A destination was not dialled. `reason`: closed, told (what there is to know), unknown."""

    call_id: str
    destination: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicemailLeft:
    """Becomes a callback task. `path` is the recording."""

    call_id: str
    path: str
    duration_s: float
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded:
    """The last event of every call. `by`: caller, flow, switch."""

    call_id: str
    disposition: Disposition
    by: str
    node: str = ""
    reason: str = ""


# --- from the controller --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingKept:
    """A conversation's recording. `sides` maps caller/agents to their own mono files."""

    call_id: str
    path: str
    duration_s: float
    sides: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBlocked:
    """A call that could not be taken at all (limit reached, line broken before the flow)."""

    call_id: str
    caller: str
    dialled: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControllerStarted:
    """The service began to take calls."""

    version: str
    profile: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControllerStopped:
    """The service ended."""

    reason: str


Event = (
    CallStarted
    | CallAnswered
    | NodeEntered
    | PromptHeard
    | ChoiceMade
    | NothingChosen
    | AnswerGiven
    | AnswerRecorded
    | RecordingConsentDecided
    | RequestStatusTold
    | LanguageIdentified
    | KnowledgeSought
    | FaqsAnnounced
    | FaqAnswered
    | QueueEntered
    | EmergencyRequested
    | SpeechUnheard
    | TransferStarted
    | TransferFinished
    | TransferPassedBy
    | VoicemailLeft
    | CallEnded
    | RecordingKept
    | CallBlocked
    | ControllerStarted
    | ControllerStopped
    | CityEvent
    | DeskEvent
    | DialTested
    | NoticeEvent
)
