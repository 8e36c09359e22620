"""Carries entries from the event loop to the database without the loop ever waiting.

put ──> queue ──> [thread] ──> store.append         one commit for many entries
                      └──────> spool                while the database is away
                                 └──> store.append  once it is back, before anything newer
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from db.delivery import Delivery
from db.ledger import LedgerEntry
from db.spool import Spool
from db.store import Store

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """How far the database is behind: entries not stored, and the age of the oldest."""

    entries: int
    seconds: float


class LedgerWriter:
    """One thread and one store. `put` from any thread; `flush` and `close` from asyncio.

    A batch is stored when it has `batch_size` entries or its first has waited `linger_s`.
    After a failure the next try follows `retry_s` later, then twice as long, up to `max_retry_s`.
    `clock` gives epoch seconds.
    """

    def __init__(
        self,
        store: Store,
        *,
        spool_path: Path,
        clock: Callable[[], float],
        batch_size: int = 500,
        linger_s: float = 0.05,
        retry_s: float = 0.5,
        max_retry_s: float = 30.0,
    ) -> None:
        """Look into the spool; nothing runs before `start`.

        Raises:
            StoreUnwritable: the spool file is there and cannot be read.
        """
        self._clock = clock
        self._batch_size = batch_size
        self._linger_s = linger_s
        self._retry_s = self._pause_s = retry_s
        self._max_retry_s = max_retry_s

        self._delivery = Delivery(store, Spool(spool_path), batch_size=batch_size)
        self._changed = threading.Condition()
        self._queue: deque[LedgerEntry] = deque()
        self._in_flight: Sequence[LedgerEntry] = ()
        self._put = self._safe = self._tries = 0
        self._next_try = 0.0
        self._stuck = self._hurry = self._closing = False
        self._thread = threading.Thread(target=self._work, name="ledger-writer", daemon=True)

    async def start(self) -> None:
        """Start the thread; a spool left over from an earlier run is stored first."""
        self._thread.start()

    def put(self, entries: Sequence[LedgerEntry]) -> None:
        """Take the entries over. Never waits for the database."""
        with self._changed:
            was_empty = not self._queue
            self._queue.extend(entries)
            self._put += len(entries)
            # While a batch gathers there is nothing to wake the thread for.
            if was_empty or len(self._queue) >= self._batch_size:
                self._changed.notify_all()

    @property
    def healthy(self) -> bool:
        """Whether the last try reached the database."""
        return self._delivery.failure is None

    @property
    def failure(self) -> str | None:
        """One sentence about what is wrong with the database, None when nothing is."""
        return self._delivery.failure

    @property
    def rejected(self) -> int:
        """How many entries were put aside because they can never be stored."""
        return self._delivery.rejected

    @property
    def lag(self) -> Lag:
        """What was put and is not in the database yet; entries in the spool count."""
        with self._changed:
            first = next(iter(self._in_flight), None) or next(iter(self._queue), None)
            spooled_at = self._delivery.oldest_at
            since = spooled_at if spooled_at is not None else first.at if first else None
            count = self._delivery.waiting + len(self._in_flight) + len(self._queue)
        return Lag(entries=count, seconds=0.0 if since is None else max(0.0, self._clock() - since))

    async def flush(self) -> bool:
        """Wait until all that was put is safe; True when it is in the database.

        False: the database was tried and is away; what was put is in the spool, or, when not
        even that can be written, still in memory.
        """
        return await asyncio.to_thread(self._flush)

    async def close(self) -> bool:
        """Flush, then end the thread; returns as `flush`. The store is left open."""
        stored = await self.flush()
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread.is_alive():
            await asyncio.to_thread(self._thread.join)
        return stored

    def _flush(self) -> bool:
        with self._changed:
            target, tries = self._put, self._tries
            self._hurry = True
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: (
                    (self._safe >= target and not self._delivery.waiting)
                    or (self._tries > tries and (self._safe >= target or self._stuck))
                    or not self._thread.is_alive()
                )
            )
            return self._safe >= target and not self._delivery.waiting

    # --- the thread ------------------------------------------------------------------------------

    def _work(self) -> None:
        while (batch := self._take()) is not None:
            if self._delivery.waiting and time.monotonic() >= self._next_try:
                self._schedule(reached=self._delivery.drain())
            safe = self._delivery.deliver(batch) if batch else True
            with self._changed:
                self._in_flight = ()
                self._tries += 1
                self._stuck = not safe
                if safe:
                    self._safe += len(batch)
                else:
                    self._queue.extendleft(reversed(batch))
                self._changed.notify_all()
                if self._stuck:
                    self._changed.wait_for(lambda: self._hurry or self._closing, self._retry_s)
        if self._queue:
            log.error("entries_lost", entries=len(self._queue))

    def _take(self) -> Sequence[LedgerEntry] | None:
        """Return the next batch; an empty one when the spool is due; None at the end."""
        with self._changed:
            while not self._queue:
                if self._closing:
                    return None
                if not self._delivery.waiting:
                    self._changed.wait()
                elif self._hurry or (due_s := self._next_try - time.monotonic()) <= 0:
                    break
                else:
                    self._changed.wait(due_s)
            if self._closing and self._stuck:
                return None
            if self._queue and not self._hurry:
                self._changed.wait_for(
                    lambda: self._hurry or self._closing or len(self._queue) >= self._batch_size,
                    self._linger_s,
                )
            if self._hurry:
                self._hurry, self._next_try = False, 0.0
            count = min(len(self._queue), self._batch_size)
            self._in_flight = [self._queue.popleft() for _ in range(count)]
            return self._in_flight

    def _schedule(self, *, reached: bool) -> None:
        self._pause_s = self._retry_s if reached else min(2 * self._pause_s, self._max_retry_s)
        self._next_try = time.monotonic() + self._pause_s
