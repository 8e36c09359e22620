"""Validation errors of pydantic, told as problems with a place and a hint."""

import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ivr.flow.loading.places import Place, Tree
from ivr.flow.loading.problems import Problem, did_you_mean
from ivr.flow.loading.value_words import message_of
from ivr.flow.schema.fields import Tag

Loc = tuple[str | int, ...]

_EMPTY = "has no value"
_QUOTES = "put it in quotes if it is text"


def problems_of(
    error: ValidationError, model: type[BaseModel], tree: Tree, file: str
) -> Iterator[Problem]:
    """Translate each validation error. A missing key is placed at its parent.

    What comes of a value that could not be read has been told with the value.
    """
    for detail in _of_likely_branches(error.errors(include_url=False), model):
        is_key = "[key]" in detail["loc"]
        loc = _without_marks(detail["loc"])
        if _is_of_unread(loc, tree, detail["type"]):
            continue
        is_empty = detail["input"] is None and detail["type"].endswith("_type")
        at_key = is_key or is_empty or detail["type"] == "extra_forbidden"
        path, place = locate(loc, tree, at_key=at_key)
        if detail["type"] == "missing":
            path = (*path, str(loc[-1]))
        if detail["type"] == "union_tag_invalid":
            path, place = locate((*loc, str(detail["ctx"]["discriminator"]).strip("'")), tree)
        yield Problem(
            file=file,
            line=place.line,
            column=place.column,
            field=".".join(path),
            message=_EMPTY if is_empty else message_of(detail),
            hint=_hint(detail, loc, model, is_empty=is_empty),
        )


_OF_THE_WHOLE = frozenset({"missing", "value_error", "too_short", "union_tag_not_found"})
"""What is said of a value because of all that it holds."""


def _is_of_unread(loc: Loc, tree: Tree, kind: str) -> bool:
    for part in loc:
        if tree.is_unread:
            return True
        tree = tree.children.get(str(part), tree)
    return tree.is_unread or (kind in _OF_THE_WHOLE and any(tree.faults()))


def _of_likely_branches(
    details: Sequence[ErrorDetails], model: type[BaseModel]
) -> Iterator[ErrorDetails]:
    """Leave out what is said of a union's branches that the value does not look like.

    pydantic says of each branch why the value is not of it.
    """
    branches: dict[Loc, dict[str | int, bool]] = {}
    forks = [_fork(_without_marks(detail["loc"]), model) for detail in details]
    for detail, fork in zip(details, forks, strict=True):
        if fork is not None:
            loc = _without_marks(detail["loc"])
            is_kind = not (len(loc) == fork + 1 and detail["type"].endswith("_type"))
            found = branches.setdefault(loc[:fork], {})
            found[loc[fork]] = found.get(loc[fork], True) and is_kind
    for detail, fork in zip(details, forks, strict=True):
        if fork is None:
            yield detail
            continue
        loc = _without_marks(detail["loc"])
        tried = branches[loc[:fork]]
        if loc[fork] == max(tried, key=lambda branch: tried[branch]):
            yield detail


def _fork(loc: Loc, model: type[BaseModel]) -> int | None:
    """Return the place in `loc` of the branch of a union that no key tells apart."""
    annotation: Any = model
    for place, part in enumerate(loc):
        bare = _bare(annotation)
        if get_origin(bare) in (Union, types.UnionType):
            if not all(_has_type(branch) for branch in get_args(bare)):
                return place
        annotation = _step(bare, part)
    return None


def _without_marks(loc: Sequence[str | int]) -> Loc:
    return tuple(part for part in loc if part != "[key]")


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


def _hint(detail: ErrorDetails, loc: Loc, model: type[BaseModel], *, is_empty: bool) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case _ if is_empty:
            return "write it after the colon, or indented below; or remove the key"
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
        case "dict_type" if isinstance(detail["input"], str) and _is_by_language(model, loc):
            return f"say it for each language: {{en: {_shortened(detail['input'])!r}}}"
        case "list_type" if isinstance(detail["input"], str):
            return f"put it in brackets: [{_shortened(detail['input'])}]"
        case "missing":
            return f"add {str(loc[-1])!r} here"
        case _:
            return ""


def _shortened(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:27]}..."


def keys_at(model: type[BaseModel], loc: Sequence[str | int]) -> set[str]:
    """Return the keys that the model allows at `loc`, as pydantic writes locations."""
    bare = _bare(_at(model, loc))
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return {info.alias or name for name, info in bare.model_fields.items()}
    return set()


def _is_by_language(model: type[BaseModel], loc: Loc) -> bool:
    bare = _bare(_at(model, loc))
    return get_origin(bare) is dict and get_args(bare)[0] == Tag


def _at(model: type[BaseModel], loc: Sequence[str | int]) -> Any:
    annotation: Any = model
    for part in loc:
        annotation = _step(_bare(annotation), part)
    return annotation


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


def _has_type(annotation: Any) -> bool:
    """Tell whether this branch of a union is told by its `type`."""
    bare = _bare(annotation)
    is_model = isinstance(bare, type) and issubclass(bare, BaseModel)
    return is_model and "type" in bare.model_fields


def _is_branch(annotation: Any, part: str | int) -> bool:
    """Tell whether a discriminated union calls this branch `part`."""
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return False
    tag = annotation.model_fields.get("type")
    if tag is None:
        return annotation.__name__ == part
    return get_origin(tag.annotation) is Literal and part in get_args(tag.annotation)
