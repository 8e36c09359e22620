"""Where in a file its values stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

PREFIX = "tag:yaml.org,2002:"
"""Of the tags that YAML itself has."""

MAX_VALUES = 200_000
"""Keys and values in one file, counting what aliases repeat. A city needs some thousands."""


class Place(NamedTuple):
    """A position in a file, from 1. A file has some hundred thousand: a tuple is quick to make."""

    line: int
    column: int


START = Place(1, 1)


@dataclass(slots=True)
class Tree:
    """Where one value stands (`value`), where its key stands (`key`), and what is below it.

    `text` is where the characters of a text written in one line stand, one after the other.
    `is_unread`: the value could not be read; `is_partial`: some of what stands below could not.
    """

    key: Place
    value: Place
    text: Place | None = None
    children: dict[str, "Tree"] = field(default_factory=dict)
    is_unread: bool = False
    is_partial: bool = False

    def below(self, path: Sequence[str | int]) -> "Tree | None":
        """Return the tree at `path`, None if the file has none."""
        tree: Tree | None = self
        for part in path:
            tree = tree.children.get(str(part)) if tree is not None else None
        return tree

    def faults(self) -> Iterator["Tree"]:
        """Yield what could not be read, wholly or in part, here and below."""
        if self.is_unread or self.is_partial:
            yield self
        for child in self.children.values():
            yield from child.faults()
