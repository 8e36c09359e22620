"""The folder of spoken prompts: each file is named by the hash of all that went into it.

A file's time of change is when it was last known to be used, to within a day. What nobody has used
for long, a value spoken during a call or a text of years ago, can be pruned; should it be needed
again it is made again.
"""

import hashlib
import os
import time
from collections.abc import Container
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivr.prompts.audio import PIPELINE_VERSION

DAY_S: Final = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """How many files there were, and how many of them, with their bytes, are gone."""

    files: int
    removed: int
    removed_bytes: int


class PromptCache:
    """The files below one folder, which is made when it is needed."""

    def __init__(self, folder: Path) -> None:
        """Keep files below `folder`."""
        self._folder = folder.absolute()

    def path(self, *parts: bytes | str) -> Path:
        """Return the file of what these parts make."""
        digest = hashlib.sha256(str(PIPELINE_VERSION).encode())
        for part in parts:
            data = part.encode() if isinstance(part, str) else part
            # The length keeps two different lists of parts from running together.
            digest.update(len(data).to_bytes(8, "big") + data)
        name = digest.hexdigest()[:40]
        return self._folder / name[:2] / f"{name}.wav"

    def has(self, path: Path) -> bool:
        """Tell whether a file is there; one that is has been used now."""
        try:
            used_at = path.stat().st_mtime
        except FileNotFoundError:
            return False
        now = time.time()
        if now - used_at > DAY_S:
            # Another process may have the folder: what cannot be told is no reason to fail.
            with suppress(OSError):
                os.utime(path, (now, now))
        return True

    def prune(
        self, *, needed: Container[Path], unused_since: float, dry_run: bool = False
    ) -> Pruned:
        """Remove what was not used since (epoch seconds) and is not needed.

        Raises:
            OSError: a file cannot be removed.
        """
        files = removed = removed_bytes = 0
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*.wav"):
            try:
                state = path.stat()
            except FileNotFoundError:
                # Half a file that another process has just finished under its own name.
                continue
            files += 1
            if state.st_mtime >= unused_since or path in needed:
                continue
            if not dry_run:
                path.unlink()
            removed += 1
            removed_bytes += state.st_size
        return Pruned(files=files, removed=removed, removed_bytes=removed_bytes)
