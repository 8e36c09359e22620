"""What every type of node has in common: its ways on and its texts, read from its fields' types.

A model of a node marks the field that names a following node with `Way`; its texts are of type
`Text`, what it computes of type `Condition` or `Formula`. Whatever wants to know where a node
leads or what it says asks `edges`, `texts`, `formulas` and `defines`, and so needs no list of node
types of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from ivr.flow.expression.values import Type
from ivr.flow.schema.fields import Computed, File, Heard, Name, Said
from ivr.flow.schema.marks import Path, marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Marks a field that names the node that follows, or several by a name for each way.

    `is_silent`: a call can take it without the caller doing anything and without anyone being
    waited for. `is_answer`: the caller has heard an answer by then. `is_vain`: the node would have
    helped, and has not. `is_needed`: a node without it is a dead end.
    """

    is_silent: bool = True
    is_answer: bool = False
    is_vain: bool = False
    is_needed: bool = True


Next = Annotated[Name | None, Way()]
"""The one node that follows by itself."""

OnChoice = Annotated[Name, Way(is_silent=False)]
"""The node that follows what the caller chose."""

NotHelped = Annotated[Name | None, Way(is_vain=True)]
"""The node that follows where this one could not help."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A way on. `field` is where it is written, below the node; `target` None if left out."""

    field: Path
    target: str | None
    is_silent: bool = True
    is_answer: bool = False
    is_vain: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """A variable that a node sets, and where; `source` is its type or the formula that gives it."""

    field: Path
    variable: str
    source: Type | str


class NodeFile(File):
    """Base of every type of node.

    `asks`: the caller has a say here, or is helped. `helps`: a person or a message is reached.
    `tells_person`: the first thing said ends with the way to a person.
    """

    asks: ClassVar[bool] = False
    helps: ClassVar[bool] = False
    tells_person: ClassVar[bool] = False

    def edges(self) -> Iterator[Edge]:
        """Return every way out of the node."""
        for path, way, value in marked(self, Way):
            if isinstance(value, Mapping):
                for key, target in value.items():
                    yield _edge((*path, str(key)), target, way)
            elif value is not None or way.is_needed:
                yield _edge(path, value, way)

    def texts(self) -> Iterator[tuple[Path, dict[str, str]]]:
        """Return every text of the node and the field it is written in, in the order of fields."""
        for path, _, text in marked(self, Heard):
            yield path, text

    def templates(self) -> Iterator[tuple[Path, dict[str, str]]]:
        """Return the texts in which variables may stand."""
        for path, mark, text in marked(self, Heard):
            if mark.takes_variables:
                yield path, text

    def words(self) -> Iterator[tuple[Path, dict[str, list[str]]]]:
        """Return what callers may say here, and where it is written."""
        for path, _, words in marked(self, Said):
            yield path, words

    def listens_for(self) -> Iterator[str]:
        """Return which of a language's own words are listened for: `yes_no`, `digits`."""
        return iter(())

    def formulas(self) -> Iterator[tuple[Path, str, Type | None]]:
        """Return every formula, where it is written, and the type it must have, if any."""
        for path, mark, formula in marked(self, Computed):
            yield path, formula, mark.type

    def defines(self) -> Iterator[Definition]:
        """Return the variables that the node sets."""
        return iter(())

    def names(self) -> Mapping[str, Type]:
        """Return the names that only this node's own texts may use, beside the variables."""
        return {}


def _edge(path: Path, target: str | None, way: Way) -> Edge:
    return Edge(path, target, way.is_silent, way.is_answer, way.is_vain)
