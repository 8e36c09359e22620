"""Search by words, with a ranking that can be reckoned by hand.

    score(item) = sum over the query's pieces of rarity(piece) * weight(best field that has it)
    rarity(piece) = ln(1 + items / items that have the piece)

The weights are those of `Field`. A piece of a query that no text has counts half for the pieces it
is the beginning of, from `SHORTEST_BEGINNING` letters or one sign of an unspaced script on. What is
typed as a code and is one comes first, whatever else is found. Equal scores are in the order of the
codes.

Of an answer only the version in force counts, so that nothing is found by what no longer holds.
"""

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import islice
from typing import Final

from ivr.knowledge.base import KnowledgeBase
from ivr.knowledge.model import Item, Version
from ivr.knowledge.tokens import is_unspaced, tokens

SHORTEST_BEGINNING: Final = 3
MOST_BEGINNINGS: Final = 50
"""How many pieces one beginning stands for at most."""
_WEIGHTS: Final = 8


class Field(IntEnum):
    """Where a piece stands, and how much that counts."""

    TEXT = 1
    TITLE = 3
    WORDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An item that fits, what the city says of it that day (None of a heading), and how well."""

    item: Item
    version: Version | None
    score: float


class SearchIndex:
    """The pieces of all items. Made once for each version of a city."""

    def __init__(self, base: KnowledgeBase) -> None:
        """Take in every text of every item."""
        self._base = base
        self._parts: list[tuple[Item, Version | None]] = []
        # Of each piece the parts that have it, as part * _WEIGHTS + weight.
        self._places: dict[str, array[int]] = {}
        for item in base.items.values():
            self._add(item, None, _own_texts(item))
            for version in item.versions:
                self._add(item, version, _version_texts(version))
        self._sorted = sorted(self._places)
        self._of_day: tuple[date, Sequence[str | None]] = (date.min, ())

    def _add(self, item: Item, version: Version | None, texts: Iterable[tuple[Field, str]]) -> None:
        best: dict[str, Field] = {}
        for field, text in texts:
            for piece in tokens(text):
                best[piece] = max(field, best.get(piece, field))
        for piece, field in best.items():
            places = self._places.setdefault(piece, array("L"))
            places.append(len(self._parts) * _WEIGHTS + field)
        self._parts.append((item, version))

    def search(
        self,
        words: str,
        *,
        day: date,
        limit: int = 10,
        headings: bool = True,
        within: str | None = None,
    ) -> tuple[Found, ...]:
        """Return what fits best on `day`, the best first.

        Without `headings` answers only; `within` a category only what is below it.
        """
        scores: dict[str, float] = {}
        for piece in dict.fromkeys(tokens(words)):
            for code, score in self._piece(piece, day).items():
                scores[code] = scores.get(code, 0.0) + score
        typed = self._base.find(words)
        if typed is not None:
            scores[typed.code] = math.inf
        best = sorted((-score, code) for code, score in scores.items())
        found = self._found(best, day, headings=headings)
        inside = (each for each in found if self._base.is_below(each.item.code, within))
        return tuple(islice(inside, limit))

    def _found(
        self, best: Iterable[tuple[float, str]], day: date, *, headings: bool
    ) -> Iterator[Found]:
        for lost, code in best:
            item = self._base.items[code]
            version = item.in_force(day)
            if version is not None or (headings and item.is_heading):
                yield Found(item=item, version=version, score=-lost)

    def _piece(self, piece: str, day: date) -> Mapping[str, float]:
        """Return what one piece of the query gives to each item."""
        if piece in self._places:
            return self._weighed(piece, day)
        scores: dict[str, float] = {}
        for longer in self._beginning_with(piece):
            for code, score in self._weighed(longer, day).items():
                scores[code] = max(scores.get(code, 0.0), score / 2)
        return scores

    def _weighed(self, piece: str, day: date) -> Mapping[str, float]:
        spoken, best = self._spoken(day), dict[str, int]()
        for place in self._places[piece]:
            code = spoken[place // _WEIGHTS]
            if code is not None:
                weight = place % _WEIGHTS
                if weight > best.get(code, 0):
                    best[code] = weight
        rarity = math.log(1 + len(self._base.items) / max(1, len(best)))
        return {code: rarity * weight for code, weight in best.items()}

    def _spoken(self, day: date) -> Sequence[str | None]:
        """Return of each part its item's code, None for a version that is not in force."""
        if self._of_day[0] != day:
            parts = [
                item.code if version is None or version.is_in_force(day) else None
                for item, version in self._parts
            ]
            self._of_day = (day, parts)
        return self._of_day[1]

    def _beginning_with(self, piece: str) -> Iterator[str]:
        if len(piece) < SHORTEST_BEGINNING and not is_unspaced(piece):
            return
        at = bisect_left(self._sorted, piece)
        for longer in self._sorted[at : at + MOST_BEGINNINGS]:
            if not longer.startswith(piece):
                return
            yield longer


def _own_texts(item: Item) -> Iterator[tuple[Field, str]]:
    for words in item.words.values():
        yield from ((Field.WORDS, word) for word in words)
    yield from ((Field.TITLE, title) for title in item.title.values())
    yield Field.TEXT, item.owner


def _version_texts(version: Version) -> Iterator[tuple[Field, str]]:
    details = version.details
    for text in (*version.answer.values(), *version.desk.values()):
        yield Field.TEXT, text
    for text in (details.situation, details.legal_basis, details.agency, details.duty):
        yield Field.TEXT, text
    for text in (details.method, *details.procedure, *details.documents):
        yield Field.TEXT, text
