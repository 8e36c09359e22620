"""What every type of node has in common: its ways on and its texts, read from its fields' types.

A model of a node marks the field that names a following node with `Way`; its texts are of type
`Text`. Whatever wants to know where a node leads or what it says asks `edges` and `texts`, and so
needs no list of node types of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, get_args

from pydantic.fields import FieldInfo

from ivr.flow.fields import File, Heard, Name

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Marks a field that names the node that follows, or several by a name for each way.

    `is_silent`: a call can take it without the caller doing anything and without anyone being
    waited for. `is_answer`: the caller has heard an answer by then. `is_needed`: a node without
    it is a dead end.
    """

    is_silent: bool = True
    is_answer: bool = False
    is_needed: bool = True


Next = Annotated[Name | None, Way()]
"""The one node that follows by itself."""

OnChoice = Annotated[Name, Way(is_silent=False)]
"""The node that follows what the caller chose."""

Otherwise = Annotated[Name | None, Way(is_needed=False)]
"""A way that may be left out."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A way on. `field` is where it is written, below the node; `target` None if left out."""

    field: Path
    target: str | None
    is_silent: bool = True
    is_answer: bool = False


class NodeFile(File):
    """Base of every type of node.

    `asks`: the caller has a say here, or is helped. `helps`: a person or a message is reached.
    """

    asks: ClassVar[bool] = False
    helps: ClassVar[bool] = False

    def edges(self) -> Iterator[Edge]:
        """Return every way out of the node."""
        return _edges(self, ())

    def texts(self) -> Iterator[tuple[Path, dict[str, str]]]:
        """Return every text of the node and the field it is written in, in the order of fields."""
        return _texts(self, ())


def _edges(model: File, path: Path) -> Iterator[Edge]:
    for name, info, value in _fields(model):
        way = next((mark for mark in info.metadata if isinstance(mark, Way)), None)
        here = (*path, name)
        if way is None:
            for below, part in _models(value, here):
                yield from _edges(part, below)
        elif isinstance(value, Mapping):
            for key, target in value.items():
                yield Edge((*here, str(key)), target, way.is_silent, way.is_answer)
        elif value is not None or way.is_needed:
            yield Edge(here, value, way.is_silent, way.is_answer)


def _texts(model: File, path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    for name, info, value in _fields(model):
        here = (*path, name)
        if value is not None and _is_heard(info):
            yield here, value
            continue
        if isinstance(value, Mapping) and _is_heard_by_key(info.annotation):
            for key, text in value.items():
                yield (*here, str(key)), text
            continue
        for below, part in _models(value, here):
            yield from _texts(part, below)


def _fields(model: File) -> Iterator[tuple[str, FieldInfo, Any]]:
    for name, info in type(model).model_fields.items():
        yield info.alias or name, info, getattr(model, name)


def _models(value: Any, path: Path) -> Iterator[tuple[Path, File]]:
    if isinstance(value, File):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _models(item, (*path, str(key)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _models(item, (*path, str(index)))


def _is_heard(info: FieldInfo) -> bool:
    return any(isinstance(mark, Heard) for mark in info.metadata) or any(
        _is_text(branch) for branch in get_args(info.annotation)
    )


def _is_heard_by_key(annotation: Any) -> bool:
    """Tell whether it is a mapping from names to texts."""
    return any(_is_text(part) for part in get_args(annotation)[1:])


def _is_text(annotation: Any) -> bool:
    return any(isinstance(mark, Heard) for mark in getattr(annotation, "__metadata__", ()))
