"""The scalars that configuration files are made of, and the base of every section."""

from dataclasses import dataclass
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

from ivr.flow.expression.values import Type
from ivr.flow.loading.problems import did_you_mean


def _number_as_text(value: Any) -> Any:
    """Accept `1: ...` for `"1": ...`: keys and telephone numbers are easily left unquoted."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError) as error:
        hint = did_you_mean(value, available_timezones())
        raise ValueError(f"unknown time zone {value!r}" + (f": {hint}" if hint else "")) from error
    return value


def _words_only(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be blank")
    return value.strip()


def _date_pattern(value: str) -> str:
    for blank in ("{day}", "{month}"):
        if blank not in value:
            raise ValueError(f"lacks {blank}")
    return value


@dataclass(frozen=True, slots=True)
class Heard:
    """Marks what callers hear: it must exist in every first-line language."""

    takes_variables: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """Marks what callers may say."""


@dataclass(frozen=True, slots=True)
class Computed:
    """Marks a formula, and the type that its value must have, if any."""

    type: Type | None = None


def _plain_as_formula(value: Any) -> Any:
    """Accept `yes: true` and `tries: 0`, which YAML reads as they are meant."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, int | float) else value


def _numbered(pattern: str) -> WithJsonSchema:
    """What editors are told of a text that may be written as a number."""
    return WithJsonSchema({"type": ["string", "integer"], "pattern": pattern})


Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,47}$")]
_CODE = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
Code = Annotated[
    str, BeforeValidator(_number_as_text), StringConstraints(pattern=_CODE), _numbered(_CODE)
]
"""The code of something the city knows: `garbage`, `YB-TJ-1`, `311`."""
_NUMBER = r"^[0-9]{2,40}$"
Number = Annotated[
    str, BeforeValidator(_number_as_text), StringConstraints(pattern=_NUMBER), _numbered(_NUMBER)
]
"""What callers key for something the city knows."""
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
_KEY = r"^[0-9*#]$"
Key = Annotated[
    str, BeforeValidator(_number_as_text), StringConstraints(pattern=_KEY), _numbered(_KEY)
]
_DIALLED = r"^\+?[0-9*#]{1,20}$"
Dialled = Annotated[
    str, BeforeValidator(_number_as_text), StringConstraints(pattern=_DIALLED), _numbered(_DIALLED)
]
DistrictCode = Annotated[
    str,
    BeforeValidator(_number_as_text),
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$"),
]
Words = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_words_only)]
Label = Annotated[str, StringConstraints(max_length=100)]
NameInWords = Annotated[Words, StringConstraints(max_length=200)]
DatePattern = Annotated[Words, AfterValidator(_date_pattern)]
Zone = Annotated[str, AfterValidator(_known_zone)]
Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]
Hours = Annotated[float, Field(gt=0, le=24 * 366, allow_inf_nan=False)]
Probability = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
Text = Annotated[dict[Tag, Words], Field(min_length=1), Heard()]
LineText = Annotated[dict[Tag, Words], Field(min_length=1), Heard(takes_variables=False)]
"""A text whose blanks are its node's own, filled when the city is loaded."""
_Formula = Annotated[
    str,
    BeforeValidator(_plain_as_formula),
    StringConstraints(max_length=2000),
    WithJsonSchema({"type": ["string", "number", "boolean"], "maxLength": 2000}),
]
Formula = Annotated[_Formula, Computed()]
Condition = Annotated[_Formula, Computed(Type.YES_NO)]
Variable = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
Spoken = Annotated[dict[Tag, Annotated[list[Words], Field(min_length=1)]], Said()]


class File(BaseModel):
    """Base of everything written in YAML: unknown keys are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
