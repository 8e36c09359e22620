"""What a value must be is said in the words of administrators, never in those of the library."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, ValidationError

import acd.plan
import acd.sim
import ivr.flow
from ivr.flow.loading.value_words import PATTERNS, message_of
from ivr.flow.rehearsal.transcript_schema import TurnSpec


def models() -> Iterator[type[BaseModel]]:
    for package in (ivr.flow, acd.plan, acd.sim):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            loaded = importlib.import_module(module.name)
            for _, each in inspect.getmembers(loaded, inspect.isclass):
                if issubclass(each, BaseModel) and each.__module__ == module.name:
                    yield each


def patterns(schema: Any) -> Iterator[str]:
    match schema:
        case dict():
            if isinstance(schema.get("pattern"), str):
                yield schema["pattern"]
            yield from schema.get("patternProperties", {})
            for value in schema.values():
                yield from patterns(value)
        case list():
            for value in schema:
                yield from patterns(value)


def test_every_form_that_a_text_must_have_is_said_in_words() -> None:
    used = {form for model in models() for form in patterns(model.model_json_schema())}
    assert len(used) > 15
    assert used - set(PATTERNS) == set()


class Anything(BaseModel):
    number: int = 0
    text: Annotated[str, Field(pattern="^[a-z]*$")] = ""


@pytest.mark.parametrize(
    ("model", "value", "said"),
    [
        (Anything, {"number": "9" * 5000}, "is too large a number"),
        (Anything, {"text": "\udc80"}, "holds signs that are no characters"),
        (TurnSpec, {"keys": "12A"}, "must be keys: digits, * and #"),
    ],
)
def test_no_word_of_the_library_is_left(
    model: type[BaseModel], value: dict[str, str], said: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(value)
    told = [message_of(detail) for detail in refused.value.errors()]
    assert told == [said]
