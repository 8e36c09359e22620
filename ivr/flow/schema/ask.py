"""The `ask` node: one question, the kinds of answer it takes, and the variable that keeps it."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from ivr.flow.expression.values import Type
from ivr.flow.schema.fields import File, Key, Name, Seconds, Spoken, Text, Variable
from ivr.flow.schema.node_base import Definition, Next, NodeFile


class DigitsSpec(File):
    """A number keyed, or said digit by digit; `*` begins anew.

    It ends with the key `end`, after a pause, or with the last of `max` digits.
    """

    type: Literal["digits"]
    min: Annotated[int, Field(ge=1, le=40)] = 1
    max: Annotated[int, Field(ge=1, le=40)] = 20
    end: Literal["#", "*"] = "#"

    @model_validator(mode="after")
    def _in_order(self) -> "DigitsSpec":
        if self.min > self.max:
            raise ValueError(f"min {self.min} is more than max {self.max}")
        return self


class YesNoSpec(File):
    """Yes or no: keys 1 and 2, or the words of `languages.yaml`."""

    type: Literal["yes_no"]


class DateSpec(File):
    """A day, keyed or said in eight digits; `order` says how: DDMMYYYY, MMDDYYYY or YYYYMMDD."""

    type: Literal["date"]
    order: Literal["dmy", "mdy", "ymd"] = "dmy"


class ChoiceOptionSpec(File):
    """One answer: by key, by words, or both. Its name is what the variable holds."""

    key: Key | None = None
    words: Spoken = Field(default_factory=dict)


class ChoiceSpec(File):
    """One of a few answers."""

    type: Literal["choice"]
    options: Annotated[dict[Name, ChoiceOptionSpec], Field(min_length=1)]


class DestinationAnswerSpec(File):
    """A destination of `city.yaml`, by its `code` or its `words`; a `transfer` node goes there."""

    type: Literal["destination"]


class RecordingSpec(File):
    """Whatever the caller says, kept as a file; a key or a silence ends it."""

    type: Literal["recording"]
    max_s: Seconds = 60.0
    silence_s: Seconds = 3.0


AnswerForm = Annotated[
    DigitsSpec | YesNoSpec | DateSpec | ChoiceSpec | DestinationAnswerSpec | RecordingSpec,
    Field(discriminator="type"),
]

_TYPES = {"yes_no": Type.YES_NO, "date": Type.DATE}


class AskSpec(NodeFile):
    """Ask something and keep the answer in the variable `into`.

    Keys and words always both work, and the first of either cuts the question short. `confirm` is
    read back, with the answer in its text if it says so: 1 or yes keeps it, 2 or no asks again.
    `fallback` follows when all attempts are used up.

    While digits are gathered the keys that are good everywhere are digits; such a key alone,
    followed by a pause or the end key, means what it means everywhere.
    """

    asks: ClassVar[bool] = True
    tells_person: ClassVar[bool] = True

    type: Literal["ask"]
    into: Variable
    prompt: Text
    answer: AnswerForm
    no_input: Text | None = None
    no_match: Text | None = None
    confirm: Text | None = None
    timeout_s: Seconds = 5.0
    between_s: Seconds = 3.0
    attempts: Annotated[int, Field(ge=1, le=5)] = 3
    next: Next = None
    fallback: Next = None

    @model_validator(mode="after")
    def _confirmable(self) -> "AskSpec":
        if self.confirm is not None and self.answer.type == "recording":
            raise ValueError("a recording cannot be read back: leave out 'confirm'")
        return self

    def defines(self) -> Iterator[Definition]:
        """Return the variable that keeps the answer."""
        yield Definition(("into",), self.into, _TYPES.get(self.answer.type, Type.TEXT))

    def listens_for(self) -> Iterator[str]:
        """Return what is listened for beside the node's own words: `yes_no`, `digits`."""
        if self.confirm is not None or self.answer.type == "yes_no":
            yield "yes_no"
        if self.answer.type in ("digits", "date", "destination"):
            yield "digits"
