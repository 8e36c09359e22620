"""A file where entries wait while the database is away: one JSON line each, in order.

Nothing is taken out before all of it is stored, so a crash at any point costs nothing: what was
stored already is stored again without effect.
"""

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import structlog

from db.errors import EventCodecError
from db.ledger import LedgerEntry, entry_from_json, entry_to_json

log = structlog.get_logger()


class Spool:
    """Used by one thread at a time. Beside it, `<name>.rejected` keeps what cannot be stored."""

    def __init__(self, path: Path) -> None:
        """Use the file at `path`; it need not exist."""
        self.path = path
        self.rejected_path = path.with_name(path.name + ".rejected")

    @property
    def empty(self) -> bool:
        """Whether nothing waits."""
        try:
            return self.path.stat().st_size == 0
        except FileNotFoundError:
            return True

    def waiting(self) -> tuple[int, float | None]:
        """Return how many lines wait, and the time of the first entry (epoch seconds).

        Raises:
            OSError: the file cannot be read.
        """
        if self.empty:
            return 0, None
        self._cut_torn_line()
        with self.path.open("rb") as file:
            first, count = file.readline(), 1 + sum(1 for _ in file)
        if not first:
            return 0, None
        try:
            return count, entry_from_json(first.decode("ascii", "replace")).at
        except EventCodecError:
            return count, None

    def append(self, entries: Sequence[LedgerEntry]) -> None:
        """Write the entries down; they are on the disk when this returns.

        Raises:
            OSError: the file cannot be written.
        """
        self._cut_torn_line()
        _write_down(self.path, [entry_to_json(entry) for entry in entries])

    def reject(self, lines: Sequence[str]) -> None:
        """Keep lines that can never be stored, for a person to look at.

        Raises:
            OSError: the file cannot be written.
        """
        _write_down(self.rejected_path, lines)

    def batches(self, size: int) -> Iterator[list[LedgerEntry]]:
        """Yield what waits, in order. An unreadable line is put aside.

        Raises:
            OSError: a file cannot be read or written.
        """
        if self.empty:
            return
        self._cut_torn_line()
        with self.path.open(encoding="ascii", errors="backslashreplace") as file:
            while lines := list(islice(file, size)):
                yield list(self._readable(lines))

    def clear(self) -> None:
        """Forget what waits: all of it is stored."""
        self.path.unlink(missing_ok=True)

    def _readable(self, lines: Sequence[str]) -> Iterator[LedgerEntry]:
        for line in lines:
            try:
                yield entry_from_json(line)
            except EventCodecError as error:
                log.error("spool_line_unreadable", error=type(error).__name__)
                self.reject([line.rstrip("\n")])

    def _cut_torn_line(self) -> None:
        # A line without its end was cut short by a crash before `append` had returned.
        if self.empty:
            return
        with self.path.open("rb+") as file:
            content_end = file.seek(0, os.SEEK_END)
            position = content_end
            while position > 0:
                start = max(0, position - 4096)
                file.seek(start)
                newline = file.read(position - start).rfind(b"\n")
                if newline >= 0:
                    position = start + newline + 1
                    break
                position = start
            if position < content_end:
                log.warning("spool_tail_torn", bytes=content_end - position)
                file.truncate(position)


def _write_down(path: Path, lines: Sequence[str]) -> None:
    """Append all of the lines or, where there is no room for all, none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    left = memoryview("".join(f"{line}\n" for line in lines).encode("ascii", "backslashreplace"))
    with path.open("ab", buffering=0) as file:
        end = file.seek(0, os.SEEK_END)
        try:
            while left:
                left = left[file.write(left) :]
            os.fsync(file.fileno())
        except OSError:
            file.truncate(end)
            raise
