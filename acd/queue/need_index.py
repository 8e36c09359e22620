"""Things filed under needs, found by who could meet them, without asking every need."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from acd.queue.need import Capability, Mark, Need, marks_borne, marks_wanted, shortfall

T = TypeVar("T")


class NeedIndex(Generic[T]):
    """One thing for each need."""

    def __init__(self) -> None:
        """Begin empty."""
        self._things: dict[Need, T] = {}
        self._by_mark: dict[Mark, dict[Need, T]] = {}

    def get(self, wanted: Need) -> T | None:
        """The thing filed under a need, or None."""
        return self._things.get(wanted)

    def put(self, wanted: Need, thing: T) -> None:
        """File a thing under a need that has none."""
        self._things[wanted] = thing
        for mark in marks_wanted(wanted):
            self._by_mark.setdefault(mark, {})[wanted] = thing

    def drop(self, wanted: Need) -> None:
        """Forget the thing of a need."""
        del self._things[wanted]
        for mark in marks_wanted(wanted):
            bearers = self._by_mark[mark]
            del bearers[wanted]
            if not bearers:
                del self._by_mark[mark]

    def __iter__(self) -> Iterator[T]:
        """Every thing."""
        return iter(self._things.values())

    def met_by(self, able: Capability) -> list[T]:
        """The things whose needs agents of this capability meet."""
        found: dict[Need, T] = {}
        if not self._by_mark:
            return []
        for mark in marks_borne(able):
            for wanted, thing in self._by_mark.get(mark, {}).items():
                if wanted not in found and not shortfall(able, wanted):
                    found[wanted] = thing
        return list(found.values())
