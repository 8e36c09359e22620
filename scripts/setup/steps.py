"""The steps of set-up, in order, each skipped when there is nothing to do."""

from __future__ import annotations

import fcntl
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from scripts.setup import apt, asterisk, console, paths, pjsua2, venv
from scripts.setup.errors import SetupError

# A step that did nothing is not worth a line.
_WORTH_TELLING_S = 1.0

STEPS: tuple[tuple[str, Callable[[], None]], ...] = (
    ("system packages", lambda: _system_packages(build=pjsua2.must_build())),
    ("Python environment", venv.install),
    ("Asterisk and sounds", asterisk.install),
    ("pjsua2", pjsua2.install),
)


SYSTEM_STEPS: tuple[tuple[str, Callable[[], None]], ...] = (
    ("system packages", lambda: _system_packages(build=True)),
)


def main(arguments: list[str]) -> int:
    """Run the steps and return the exit status.

    With ``--system-packages`` only what needs root is done, so that the rest can then be done
    without it.
    """
    if arguments not in ([], ["--system-packages"]):
        print("usage: python3.11 -m scripts.setup [--system-packages]", file=sys.stderr)
        return 2
    try:
        with _one_at_a_time():
            for name, step in SYSTEM_STEPS if arguments else STEPS:
                begun = time.monotonic()
                step()
                took = time.monotonic() - begun
                if took >= _WORTH_TELLING_S:
                    console.say(f"done: {name}, {took:.1f} s")
    except SetupError as error:
        print(f"\nset-up: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nset-up: stopped; the next run takes up where this one was", file=sys.stderr)
        return 130
    console.say("set-up is complete")
    return 0


def _system_packages(*, build: bool) -> None:
    apt.install(apt.RUNTIME + (apt.BUILD if build else ()))


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold the lock of the cache, which other checkouts may share."""
    folder = paths.cache_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise SetupError(f"The cache folder cannot be used: {error}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            console.say("waiting for another set-up on this machine to end")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
