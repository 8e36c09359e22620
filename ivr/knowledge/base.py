"""All that a city knows, by code and as a tree."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ivr.knowledge.model import Item, Version

MAX_LEVELS = 4
"""How deep the tree of codes goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeBase:
    """The items of one version of a city. Made by `knowledge_of`."""

    items: Mapping[str, Item]
    _children: Mapping[str | None, tuple[Item, ...]]
    _folded: Mapping[str, Item]
    _numbered: Mapping[str, tuple[Item, ...]]

    def find(self, code: str) -> Item | None:
        """Return the item of a code, in whatever case, or of a number that it alone has."""
        found = self.items.get(code) or self._folded.get(code.strip().casefold())
        if found is None:
            numbered = self.numbered(code.strip())
            found = numbered[0] if len(numbered) == 1 else None
        return found

    def numbered(self, number: str) -> tuple[Item, ...]:
        """Return the items that are keyed so."""
        return self._numbered.get(number, ())

    def in_force(self, code: str, day: date) -> Version | None:
        """Return what the city says under `code` on `day`, None if nothing."""
        item = self.items.get(code)
        return item.in_force(day) if item is not None else None

    def below(self, code: str | None) -> tuple[Item, ...]:
        """Return the items right below one, or those at the top, in the order of the files."""
        return self._children.get(code, ())

    def all_below(self, code: str | None) -> Iterator[Item]:
        """Yield every item below one, or every item, each before those below it."""
        for item in self.below(code):
            yield item
            yield from self.all_below(item.code)

    def is_below(self, code: str, category: str | None) -> bool:
        """Whether an item is below another, on whatever level; all are below None."""
        return category is None or any(above.code == category for above in self.path(code)[:-1])

    def entries(self, code: str | None, day: date | None) -> tuple[Item, ...]:
        """Return what is listed right below one: what leads to an answer on `day`, or ever."""
        return tuple(item for item in self.below(code) if self._leads_on(item, day))

    def _leads_on(self, item: Item, day: date | None) -> bool:
        is_answer = bool(item.versions) if day is None else item.in_force(day) is not None
        return is_answer or any(self._leads_on(each, day) for each in self.below(item.code))

    def path(self, code: str) -> tuple[Item, ...]:
        """Return the items from the top down to `code`, itself included."""
        found: list[Item] = []
        item = self.items.get(code)
        while item is not None:
            found.append(item)
            item = self.items.get(item.parent) if item.parent is not None else None
        return tuple(reversed(found))

    def answerable(self, day: date) -> "Answerable":
        """Return the codes that have an answer on `day`."""
        return Answerable(base=self, day=day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerable:
    """The codes that have an answer on one day; asking for one costs no walk over all."""

    base: KnowledgeBase
    day: date

    def __contains__(self, code: object) -> bool:
        """Whether the code has a version in force."""
        return isinstance(code, str) and self.base.in_force(code, self.day) is not None

    def __iter__(self) -> Iterator[str]:
        """Yield the codes in the order of the files."""
        return (code for code in self.base.items if code in self)


def knowledge_of(items: Iterable[Item]) -> KnowledgeBase:
    """Return the base of these items, whose codes are unique and whose parents are no circle."""
    by_code = {item.code: item for item in items}
    children: dict[str | None, list[Item]] = {}
    numbered: dict[str, list[Item]] = {}
    for item in by_code.values():
        children.setdefault(item.parent, []).append(item)
        numbered.setdefault(item.number, []).append(item)
    return KnowledgeBase(
        items=by_code,
        _children={parent: tuple(below) for parent, below in children.items()},
        _folded={code.casefold(): item for code, item in by_code.items()},
        _numbered={number: tuple(items) for number, items in numbered.items()},
    )
