"""What stands of a file in which something is wrong.

Every section of a file is validated alone. Where it fails its entries that are at fault (a node, a
queue, a row) are left out, and what they are called is kept: a name that stands for one of them is
not unknown. Where that does not help the section is left out, and the least stands in its place.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, TypeVar, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from ivr.flow.loading.places import Tree

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """What of a file was left out.

    `entries` are those left out of a section, by their keys, as they are written. Of each of
    `sections` it is not known what else belongs to it.
    """

    entries: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sections: frozenset[str] = frozenset()

    def is_whole(self, section: str) -> bool:
        """Tell whether nothing of a section was left out."""
        return section not in self.sections and not self.entries.get(section)


NOTHING = Gone()


def salvage(model: type[M], data: Any, tree: Tree, least: Mapping[str, object]) -> tuple[M, Gone]:
    """Return what stands of `data`; `least` has a value for each section that must be there."""
    written = data if isinstance(data, dict) else {}
    known = {info.alias or name for name, info in model.model_fields.items()}
    # A section that is missed may be the one that is misspelt, or that could not be read.
    may_be_there = not written or tree.is_partial or not known.issuperset(written)
    values: dict[str, Any] = {}
    entries: dict[str, Mapping[str, Any]] = {}
    sections: set[str] = set()
    for name, info in model.model_fields.items():
        key = info.alias or name
        default = least[name] if name in least else info.get_default(call_default_factory=True)
        if key not in written:
            values[name] = default
            if may_be_there or info.is_required():
                sections.add(name)
            continue
        branch = tree.children.get(key, tree)
        if branch.is_unread or branch.is_partial:
            sections.add(name)
        found = _section(model, name, written[key], branch)
        if found is None:
            values[name] = default
            sections.add(name)
        else:
            values[name], entries[name] = found
    value = model.model_construct(**values)
    return value, Gone(entries=entries, sections=frozenset(sections))


def _section(
    model: type[BaseModel], name: str, value: Any, tree: Tree
) -> tuple[Any, Mapping[str, Any]] | None:
    """Return what stands of a section and the entries left out, None if nothing does."""
    adapter = _adapter(model, name)
    has_entries = get_origin(model.model_fields[name].annotation) is dict
    if not has_entries or not isinstance(value, dict):
        if any(tree.faults()):
            return None
        try:
            return adapter.validate_python(value), {}
        except ValidationError:
            return None
    gone = {str(key): each for key, each in value.items() if _is_torn(tree, str(key))}
    for _ in range(2):
        standing = {key: each for key, each in value.items() if str(key) not in gone}
        if not standing:
            return {}, gone
        try:
            return adapter.validate_python(standing), gone
        except ValidationError as error:
            at_fault = {str(each["loc"][0]) for each in error.errors() if each["loc"]}
            gone |= {str(key): each for key, each in value.items() if str(key) in at_fault}
    return None


def _is_torn(tree: Tree, key: str) -> bool:
    branch = tree.children.get(key)
    return branch is not None and any(branch.faults())


@cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    info = model.model_fields[name]
    kind: Any = info.annotation
    for mark in info.metadata:
        kind = Annotated[kind, mark]
    return TypeAdapter(kind)


def words_in(value: Any) -> Iterator[str]:
    """Yield every key and every text in what was left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield str(key)
            yield from words_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from words_in(each)
