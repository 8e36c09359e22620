"""What a `<name>.flow.yaml` file may say: one model for each type of node."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from acd.plan.week import TimeSpan, Weekday
from ivr.flow.expression.values import Type
from ivr.flow.schema.ask import AskSpec
from ivr.flow.schema.callback import CallbackSpec
from ivr.flow.schema.fields import (
    Computed,
    Condition,
    File,
    Formula,
    Key,
    LineText,
    Name,
    Probability,
    Seconds,
    Spoken,
    Tag,
    Text,
    Variable,
    Zone,
)
from ivr.flow.schema.inquiry import RecordConsentSpec, SurveySpec
from ivr.flow.schema.knowledge_node import KnowledgeSpec
from ivr.flow.schema.node_base import Definition, Edge, Next, NodeFile, NotHelped, OnChoice, Way
from ivr.flow.schema.questions import QuestionListSpec
from ivr.flow.schema.status import StatusSpec
from ivr.flow.schema.subflow import CallSpec, ReturnSpec
from ivr.flow.schema.waiting import WaitingSpec


class AnswerSpec(NodeFile):
    """Pick up the call."""

    type: Literal["answer"]
    next: Next = None


class SaySpec(NodeFile):
    """Speak and go on. A key cuts the speech short and counts for the next node.

    With `informs: true` it is what callers of an information line ring for: it may be long, and who
    has heard it may be let go.
    """

    type: Literal["say"]
    text: Text
    informs: bool = False
    next: Next = None

    def edges(self) -> Iterator[Edge]:
        """Return the way on; it comes after an answer if the node informs."""
        for edge in super().edges():
            yield replace(edge, is_answer=self.informs)


class SetSpec(NodeFile):
    """Set variables of the call. Each value is a formula; those after may use those before."""

    type: Literal["set"]
    values: Annotated[dict[Variable, Formula], Field(min_length=1)]
    next: Next = None

    def defines(self) -> Iterator[Definition]:
        """Return what is set."""
        for name, formula in self.values.items():
            yield Definition(("values", name), name, formula)


class CaseSpec(File):
    """One way of a branch."""

    when: Condition
    goto: Annotated[Name, Way()]


class BranchSpec(NodeFile):
    """Go where the first condition that holds leads, else `otherwise`."""

    type: Literal["branch"]
    cases: Annotated[list[CaseSpec], Field(min_length=1, max_length=20)]
    otherwise: Next = None


class AnnounceSpec(NodeFile, QuestionListSpec):
    """Offer the questions most asked of late, each with a key.

    `item` has {key} and {title} in any order: the title and the words around it are prompts of
    their own, played one after the other.
    `answered` follows an answer, `next` silence or another wish.
    """

    asks: ClassVar[bool] = True
    tells_person: ClassVar[bool] = True

    type: Literal["announce"]
    source: Literal["trending"] = "trending"
    intro: Text | None = None
    item: LineText
    timeout_s: Seconds = 3.0
    attempts: Annotated[int, Field(ge=1, le=5)] = 2
    no_match: Text | None = None
    answered: Annotated[Name | None, Way(is_silent=False, is_answer=True)] = None
    next: Next = None


class OptionSpec(File):
    """One choice of a menu: by key, by words, or both."""

    key: Key | None = None
    words: Spoken = Field(default_factory=dict)
    goto: OnChoice


class MenuSpec(NodeFile):
    """Ask for one of a few choices. `fallback` follows when all attempts are used up."""

    asks: ClassVar[bool] = True
    tells_person: ClassVar[bool] = True

    type: Literal["menu"]
    prompt: Text
    options: Annotated[dict[Name, OptionSpec], Field(min_length=1)]
    timeout_s: Seconds = 5.0
    attempts: Annotated[int, Field(ge=1, le=5)] = 2
    no_input: Text | None = None
    no_match: Text | None = None
    fallback: Next = None


class DetectLanguageSpec(NodeFile):
    """Find out the caller's language.

    A hint at or above `hint_threshold` skips the asking. `identified` follows for a first-line
    language, `identified_other` for any other known one, `unknown` when nothing was understood.
    With `assume` a caller of whom nothing was understood is taken to speak that language, until
    an agent corrects it; then `unknown` is left out.
    """

    asks: ClassVar[bool] = True

    type: Literal["detect_language"]
    prompt: Text
    keys: dict[Key, Tag] = Field(default_factory=dict)
    timeout_s: Seconds = 5.0
    attempts: Annotated[int, Field(ge=1, le=5)] = 2
    hint_threshold: Probability = 0.9
    assume: Tag | None = None
    identified: Next = None
    identified_other: Next = None
    unknown: Next = None

    @model_validator(mode="after")
    def _one_way_on(self) -> "DetectLanguageSpec":
        if self.assume is not None and self.unknown is not None:
            raise ValueError("with 'assume' the way 'unknown' is never taken: leave one out")
        return self

    def edges(self) -> Iterator[Edge]:
        """Return the ways; where a language is assumed, there is none for an unknown one."""
        for edge in super().edges():
            if self.assume is None or edge.field != ("unknown",):
                yield edge


class HoursSpec(NodeFile):
    """Branch by the city's clock. A span may run past midnight; holidays are closed all day.

    `calendar` names one of the city's calendars in place of a `week`; the node's own holidays come
    on top of the calendar's.
    """

    type: Literal["hours"]
    always: bool = False
    calendar: Name | None = None
    week: dict[Weekday, list[TimeSpan]] = Field(default_factory=dict)
    holidays: list[date] = Field(default_factory=list)
    zone: Zone | None = None
    open: Next = None
    closed: Next = None

    @model_validator(mode="after")
    def _one_week(self) -> "HoursSpec":
        if self.calendar is not None and (self.week or self.always):
            raise ValueError("'calendar' stands in place of 'week' and 'always'")
        return self

    def edges(self) -> Iterator[Edge]:
        """Return the ways; where it is always open, closed may be left out."""
        for edge in super().edges():
            if edge.target is not None or not self.always or edge.field != ("closed",):
                yield edge


class EmergencySpec(NodeFile):
    """Connect to the city's emergency destination at once."""

    asks: ClassVar[bool] = True
    helps: ClassVar[bool] = True

    type: Literal["emergency"]


Elsewhere = Annotated[Name | None, Way(is_needed=False, is_vain=True)]
"""A way that may be left out, taken where the queue does not take the caller in."""


class EnqueueSpec(NodeFile):
    """Wait for a person. `text` is heard first, `waiting` says what is heard between the music.

    The caller is in the queue from the beginning; an agent who picks up cuts either short.

    A key of `keys` leaves the queue for the node it names, at any time while waiting.
    `on_full` is left out where `on_timed_out` will do, `on_closed` where `on_unstaffed` will;
    `on_overflowed` names the node for each exit of the queue, again `on_timed_out` by default.
    """

    asks: ClassVar[bool] = True
    helps: ClassVar[bool] = True

    type: Literal["enqueue"]
    queue: Name
    skills: dict[Name, Annotated[int, Field(ge=1, le=5)]] = Field(default_factory=dict)
    priority: Annotated[int, Field(ge=0, le=99)] = 0
    text: Text | None = None
    keys: Annotated[dict[Key, Name], Way(is_silent=False)] = Field(default_factory=dict)
    waiting: WaitingSpec | None = None
    on_timed_out: Annotated[Name | None, Way(is_silent=False, is_vain=True)] = None
    on_unstaffed: NotHelped = None
    on_served: Annotated[Name | None, Way(is_silent=False)] = None
    on_full: Elsewhere = None
    on_closed: Elsewhere = None
    on_overflowed: Annotated[dict[Name, Name], Way(is_silent=False, is_vain=True)] = Field(
        default_factory=dict
    )


class TransferSpec(NodeFile):
    """Connect to a destination of the city; `failed` follows when nobody answers there.

    In place of `destination`, `chosen` names the variable in which an `ask` node has kept what the
    caller chose. `closed` follows outside the destination's hours, `told` after what is said about
    one with `connect: false`; without them it is `failed`.
    """

    asks: ClassVar[bool] = True
    helps: ClassVar[bool] = True

    type: Literal["transfer"]
    destination: Name | None = None
    chosen: Annotated[Variable, Computed(Type.TEXT)] | None = None
    text: Text | None = None
    failed: NotHelped = None
    closed: Elsewhere = None
    told: Annotated[Name | None, Way(is_answer=True, is_needed=False)] = None

    @model_validator(mode="after")
    def _one_place(self) -> "TransferSpec":
        if (self.destination is None) == (self.chosen is None):
            raise ValueError("needs either 'destination' or 'chosen'")
        return self


class VoicemailSpec(NodeFile):
    """Take a message, which becomes a callback task.

    Where nothing was recorded, as the caller said nothing or it failed, the caller hears `sorry` in
    place of `thanks` and goes on at `empty`, without it at `next`.
    """

    asks: ClassVar[bool] = True
    helps: ClassVar[bool] = True

    type: Literal["voicemail"]
    prompt: Text
    max_s: Seconds = 120.0
    silence_s: Seconds = 4.0
    thanks: Text | None = None
    sorry: Text | None = None
    empty: Annotated[Name | None, Way(is_needed=False)] = None
    next: Next = None


class GotoSpec(NodeFile):
    """Go on elsewhere: a name for a place that several nodes lead to."""

    type: Literal["goto"]
    goto: Annotated[Name, Way()]


class HangUpSpec(NodeFile):
    """Say good-bye and end the call."""

    type: Literal["hang_up"]
    text: Text | None = None


NodeSpec = Annotated[
    AnswerSpec
    | SaySpec
    | SetSpec
    | BranchSpec
    | AnnounceSpec
    | MenuSpec
    | AskSpec
    | RecordConsentSpec
    | SurveySpec
    | StatusSpec
    | KnowledgeSpec
    | CallSpec
    | ReturnSpec
    | DetectLanguageSpec
    | HoursSpec
    | EmergencySpec
    | EnqueueSpec
    | TransferSpec
    | VoicemailSpec
    | CallbackSpec
    | GotoSpec
    | HangUpSpec,
    Field(discriminator="type"),
]


class FlowFile(File):
    """`<name>.flow.yaml`: one call flow."""

    start: Name
    nodes: Annotated[dict[Name, NodeSpec], Field(min_length=1)]
