"""Who was cut off while waiting and calls again in time has the earlier place back.

    waiting ──hung up──> kept ──called again within the queue's reconnect_s──> restored

A place is kept for the number that called, in the queue asked for at first. It is given back
once: a place that was restored is not kept again. It is not kept for a withheld number, nor
after the caller has spoken with an agent, on whichever call.

The book learns from events alone, so the ledger fills it again after a restart.
"""

from collections import OrderedDict
from dataclasses import dataclass

from acd.events import EntryEnded, EntryOutcome, EntryQueued, PartyJoined, PlaceRestored
from acd.plan.model import Role

RECONNECT_LIMIT_S = 3_600.0
"""No place is kept for longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlace:
    """A place in a queue that a caller left. Times are epoch seconds."""

    call_id: str
    queue: str
    waiting_since: float
    left_at: float

    def restored_to(self, call_id: str) -> PlaceRestored:
        """Say that a later call has the place now."""
        return PlaceRestored(
            call_id=call_id,
            queue=self.queue,
            earlier_call_id=self.call_id,
            waiting_since=self.waiting_since,
            left_at=self.left_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wait:
    caller: str
    queue: str
    waiting_since: float


class KeptPlaces:
    """Places by calling number."""

    def __init__(self) -> None:
        """Begin with none."""
        self._waits: dict[str, _Wait] = {}
        self._restored: set[str] = set()
        self._kept: OrderedDict[str, KeptPlace] = OrderedDict()

    def __len__(self) -> int:
        """How many places are kept."""
        return len(self._kept)

    def note(self, event: object, *, caller: str, now: float) -> None:
        """Learn from one event of a call that came from the number `caller`."""
        match event:
            case PlaceRestored():
                self._restored.add(event.call_id)
                self._kept.pop(caller, None)
            case EntryQueued(role=Role.PRIMARY) if caller:
                since = now if event.waiting_since is None else event.waiting_since
                wait = _Wait(caller=caller, queue=event.queue, waiting_since=since)
                # One that moves on to another queue keeps what it has from the first.
                self._waits.setdefault(event.call_id, wait)
            case PartyJoined(role=Role.PRIMARY):
                self._over(event.call_id)
                self._kept.pop(caller, None)
            case EntryEnded(role=Role.PRIMARY, outcome=EntryOutcome.ABANDONED):
                self._left(event.call_id, now)
            case EntryEnded(role=Role.PRIMARY) if event.outcome is not EntryOutcome.OVERFLOWED:
                self._over(event.call_id)
            case _:
                pass

    def cut_off(self, call_id: str, *, now: float) -> None:
        """The line of a call was lost by no doing of the caller's."""
        self._left(call_id, now)

    def call_over(self, call_id: str) -> None:
        """A call is gone, and all that is to be said of it has been noted."""
        self._over(call_id)

    def interrupted(self, *, now: float) -> None:
        """The distributor ended at `now`: whoever waited was cut off."""
        for call_id in list(self._waits):
            self.cut_off(call_id, now=now)

    def find(
        self, caller: str, queue: str, *, within_s: float | None, now: float
    ) -> KeptPlace | None:
        """The place that a caller who now asks for `queue` left at most `within_s` ago."""
        kept = self._kept.get(caller)
        if kept is None or within_s is None or kept.queue != queue:
            return None
        return kept if now - kept.left_at <= within_s else None

    def _left(self, call_id: str, now: float) -> None:
        wait = self._waits.get(call_id)
        once = call_id in self._restored
        self._over(call_id)
        if wait is None or once:
            return
        self._forget_old(now)
        self._kept.pop(wait.caller, None)
        self._kept[wait.caller] = KeptPlace(
            call_id=call_id, queue=wait.queue, waiting_since=wait.waiting_since, left_at=now
        )

    def _over(self, call_id: str) -> None:
        self._waits.pop(call_id, None)
        self._restored.discard(call_id)

    def _forget_old(self, now: float) -> None:
        """Drop what nobody can have back. The book is in the order of leaving."""
        while self._kept:
            caller, kept = next(iter(self._kept.items()))
            if now - kept.left_at <= RECONNECT_LIMIT_S:
                return
            del self._kept[caller]
