"""Reading what a model's fields are marked as, however deep they lie.

A mark is an object in the metadata of an annotated type: `Annotated[str, Heard()]`.
"""

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel

Path = tuple[str, ...]
"""Where a value is written: names, and the places of a list's items."""

M = TypeVar("M")


def marked(model: BaseModel, kind: type[M]) -> Iterator[tuple[Path, M, Any]]:
    """Return the path, the mark and the value of everything marked `kind`, in the fields' order.

    A mark on a whole list or mapping counts once; one on its items counts for each of them.
    """
    return _fields(model, (), kind)


def _fields(model: BaseModel, path: Path, kind: type[M]) -> Iterator[tuple[Path, M, Any]]:
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        here = (*path, info.alias or name)
        yield from _value(info.annotation, info.metadata, value, here, kind)


def _value(
    annotation: Any, metadata: Any, value: Any, path: Path, kind: type[M]
) -> Iterator[tuple[Path, M, Any]]:
    mark = next((mark for mark in metadata if isinstance(mark, kind)), None)
    if mark is not None:
        yield path, mark, value
        return
    origin, arguments = get_origin(annotation), get_args(annotation)
    if isinstance(value, BaseModel):
        yield from _fields(value, path, kind)
    elif origin is Annotated:
        yield from _value(arguments[0], annotation.__metadata__, value, path, kind)
    elif origin in (Union, types.UnionType):
        if value is not None:
            for branch in arguments:
                yield from _value(branch, (), value, path, kind)
    elif isinstance(value, Mapping) and len(arguments) == 2:
        for key, item in value.items():
            yield from _value(arguments[1], (), item, (*path, str(key)), kind)
    elif isinstance(value, list) and arguments:
        for index, item in enumerate(value):
            yield from _value(arguments[0], (), item, (*path, str(index)), kind)
