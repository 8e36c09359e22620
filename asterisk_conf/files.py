"""Writing files that only their owner reads."""

import os
from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Write `content` with mode 0600, whole or not at all, and only if it differs.

    Raises:
        OSError: the folder cannot be written.
    """
    if path.is_file() and path.stat().st_mode & 0o777 == 0o600 and path.read_bytes() == content:
        return
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    fresh.replace(path)
