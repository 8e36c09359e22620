"""What a `<name>.test.yaml` file may say: calls, turn by turn, and how they end."""

from datetime import date, datetime
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from acd.commands import QueueResult
from ivr.flow.events import Disposition
from ivr.flow.notice_events import NoticeKind, Then
from ivr.flow.request_outcome import checked_outcome
from ivr.flow.schema.fields import Dialled, File, Name, Seconds, Tag, Text, Words


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Keys = Annotated[
    str,
    BeforeValidator(_as_text),
    StringConstraints(pattern=r"^[0-9*#]+$", max_length=200),
    WithJsonSchema({"type": ["string", "integer"], "pattern": r"^[0-9*#]+$"}),
]
Texts = Annotated[
    list[Words],
    BeforeValidator(_as_list),
    Field(min_length=1),
    WithJsonSchema({"type": ["string", "array"], "items": {"type": "string"}, "minItems": 1}),
]
YEARS: Final = range(1970, 3000)
NO_YEAR: Final = f"a year from {YEARS[0]} to {YEARS[-1]}"


def _within_years(at: datetime) -> datetime:
    if at.year not in YEARS:
        raise ValueError(f"must be {NO_YEAR}")
    return at


Moment = Annotated[datetime, AfterValidator(_within_years), WithJsonSchema({"type": "string"})]
"""`2026-07-14 10:00`: what JSON Schema calls a date-time has seconds and a zone."""


class TurnSpec(File):
    """One turn: exactly one of these.

    Of the flow: `hears` what comes next, text after text, where `...` stands for anything;
    `not_hears` what must not have been heard since the last act of the caller; `is_at` the node;
    `dials` the destination outside that is being dialled.
    Of the caller: `keys`, `says` (in a recording: what is recorded), `types` on a line whose
    callers type, `silence` until the flow goes on by itself, `waits` for so many seconds,
    `hangs_up`.
    Of others: the `agent`, who joins, leaves, declares an emergency, or `corrects` the language;
    the `queue`, which gives the caller back (an overflow by its `exit`); the `destination` of a
    transfer; a command of the telephone that `fails`.
    """

    hears: Texts | None = None
    not_hears: Texts | None = None
    is_at: str | None = None
    dials: Name | None = None
    keys: Keys | None = None
    says: Words | None = None
    types: Words | None = None
    silence: Literal[True] | None = None
    waits: Seconds | None = None
    hangs_up: Literal[True] | None = None
    agent: Literal["joins", "leaves", "declares_emergency"] | None = None
    corrects: Tag | None = None
    queue: QueueResult | None = None
    exit: Name | None = None
    destination: Literal["answers", "does_not_answer"] | None = None
    fails: (
        Literal[
            "Answer",
            "Play",
            "ListenForWords",
            "ListenForLanguage",
            "RecordMessage",
            "EnterQueue",
            "TransferOut",
            "LookUpRequest",
        ]
        | None
    ) = None

    @model_validator(mode="after")
    def _one(self) -> "TurnSpec":
        given = [name for name in self.model_fields_set if name != "exit"]
        if len(given) != 1:
            raise ValueError("a turn is one thing: " + ", ".join(TURNS))
        if self.exit is not None and self.queue is not QueueResult.OVERFLOWED:
            raise ValueError("'exit' goes with 'queue: overflowed'")
        return self


TURNS = tuple(name for name in TurnSpec.model_fields if name != "exit")


class QueueGiven(File):
    """A queue as the caller finds it; `wait_s` is the range that is known of the wait."""

    staffed: bool = True
    waiting: Annotated[int, Field(ge=0)] = 0
    wait_s: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None


class RequestGiven(File):
    """A request in the records; `outcome` is what the department writes, by language."""

    status: Name
    updated_on: date
    due_on: date | None = None
    outcome: dict[Tag, Annotated[str, AfterValidator(checked_outcome)]] = Field(
        default_factory=dict
    )


class NoticeGiven(File):
    """A notice that is on; without `lines` on every line."""

    kind: NoticeKind = NoticeKind.INFORMATION
    text: Text
    lines: list[Dialled] = Field(default_factory=list)
    then: Then = Then.CONTINUE


class GivenSpec(File):
    """What the call finds. A queue that is not named is staffed and empty.

    `notices` are on, in this order, by their names.
    """

    asked: list[Name] = Field(default_factory=list)
    queues: dict[Name, QueueGiven] = Field(default_factory=dict)
    requests: dict[Keys, RequestGiven] = Field(default_factory=dict)
    notices: dict[Name, NoticeGiven] = Field(default_factory=dict)
    callback: Literal["booked", "refused"] = "booked"
    without: list[Literal["recogniser", "records"]] = Field(default_factory=list)


class CallSpec(File):
    """One call. `at` is by the city's clock, `line` the number dialled (without: the default).

    `language` is what the caller's number is known to speak. `ends` is the disposition.
    """

    name: Words
    line: Dialled | None = None
    at: Moment
    caller: Dialled | None = None
    language: Tag | None = None
    given: GivenSpec = GivenSpec()
    turns: Annotated[list[TurnSpec], Field(min_length=1)]
    ends: Disposition


class TranscriptFile(File):
    """`<name>.test.yaml`."""

    tests: Annotated[list[CallSpec], Field(min_length=1)]

    @model_validator(mode="after")
    def _named_apart(self) -> "TranscriptFile":
        names = [test.name for test in self.tests]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"two tests are named {twice!r}")
        return self
