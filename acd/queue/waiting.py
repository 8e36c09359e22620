"""Who waits: one global order over all queues, filed in lanes of equal need.

Each entry has a key, and the smallest key is served first:

    key = waiting since - priority x the queue's `priority_s`

At the instant t the entry has the merit t - key: the time it has waited plus what its priority is
worth. Everyone's merit grows by a second a second, so the order of two entries never changes and
nothing is ever sorted again. This is the accumulating priority queue with equal rates: Kleinrock,
"A delay dependent queue discipline", Naval Research Logistics Quarterly 11 (1964), lets priority
grow at rates of its own and begin at values of its own; Stanford, Taylor and Ziedins, "Waiting time
distributions in the accumulating priority queue", Queueing Systems 77 (2014), have its waits.

Nobody starves. An entry can be overtaken only by those who came later by less than the
difference of what the priorities are worth. Priorities count within `PRIORITY_LIMIT`, so that
difference is bounded, and only so many can come in a bounded time; whoever comes after that is
served after. No queue has a weight, so none can starve another.

`place` is the only function that knows the order and `Entry.need` the only one that knows what is
asked. A lane holds the waiting entries of one need in that order; merging the lanes gives all.
"""

import heapq

from acd.queue.entry import Entry
from acd.queue.need import Capability, Need
from acd.queue.need_index import NeedIndex
from acd.queue.ordered import OrderedKeys

PRIORITY_LIMIT = 99
"""A priority beyond it, up or down, counts as this."""

Place = tuple[float, int]


def place(entry: Entry) -> Place:
    """The entry's place in the global order; smaller is served first."""
    priority = max(-PRIORITY_LIMIT, min(PRIORITY_LIMIT, entry.priority))
    return (entry.waiting_since - priority * entry.queue.priority_s, entry.sequence)


class Lane:
    """Waiting entries of one need, in order."""

    def __init__(self, need: Need) -> None:
        """Begin empty."""
        self.need = need
        self._order: OrderedKeys[Place] = OrderedKeys()
        self._entries: dict[Place, Entry] = {}

    def __len__(self) -> int:
        """How many wait."""
        return len(self._order)

    def first(self) -> Place | None:
        """The place of the first entry, or None."""
        return self._order.first()

    def after(self, where: Place) -> Place | None:
        """The place of the first entry behind `where`, or None."""
        return self._order.after(where)

    def before(self, where: Place) -> int:
        """How many are before `where`."""
        return self._order.rank(where)

    def at(self, where: Place) -> Entry:
        """The entry at a place."""
        return self._entries[where]

    def in_order(self) -> list[tuple[Place, Entry]]:
        """Everyone, with their places."""
        return [(where, self._entries[where]) for where in self._order]

    def add(self, where: Place, entry: Entry) -> None:
        """Put in order. The sequence number in it makes every place unique."""
        self._order.add(where)
        self._entries[where] = entry

    def drop(self, where: Place) -> None:
        """Take out."""
        self._order.remove(where)
        del self._entries[where]


class Waiting:
    """The index over the waiting entries. `file` and `drop` keep it true.

    Attributes:
        fresh: the lanes that have to be looked at.
    """

    def __init__(self) -> None:
        """Begin empty."""
        self._lanes: NeedIndex[Lane] = NeedIndex()
        self._where: dict[str, tuple[Lane, Place]] = {}
        self.fresh: dict[Need, Lane] = {}
        self._declined: dict[str, Entry] = {}
        self._in_queue: dict[str, int] = {}

    def __len__(self) -> int:
        """How many wait with no offer out."""
        return len(self._where)

    def in_queue(self, name: str) -> int:
        """How many wait in one queue with no offer out."""
        return self._in_queue.get(name, 0)

    def file(self, entry: Entry) -> None:
        """Put a waiting entry where its need and place say, and have it looked at."""
        self.drop(entry)
        wanted = entry.need
        lane = self._lanes.get(wanted)
        if lane is None:
            lane = Lane(wanted)
            self._lanes.put(wanted, lane)
        where = place(entry)
        lane.add(where, entry)
        self._where[entry.entry_id] = (lane, where)
        entry.counted_in = entry.queue.name
        self._in_queue[entry.counted_in] = self.in_queue(entry.counted_in) + 1
        if entry.declined_at:
            self._declined[entry.entry_id] = entry
        self.fresh[wanted] = lane

    def drop(self, entry: Entry) -> None:
        """Take an entry out; nothing happens if it is not in."""
        filed = self._where.pop(entry.entry_id, None)
        self._declined.pop(entry.entry_id, None)
        if filed is not None:
            lane, where = filed
            lane.drop(where)
            self._in_queue[entry.counted_in] -= 1
            if not lane:
                self._lanes.drop(lane.need)
                self.fresh.pop(lane.need, None)

    def look_again(self, entry: Entry) -> None:
        """Have a waiting entry looked at once more; nothing happens if it is not waiting."""
        filed = self._where.get(entry.entry_id)
        if filed is not None:
            self.fresh[filed[0].need] = filed[0]

    def look_again_at_declined(self) -> None:
        """Have all waiting entries looked at that some agent declined."""
        for entry in self._declined.values():
            self.look_again(entry)

    def lanes_for(self, able: Capability) -> list[Lane]:
        """The lanes that agents of this capability can serve."""
        return self._lanes.met_by(able)

    def ahead_of(self, entry: Entry) -> dict[Need, int] | None:
        """How many wait before an entry, by what they ask for; None: it waits with an offer out."""
        filed = self._where.get(entry.entry_id)
        if filed is None:
            return None
        before = {lane.need: lane.before(filed[1]) for lane in self._lanes}
        return {need: count for need, count in before.items() if count}

    def needs(self) -> dict[Need, int]:
        """How many wait, by what they ask for."""
        return {lane.need: len(lane) for lane in self._lanes}

    def take_fresh(self) -> dict[Need, Lane]:
        """The lanes to be looked at since the last call."""
        fresh, self.fresh = self.fresh, {}
        return fresh

    def in_order(self) -> list[Entry]:
        """Every waiting entry in the global order."""
        runs = (lane.in_order() for lane in self._lanes)
        return [entry for _, entry in heapq.merge(*runs, key=lambda item: item[0])]
