"""Where set-up reads from and writes to."""

from __future__ import annotations

import os
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
VENV = REPO / ".venv"


def cache_dir() -> Path:
    """Return the folder for what is costly to make and can be shared between checkouts."""
    own = os.environ.get("HOTLINE_CACHE")
    if own:
        return Path(own).absolute()
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "hotline"


def log_dir() -> Path:
    """Return the folder for the full output of the long steps."""
    return cache_dir() / "log"
