"""Nested values of files as a flat list, for comparing them field by field."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

Path = tuple[str, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield what is in nested mappings and the path to it; a list is one value, None is none.

    A section in which nothing is filled in is there all the same: it is True.
    """
    if isinstance(value, Mapping):
        if path and value and all(each is None for each in value.values()):
            yield path, True
        for key, below in value.items():
            yield from leaves(below, (*path, str(key)))
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for place, below in enumerate(value):
            yield from leaves(below, (*path, str(place)))
    elif value is not None and value != []:
        yield path, value


def differing(
    before: Any, after: Any, *, without: Collection[str] = ()
) -> Iterator[tuple[Path, str, str]]:
    """Yield each path at which the values differ, with both in words; '' for none.

    A path whose first name is in `without` is left out.
    """
    old, new = dict(leaves(before)), dict(leaves(after))
    for path in dict.fromkeys((*old, *new)):
        if old.get(path) != new.get(path) and path[0] not in without:
            yield path, in_words(old.get(path)), in_words(new.get(path))


def in_words(value: Any) -> str:
    """Return a value as it is told to people."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list):
        return ", ".join(in_words(each) for each in value)
    return str(value)
