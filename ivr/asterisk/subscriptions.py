"""Who wants which event. A subscriber that fails is logged and hurts nobody else."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

import structlog

from ivr.asterisk.ami_types import AmiEvent

EventCallback: TypeAlias = Callable[[AmiEvent], None]

ALL_EVENTS = "*"


class Subscriptions:
    """Callbacks by event name. They run on the loop, in the order of the events."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._callbacks: dict[str, tuple[EventCallback, ...]] = {}

    def add(self, names: Iterable[str], callback: EventCallback) -> Callable[[], None]:
        """Call `callback` with every event of these names; return what ends it."""
        keys = {name.lower() for name in names}
        for key in keys:
            self._callbacks[key] = (*self._callbacks.get(key, ()), callback)

        def end() -> None:
            for key in keys:
                remaining = list(self._callbacks.get(key, ()))
                if callback in remaining:
                    remaining.remove(callback)
                self._callbacks[key] = tuple(remaining)

        return end

    def deliver(self, event: AmiEvent) -> None:
        """Call everyone who wants this event."""
        for key in (event.name.lower(), ALL_EVENTS):
            for callback in self._callbacks.get(key, ()):
                call_isolated(callback, event)


def call_isolated(callback: Callable[..., None], *arguments: object) -> None:
    """Call; an exception is logged with the callback's name and goes no further."""
    try:
        callback(*arguments)
    except Exception:
        name = getattr(callback, "__qualname__", type(callback).__name__)
        structlog.get_logger().exception("ami_callback_failed", callback=name)
