"""How people are called back, and which numbers may be called."""

from typing import Annotated

from pydantic import Field, model_validator

from acd.plan.week import WeekConfig
from ivr.flow.schema.fields import Dialled, File, Hours, LineText


class NumberRule(File):
    """Which numbers may be called. What callers key in is paid for by the city.

    A number has `shortest` to `longest` digits. It begins with one of `prefixes`, if there are
    any, and with none of `barred`.
    """

    shortest: Annotated[int, Field(ge=3, le=15)] = 7
    longest: Annotated[int, Field(ge=3, le=15)] = 15
    prefixes: list[Dialled] = Field(default_factory=list)
    barred: list[Dialled] = Field(default_factory=list)

    @model_validator(mode="after")
    def _some_length(self) -> "NumberRule":
        if self.shortest > self.longest:
            raise ValueError("no number is as long: 'shortest' is more than 'longest'")
        return self


class CallbacksSpec(WeekConfig):
    """How people are called back.

    `attempts` is how often at most, `retry_s` the rest between two attempts, `ring_s` how long it
    rings, `expire_h` how long a callback without a slot is tried, `horizon_h` how far off a slot
    may begin. People are called only in `week`, at any hour without it. `greeting` is heard at
    once when somebody answers, `message` is left on an answering machine, unless
    `detect_machines` is false. `caller_id` is the number shown, `numbers` are those that may be
    called.
    """

    caller_id: Dialled
    greeting: LineText
    message: LineText | None = None
    detect_machines: bool = True
    attempts: Annotated[int, Field(ge=1, le=20)] = 3
    retry_s: Annotated[float, Field(gt=0, le=86_400)] = 900.0
    ring_s: Annotated[float, Field(ge=5, le=120)] = 30.0
    expire_h: Hours = 24.0
    horizon_h: Hours = 24.0 * 7
    numbers: NumberRule = NumberRule()
