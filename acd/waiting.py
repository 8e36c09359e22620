"""Who waits: one global order over all queues, filed in lanes of equal need.

The order is higher priority first, then earlier arrival, then the sequence number. No queue has
a weight, so none can starve another. A lane holds the waiting entries of one need in that order;
merging the lanes gives the whole.

`place` is the only function that knows the order and `Entry.need` the only one that knows what is
asked. A policy that raises an entry with age, or asks less of agents after a while, changes what
these return and files the entry again; nothing else here or in the dispatcher depends on them.
"""

import heapq
from bisect import bisect_left, insort
from collections.abc import Iterable

from acd.entry import Entry
from acd.need import Need

Place = tuple[int, float, int]


def place(entry: Entry) -> Place:
    """The entry's place in the global order; smaller is served first."""
    return (-entry.priority, entry.enqueued_at, entry.sequence)


class Lane:
    """Waiting entries of one need, in order."""

    def __init__(self, need: Need) -> None:
        """Begin empty."""
        self.need = need
        self._order: list[tuple[Place, str]] = []
        self._entries: dict[str, Entry] = {}

    def __len__(self) -> int:
        """How many wait."""
        return len(self._order)

    def __getitem__(self, index: int) -> tuple[Place, Entry]:
        """The entry at a position, with its place."""
        where, entry_id = self._order[index]
        return where, self._entries[entry_id]

    def add(self, where: Place, entry: Entry) -> None:
        """Put in order."""
        insort(self._order, (where, entry.entry_id))
        self._entries[entry.entry_id] = entry

    def drop(self, where: Place, entry_id: str) -> None:
        """Take out."""
        del self._order[bisect_left(self._order, (where, entry_id))]
        del self._entries[entry_id]


class Waiting:
    """The index over the waiting entries. `file` and `drop` keep it true."""

    def __init__(self) -> None:
        """Begin empty."""
        self._lanes: dict[Need, Lane] = {}
        self._where: dict[str, tuple[Lane, Place]] = {}
        self._fresh: dict[Need, None] = {}
        self._declined: dict[str, Entry] = {}

    def __len__(self) -> int:
        """How many wait with no offer out."""
        return len(self._where)

    def file(self, entry: Entry) -> None:
        """Put a waiting entry where its need and place say, and have it looked at."""
        self.drop(entry)
        wanted = entry.need
        lane = self._lanes.get(wanted)
        if lane is None:
            lane = self._lanes[wanted] = Lane(wanted)
        where = place(entry)
        lane.add(where, entry)
        self._where[entry.entry_id] = (lane, where)
        if entry.declined_at:
            self._declined[entry.entry_id] = entry
        self._fresh[wanted] = None

    def drop(self, entry: Entry) -> None:
        """Take an entry out; nothing happens if it is not in."""
        filed = self._where.pop(entry.entry_id, None)
        self._declined.pop(entry.entry_id, None)
        if filed is not None:
            lane, where = filed
            lane.drop(where, entry.entry_id)
            if not lane:
                del self._lanes[lane.need]
                self._fresh.pop(lane.need, None)

    def look_again(self, entry: Entry) -> None:
        """Have a waiting entry looked at once more; nothing happens if it is not waiting."""
        filed = self._where.get(entry.entry_id)
        if filed is not None:
            self._fresh[filed[0].need] = None

    def look_again_at_declined(self) -> None:
        """Have all waiting entries looked at that some agent declined."""
        for entry in self._declined.values():
            self.look_again(entry)

    def lanes(self) -> Iterable[Lane]:
        """The lanes that are not empty."""
        return self._lanes.values()

    def take_fresh(self) -> list[Lane]:
        """The lanes to be looked at since the last call."""
        fresh = [self._lanes[wanted] for wanted in self._fresh]
        self._fresh.clear()
        return fresh

    def in_order(self) -> list[Entry]:
        """Every waiting entry in the global order."""
        runs = ([lane[index] for index in range(len(lane))] for lane in self._lanes.values())
        return [entry for _, entry in heapq.merge(*runs, key=lambda item: item[0])]
