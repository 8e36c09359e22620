"""Stamps: a step is done when its stamp holds the digest of what the step was made from."""

from __future__ import annotations

import hashlib
from pathlib import Path


def digest(*inputs: str | Path) -> str:
    """Return a short digest of texts and of the content of files, in this order."""
    total = hashlib.sha256()
    for item in inputs:
        content = item.read_bytes() if isinstance(item, Path) else item.encode()
        total.update(len(content).to_bytes(8, "big"))
        total.update(content)
    return total.hexdigest()[:16]


def is_current(stamp: Path, key: str) -> bool:
    """Say whether the step of this ``stamp`` was done for ``key``."""
    try:
        return stamp.read_text() == key
    except OSError:
        return False


def write(stamp: Path, key: str) -> None:
    """Record that the step of this ``stamp`` is done for ``key``."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)
