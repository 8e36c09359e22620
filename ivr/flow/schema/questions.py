"""Which questions a list offers: how they are counted, and what editors say about it."""

from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from ivr.flow.schema.fields import Code, File, Hours
from ivr.trending.ranking import Rank


def _season(value: str) -> str:
    for part in value.split(" to "):
        month, _, day = part.partition("-")
        try:
            # A leap year, so that 02-29 is a day.
            date(2024, int(month), int(day))
        except ValueError as error:
            raise ValueError(f"{part} is no month and day") from error
    return value


def _name_as_rule(value: Any) -> Any:
    """Accept a bare name for a rule without dates."""
    return {"question": value} if isinstance(value, str) else value


SeasonText = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{2}-[0-9]{2} to [0-9]{2}-[0-9]{2}$"),
    AfterValidator(_season),
]
"""`10-01 to 05-31`: each year from the first of October to the end of May, both days included."""


class _Rule(File):
    """When a question is pinned or banned: between two dates, each year in a season, or always."""

    question: Code
    since: date | None = None
    until: date | None = None
    season: SeasonText | None = None


class _OrName:
    """Tells editors that the bare name of a question will do."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": ["string", "integer"]}, handler(core)]}


RuleSpec = Annotated[_Rule, BeforeValidator(_name_as_rule), _OrName()]


class ControlSpec(File):
    """A share of the callers hears `questions` instead, so that it shows what the list saves.

    The same number stays in the same group until `salt` changes. Without questions nothing is
    offered to the group.
    """

    share: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)]
    questions: list[Code] = Field(default_factory=list)
    salt: Annotated[str, StringConstraints(max_length=40)] = ""


class QuestionListSpec(File):
    """Up to `count` questions, most asked first, of the last `window_h` hours.

    An inquiry counts half after `half_life_h`. `rank`: expected (how often it will be asked next,
    by the recent inquiries against what is usual at this hour), count (the recent inquiries alone),
    lift (what is asked more than usual). With `by_language` the caller's language has an order of
    its own. `pinned` questions come first, `banned` ones never.
    """

    count: Annotated[int, Field(ge=1, le=9)] = 3
    window_h: Hours = 24.0
    half_life_h: Hours = 6.0
    rank: Rank = Rank.EXPECTED
    by_language: bool = True
    pinned: list[RuleSpec] = Field(default_factory=list)
    banned: list[RuleSpec] = Field(default_factory=list)
    control: ControlSpec | None = None
