"""Validation errors of pydantic, told as problems with a place and a hint."""

import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ivr.flow.problems import Problem, did_you_mean
from ivr.flow.tree import Place, Tree

_MESSAGES = {
    "missing": "is missing",
    "extra_forbidden": "unknown key",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "dict_type": "must be a set of keys with values",
    "model_type": "must be a set of keys with values",
    "model_attributes_type": "must be a set of keys with values",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "union_tag_not_found": "has no type",
}
_QUOTES = "put it in quotes if it is text"


def problems_of(
    error: ValidationError, model: type[BaseModel], tree: Tree, file: str
) -> Iterator[Problem]:
    """Translate each validation error. A missing key is placed at its parent."""
    for detail in error.errors(include_url=False):
        loc = tuple(part for part in detail["loc"] if part != "[key]")
        path, place = locate(loc, tree, at_key=detail["type"] == "extra_forbidden")
        if detail["type"] == "missing":
            path = (*path, str(loc[-1]))
        yield Problem(
            file=file,
            line=place.line,
            column=place.column,
            field=".".join(path),
            message=_message(detail),
            hint=_hint(detail, loc, model),
        )


def locate(
    loc: Sequence[str | int], tree: Tree, *, at_key: bool = False
) -> tuple[tuple[str, ...], Place]:
    """Follow `loc` as deep as the file goes. Parts that name a union's branch are passed over."""
    path: list[str] = []
    for part in loc:
        child = tree.children.get(str(part))
        if child is not None:
            path.append(str(part))
            tree = child
    # A block mapping's own place is that of its first key: the key above it says more.
    return tuple(path), tree.key if at_key or tree.children else tree.value


def _message(detail: ErrorDetails) -> str:
    if detail["type"] == "union_tag_invalid":
        return f"unknown type {detail['ctx']['tag']!r}"
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    if detail["type"] in _MESSAGES:
        return _MESSAGES[detail["type"]]
    message = detail["msg"]
    return message[:1].lower() + message[1:]


def _hint(detail: ErrorDetails, loc: tuple[str | int, ...], model: type[BaseModel]) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "extra_forbidden":
            return did_you_mean(str(loc[-1]), keys_at(model, loc[:-1]))
        case "union_tag_invalid":
            expected = str(context["expected_tags"]).replace("'", "").split(", ")
            return did_you_mean(str(context["tag"]), expected)
        case "literal_error" | "enum":
            expected = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
            return did_you_mean(str(detail["input"]), expected)
        case "string_type" if isinstance(detail["input"], int | float | bool):
            return _QUOTES
        case "missing":
            return f"add {str(loc[-1])!r} here"
        case _:
            return ""


def keys_at(annotation: Any, loc: Sequence[str | int]) -> set[str]:
    """Return the keys that the model allows at `loc`, as pydantic writes locations."""
    for part in loc:
        annotation = _step(_bare(annotation), part)
    bare = _bare(annotation)
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return {info.alias or name for name, info in bare.model_fields.items()}
    return set()


def _step(annotation: Any, part: str | int) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, info in annotation.model_fields.items():
            if part in (name, info.alias):
                return info.annotation
        return None
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return next((arg for arg in args if _is_branch(_bare(arg), part)), None)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return args[1]
    return args[0] if args else None


def _bare(annotation: Any) -> Any:
    """Strip Annotated, and a union's None where one branch is left."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        branches = [arg for arg in get_args(annotation) if arg is not type(None)]
        if len(branches) == 1:
            return _bare(branches[0])
    return annotation


def _is_branch(annotation: Any, part: str | int) -> bool:
    """Tell whether a discriminated union calls this branch `part`."""
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return False
    tag = annotation.model_fields.get("type")
    if tag is None:
        return annotation.__name__ == part
    return get_origin(tag.annotation) is Literal and part in get_args(tag.annotation)
