"""The `knowledge` node: an answer by its number, by words, or down the tree of what is known."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from ivr.flow.schema.fields import Code, File, LineText, Name, Seconds, Text
from ivr.flow.schema.node_base import Next, NodeFile, Way


class ByNumberSpec(File):
    """Items have numbers, which are keyed or said digit by digit.

    A number ends with `#`, after a pause of `between_s`, or with as many digits as the longest has.
    """

    between_s: Seconds = 2.0


class ByWordsSpec(File):
    """Callers say what they want to know, and are offered the `count` items that fit best.

    `found` is said before them.
    """

    count: Annotated[int, Field(ge=1, le=3)] = 3
    found: Text | None = None


class ByTreeSpec(File):
    """The items are offered level by level, from those right below `category` on.

    Its category is the node's own unless it names one. `back` is said on every further level,
    where `*` goes back.
    """

    category: Code | None = None
    back: Text | None = None


class KnowledgeSpec(NodeFile):
    """Look something up in what the city knows: `by_number`, `by_words`, and down the tree.

    A way that is left out is closed. With a `category` only what is below it is found. `prompt` is
    heard first, then what the tree offers, each by the line `item` with {key} and {title}. An item
    that is found by words is offered; one that is keyed or chosen is answered by the version in
    force that day, which counts as an inquiry. Where numbers are keyed a single key acts after
    `between_s`.

    `answered` follows an answer. When all attempts are used up, `not_found` follows where the last
    was a number or words that nothing has, `unheard` where nothing was heard, else `fallback`,
    which also stands in for the other two.
    """

    asks: ClassVar[bool] = True
    tells_person: ClassVar[bool] = True

    type: Literal["knowledge"]
    category: Code | None = None
    by_number: ByNumberSpec | None = None
    by_words: ByWordsSpec | None = None
    by_tree: ByTreeSpec | None = None
    prompt: Text
    item: LineText | None = None
    no_input: Text | None = None
    no_match: Text | None = None
    timeout_s: Seconds = 5.0
    attempts: Annotated[int, Field(ge=1, le=5)] = 3
    answered: Annotated[Name | None, Way(is_silent=False, is_answer=True)] = None
    not_found: Annotated[Name | None, Way(is_silent=False, is_needed=False)] = None
    unheard: Annotated[Name | None, Way(is_needed=False)] = None
    fallback: Next = None

    @model_validator(mode="after")
    def _open(self) -> "KnowledgeSpec":
        if self.by_number is None and self.by_words is None and self.by_tree is None:
            raise ValueError("needs one of 'by_number', 'by_words' and 'by_tree', or several")
        if self.item is None and (self.by_words is not None or self.by_tree is not None):
            raise ValueError("needs 'item', the line by which what is found is offered")
        return self

    @property
    def top(self) -> str | None:
        """Return the code below which the tree begins, None for the very top."""
        own = self.by_tree.category if self.by_tree is not None else None
        return own or self.category

    def listens_for(self) -> Iterator[str]:
        """Return what is listened for beside the items' own words."""
        if self.by_number is not None:
            yield "digits"
