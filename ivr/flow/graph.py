"""A city's flows in the form that calls run on: frozen, checked, every name resolved."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from acd.plan.hours import OpeningHours
from ivr.flow.entries import Wordings
from ivr.flow.expression.syntax import Expression
from ivr.flow.graph_asking import (
    AskNode,
    AskRecordingNode,
    ConsentNode,
    KnowledgeNode,
    StatusNode,
    SurveyNode,
)
from ivr.flow.offer_line import OfferLine
from ivr.flow.question_list import QuestionList
from ivr.flow.reading import Speech
from ivr.flow.standing import Minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerNode:
    """Pick up."""

    name: str
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SayNode:
    """Speak, then go on."""

    name: str
    text: Speech
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetNode:
    """Set variables, in this order."""

    name: str
    values: Mapping[str, Expression]
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchNode:
    """Go where the first condition that holds leads."""

    name: str
    cases: tuple[tuple[Expression, str], ...]
    otherwise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceNode:
    """Offer the most-asked questions, each by the line `item`."""

    name: str
    question_list: QuestionList
    intro: Speech
    item: OfferLine
    timeout_s: float
    attempts: int
    no_match: Speech
    answered: str
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a menu."""

    choice: str
    goto: str
    key: str | None = None
    words: Wordings = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuNode:
    """Ask for one of a few choices."""

    name: str
    prompt: Speech
    options: tuple[Option, ...]
    timeout_s: float
    attempts: int
    no_input: Speech
    no_match: Speech
    fallback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectLanguageNode:
    """Find out the caller's language. `keys` maps a key to a tag.

    `assume` is the language of callers of whom nothing was understood; None: `unknown` follows.
    """

    name: str
    prompt: Speech
    keys: Mapping[str, str]
    timeout_s: float
    attempts: int
    hint_threshold: float
    assume: str | None
    identified: str
    identified_other: str
    unknown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursNode:
    """Branch by the clock; `hours` is None where it is always open."""

    name: str
    hours: OpeningHours | None
    open: str
    closed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyNode:
    """Connect to the emergency destination."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """The most-asked questions as they are offered, each by the line `item`."""

    question_list: QuestionList
    intro: Speech
    item: OfferLine
    still_waiting: Speech = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What is heard while waiting: at most `most` announcements between the music.

    `places` has the sentence for each position, `beyond` the one for those behind; `waits` the one
    for each range, `not_known` the one for none. Without `waits` nothing is told of the wait.
    """

    after_s: float
    every_s: float
    most: int
    places: Mapping[int, Speech] = field(default_factory=dict)
    beyond: Speech = field(default_factory=dict)
    waits: Mapping[Minutes, Speech] = field(default_factory=dict)
    not_known: Speech = field(default_factory=dict)
    questions: Questions | None = None
    comfort: tuple[Speech, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnqueueNode:
    """Wait for a person. `keys` maps each key that leaves the queue to the node it leads to.

    `on_overflowed` maps the exits that queues name to nodes; a result that has no way of its own
    goes where its nearest kin goes: closed as unstaffed, full and overflowed as timed out.
    """

    name: str
    queue: str
    skills: Mapping[str, int]
    priority: int
    text: Speech
    on_timed_out: str
    on_unstaffed: str
    on_served: str
    on_full: str = ""
    on_closed: str = ""
    on_overflowed: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    waiting: Waiting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferNode:
    """Connect to a destination outside: to this one, or to that in the variable `chosen`."""

    name: str
    destination: str
    chosen: str
    text: Speech
    failed: str
    closed: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicemailNode:
    """Take a message. `sorry` is heard and `empty` follows where nothing was recorded."""

    name: str
    prompt: Speech
    max_s: float
    silence_s: float
    thanks: Speech
    sorry: Speech
    empty: str
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackSlot:
    """A time to be called at: minutes of the day that is `days_ahead`."""

    name: str
    key: str
    days_ahead: int
    span: tuple[int, int]
    text: Speech


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackNode:
    """Offer to call back."""

    name: str
    queue: str
    skills: Mapping[str, int]
    priority: int
    confirm: Speech
    ask_number: Speech
    wrong_number: Speech
    when: Speech
    slots: tuple[CallbackSlot, ...]
    booked: Speech
    timeout_s: float
    attempts: int
    next: str
    failed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNode:
    """Go through another flow, and on from here when it returns."""

    name: str
    flow: str
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnNode:
    """Go back to the flow that called this one."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GotoNode:
    """Go on elsewhere."""

    name: str
    goto: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUpNode:
    """End the call."""

    name: str
    text: Speech


Node = (
    AnswerNode
    | SayNode
    | SetNode
    | BranchNode
    | AnnounceNode
    | MenuNode
    | AskNode
    | AskRecordingNode
    | ConsentNode
    | SurveyNode
    | StatusNode
    | KnowledgeNode
    | CallNode
    | ReturnNode
    | DetectLanguageNode
    | HoursNode
    | EmergencyNode
    | EnqueueNode
    | TransferNode
    | VoicemailNode
    | CallbackNode
    | GotoNode
    | HangUpNode
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """One flow. `types` names each node's type as it is written in the file."""

    name: str
    start: str
    nodes: Mapping[str, Node]
    types: Mapping[str, str]
