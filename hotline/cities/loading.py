"""Loading a city beside live calls, without stopping them.

A large city is a million objects. Python's collector of circular garbage goes through all of them
again and again while they are made, and then at every full round; while it does no call is
served. It is paused while a city is loaded, and what has been loaded is taken out of its sight:
a profile has no circles, so it is freed without the collector when the last call that uses it ends.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from ivr.flow.profile import Profile, load_profile


class _Pause:
    """Counts the loads that go on at once: the collector runs when there is none."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._loads = 0

    @contextmanager
    def __call__(self) -> Iterator[None]:
        with self._lock:
            self._loads += 1
            if self._loads == 1:
                if gc.get_freeze_count():
                    # What was garbage before would stay for ever. Little is in sight: it is quick.
                    gc.collect()
                gc.disable()
        try:
            yield
        finally:
            with self._lock:
                self._loads -= 1
                if not self._loads:
                    gc.freeze()
                    gc.enable()


collector_paused = _Pause()


def load_city(folder: Path) -> Profile:
    """Read, check and compile a city's folder.

    Raises:
        SourceErrors: With the problems of all files together.
    """
    with collector_paused():
        return load_profile(folder)
