"""What has happened since a place in the order of things, for whoever looks on.

A place is `BOOT:SEQ`: the run of the controller and the number of its last event. A client takes a
snapshot, which names its place, and asks for what came after. It gets all of it, once and in order,
or the word that it is not kept any more (`missed`), and takes a snapshot anew. There is no third
case, so a client that was away shows nothing that is not so.
"""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, Final

from db.codec import call_of
from db.ledger import LedgerEntry
from db.queries.steps import describe

KEPT: Final = 5_000
"""How many events are kept; more than a large city has in five minutes."""

AT_ONCE: Final = 500
"""Most events in one answer; the next question brings the rest."""


class Feed:
    """The latest events of this run. Implements `agent_desk.feed_api.Happenings`.

    Args:
        boot_id: names the run.
        kept: how many events are kept.
    """

    def __init__(self, boot_id: str, *, kept: int = KEPT) -> None:
        self._boot_id = boot_id
        self._entries: deque[LedgerEntry] = deque(maxlen=kept)
        self._seq = 0
        self._more = asyncio.Event()

    @property
    def place(self) -> str:
        """Where the newest event is."""
        return f"{self._boot_id}:{self._seq}"

    def put(self, entries: Sequence[LedgerEntry]) -> None:
        """Take in what has happened, numbered without a gap."""
        self._entries.extend(entries)
        self._seq = entries[-1].seq
        self._more.set()
        self._more = asyncio.Event()

    async def after(self, place: str, *, wait_s: float) -> Mapping[str, Any]:
        """Return what came after the place, waiting up to `wait_s` seconds for the first of it.

        `missed` says that not all of it is known here: the place is of another run, too long ago,
        or none at all.
        """
        boot_id, _, number = place.rpartition(":")
        seq = int(number) if number.isascii() and number.isdigit() else -1
        if boot_id == self._boot_id and seq == self._seq:
            more = self._more
            try:
                async with asyncio.timeout(wait_s):
                    await more.wait()
            except TimeoutError:
                return self._answer(())
        first = self._seq - len(self._entries)
        if boot_id != self._boot_id or not first <= seq <= self._seq:
            return {"place": self.place, "missed": True, "events": []}
        return self._answer(tuple(islice(self._entries, seq - first, seq - first + AT_ONCE)))

    def _answer(self, entries: Sequence[LedgerEntry]) -> Mapping[str, Any]:
        place = f"{self._boot_id}:{entries[-1].seq}" if entries else self.place
        return {"place": place, "missed": False, "events": [_as_json(each) for each in entries]}


def _as_json(entry: LedgerEntry) -> Mapping[str, Any]:
    event = entry.event
    return {
        "seq": entry.seq,
        "at": entry.at,
        "kind": type(event).__name__,
        "call_id": call_of(event),
        "agent_id": getattr(event, "agent_id", None),
        "text": describe(event),
    }
