"""Gets batches of entries to safety: into the database, else into the spool."""

from collections.abc import Sequence

import structlog

from db.errors import EntriesRejected, EventCodecError, StoreError, StoreUnwritable
from db.ledger import LedgerEntry, entry_to_json
from db.spool import Spool
from db.store import Store

log = structlog.get_logger()


class Delivery:
    """Keeps the order: while anything is in the spool, newer batches go behind it.

    For one thread. `waiting` counts the entries in the spool, `oldest_at` is the time of the
    first of them; `rejected` counts the entries that were put aside because they can never be
    stored.
    """

    def __init__(self, store: Store, spool: Spool, *, batch_size: int) -> None:
        """Count what an earlier run has left in the spool.

        Raises:
            StoreUnwritable: the spool file is there and cannot be read.
        """
        self._store = store
        self._spool = spool
        self._batch_size = batch_size
        self._away: str | None = None
        self._unspooled: str | None = None
        self.rejected = 0
        try:
            self.waiting, self.oldest_at = spool.waiting()
        except OSError as error:
            raise StoreUnwritable(
                f"The spool file {spool.path} cannot be read: {error.strerror}."
            ) from error

    @property
    def failure(self) -> str | None:
        """Why the last try failed, and whether not even the spool took it; None when it did not."""
        if self._unspooled is None:
            return self._away
        told = f"The spool cannot be written, records are kept in memory: {self._unspooled}."
        return told if self._away is None else f"{self._away} {told}"

    def deliver(self, batch: Sequence[LedgerEntry]) -> bool:
        """Store the batch, or spool it; False when neither was possible."""
        if not self.waiting:
            try:
                self._append(batch)
            except (StoreError, OSError) as error:
                self._failed(error)
            else:
                self._succeeded()
                return True
        try:
            self._spool.append(batch)
        except OSError as error:
            if self._unspooled is None:
                log.error("spool_unwritable", error=str(error))
            self._unspooled = error.strerror or str(error)
            return False
        self._unspooled = None
        self.waiting += len(batch)
        if self.oldest_at is None:
            self.oldest_at = batch[0].at
        return True

    def drain(self) -> bool:
        """Store what is in the spool; False when the database is still away."""
        try:
            for batch in self._spool.batches(self._batch_size):
                self._append(batch)
            self._spool.clear()
        except (StoreError, OSError) as error:
            self._failed(error)
            return False
        log.info("spool_stored", entries=self.waiting)
        self.waiting, self.oldest_at = 0, None
        self._succeeded()
        return True

    def _append(self, batch: Sequence[LedgerEntry]) -> None:
        try:
            if batch:
                self._store.append(batch)
        except (EntriesRejected, EventCodecError) as error:
            self._append_in_parts(batch, error)
        except (StoreError, OSError):
            raise
        except Exception as error:
            # A defect met by one event must not end the keeping of records.
            self._append_in_parts(batch, error)

    def _append_in_parts(self, batch: Sequence[LedgerEntry], error: Exception) -> None:
        """Find the entry that spoils the batch and put it aside, so that the rest goes on."""
        if len(batch) > 1:
            middle = len(batch) // 2
            self._append(batch[:middle])
            self._append(batch[middle:])
            return
        (entry,) = batch
        self.rejected += 1
        kind = type(entry.event).__name__
        try:
            self._spool.reject([entry_to_json(entry)])
        except EventCodecError:
            log.error("entry_lost", kind=kind, error=str(error))
        else:
            defect = None if isinstance(error, EntriesRejected) else error
            log.error("entry_rejected", kind=kind, error=type(error).__name__, exc_info=defect)

    def _failed(self, error: Exception) -> None:
        if self._away is None:
            log.error("database_away", error=str(error))
        self._away = str(error)

    def _succeeded(self) -> None:
        if self._away is not None:
            log.info("database_back")
        self._away = self._unspooled = None
