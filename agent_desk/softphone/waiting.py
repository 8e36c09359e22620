"""Waiting for what the stack reports, and keeping what fails inside its callbacks.

The bindings swallow an exception that leaves a callback. So each callback is `guarded`: the
exception is kept, every waiting task is woken, and the next await point raises it.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import Any, Protocol, TypeVar
from weakref import WeakSet

from agent_desk.softphone.errors import CallbackFailed, WaitedInVain


class Faults:
    """The exceptions that callbacks raised, shared by everything on one endpoint."""

    def __init__(self) -> None:
        """Begin without faults."""
        self._kept: list[BaseException] = []
        self._changes: WeakSet[Changes] = WeakSet()

    def watch(self, changes: Changes) -> None:
        """Wake `changes` when a fault is kept."""
        self._changes.add(changes)

    def keep(self, fault: BaseException) -> None:
        """Keep `fault` for the next await point."""
        self._kept.append(fault)
        for changes in list(self._changes):
            changes.notify()

    def check(self) -> None:
        """Raise the oldest fault that was kept, once.

        Raises:
            CallbackFailed: there is one; it is the cause.
        """
        if self._kept:
            fault = self._kept.pop(0)
            raise CallbackFailed(f"a callback failed: {fault!r}") from fault


class Changes:
    """Wakes tasks that wait for a condition on one object. For the event loop's thread only."""

    def __init__(self, faults: Faults) -> None:
        """Share `faults` with the rest of the endpoint."""
        self._faults = faults
        self._waiting: set[asyncio.Future[None]] = set()
        faults.watch(self)

    def notify(self) -> None:
        """Have every waiting task look at its condition again."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, condition: Callable[[], bool], *, timeout_s: float, what: str) -> None:
        """Wait until `condition()` holds.

        Args:
            condition: looked at now and after each `notify`.
            timeout_s: how long to wait, in seconds.
            what: what is awaited, for the error's text.

        Raises:
            WaitedInVain: it did not hold in time.
            CallbackFailed: a callback failed meanwhile.
        """
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    self._faults.check()
                    if condition():
                        return
                    await self._next()
        except TimeoutError as error:
            raise WaitedInVain(f"waited {timeout_s} s in vain for {what}") from error

    async def _next(self) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)


class HasFaults(Protocol):
    """Anything that keeps the faults of its callbacks."""

    faults: Faults


Self_ = TypeVar("Self_", bound=HasFaults)


def guarded(callback: Callable[[Self_, Any], None]) -> Callable[[Self_, Any], None]:
    """Keep what `callback`, a method the stack calls, raises."""

    @functools.wraps(callback)
    def run(self: Self_, parameter: Any) -> None:
        try:
            callback(self, parameter)
        except Exception as error:
            self.faults.keep(error)

    return run
