"""The tables of what may be written in a city's files, from the models that check them."""

from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined


def fields(model: type[BaseModel]) -> Iterator[str]:
    """Yield the table of a model's fields, nothing for one that has none."""
    rows = [(n, i) for n, i in model.model_fields.items() if n != "type"]
    if not rows:
        return
    yield from ("| field | value | if left out |", "|---|---|---|")
    for name, info in rows:
        yield f"| `{info.alias or name}` | {_value(info)} | {_default(info)} |"
    yield ""


def _value(info: FieldInfo) -> str:
    for mark in info.metadata:
        if (known := _MARKS.get(type(mark).__name__)) is not None:
            return known
    return _named(info.annotation)


_MARKS = {"Way": "a node", "Heard": "a text", "Said": "words by language", "Computed": "a formula"}
_PLAIN = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def _named(annotation: Any) -> str:
    for mark in getattr(annotation, "__metadata__", ()):
        if (known := _MARKS.get(type(mark).__name__)) is not None:
            return known
    arguments = get_args(annotation)
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return title(annotation)
    if hasattr(annotation, "__metadata__"):
        return _named(arguments[0])
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return " or ".join(f"`{each.value}`" for each in annotation)
    if annotation.__class__.__name__ == "_LiteralGenericAlias":
        return " or ".join(f"`{each}`" for each in arguments)
    if getattr(annotation, "__origin__", None) is dict:
        return f"a name for each: {_named(arguments[1])}"
    if getattr(annotation, "__origin__", None) is list:
        return f"a list: {_named(arguments[0])}"
    if arguments:
        return " or ".join(_named(each) for each in arguments if each is not type(None))
    return str(getattr(annotation, "__name__", annotation)).lower()


def _default(info: FieldInfo) -> str:
    if info.default is PydanticUndefined:
        return "nothing" if info.default_factory is not None else "an error"
    if info.default == "":
        return "nothing"
    if info.default is None:
        needed = any(getattr(mark, "is_needed", False) for mark in info.metadata)
        return "an error" if needed else "nothing"
    if isinstance(info.default, BaseModel):
        return "its own defaults"
    if isinstance(info.default, Enum):
        return f"`{info.default.value}`"
    return f"`{str(info.default).lower() if isinstance(info.default, bool) else info.default}`"


def models_below(model: type[BaseModel]) -> list[type[BaseModel]]:
    """Return every model that a model is made of, in the order of the fields."""
    found: dict[type[BaseModel], None] = {}
    for info in model.model_fields.values():
        for below in _models_in(info.annotation):
            found[below] = None
            found |= dict.fromkeys(models_below(below))
    return list(found)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for each in get_args(annotation):
        yield from _models_in(each)


def title(model: type[BaseModel]) -> str:
    """Return what a part is called in the tables."""
    kind = model.model_fields.get("type")
    if kind is not None:
        return f"`type: {get_args(kind.annotation)[0]}`"
    name = model.__name__.removesuffix("Spec").removesuffix("Config").removeprefix("_")
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
