"""What a flow may ask its surroundings without waiting: answers come from memory."""

from collections.abc import Sequence
from typing import Protocol

from ivr.flow.commands import Prompt
from ivr.flow.notices import Notice
from ivr.flow.standing import Standing
from ivr.trending.ranking import TrendingQuery


class Trending(Protocol):
    """The most-asked questions of recent calls."""

    def top(self, query: TrendingQuery, *, now: float) -> Sequence[str]:
        """Return up to `query.count` codes, most asked first.

        Pinned codes are the flow's affair, not this one's.
        """
        ...


class QueueStates(Protocol):
    """What the distributor knows of its queues at this moment."""

    def waiting(self, queue: str) -> int:
        """Return how many callers wait in it."""
        ...

    def staffed(self, queue: str) -> bool:
        """Tell whether anybody is at work who serves it."""
        ...

    def expected_wait_s(self, queue: str) -> float | None:
        """Return the wait to expect in seconds, None while there is no telling."""
        ...


class NoQueues:
    """Queues of which nothing is known: empty, and staffed so that callers are let through."""

    def waiting(self, queue: str) -> int:
        """Nobody waits."""
        return 0

    def staffed(self, queue: str) -> bool:
        """Somebody is there."""
        return True

    def expected_wait_s(self, queue: str) -> float | None:
        """There is no telling."""
        return None


NO_QUEUES = NoQueues()


class WaitingLine(Protocol):
    """Where the callers stand who wait for a person."""

    def standing(self, call_id: str, *, now: float) -> Standing | None:
        """Return where a caller stands; None while somebody is on the line or about to be."""
        ...


class NobodyWaits:
    """A `WaitingLine` of which nothing is known."""

    def standing(self, call_id: str, *, now: float) -> Standing | None:
        """Return None."""
        return None


NOBODY_WAITS = NobodyWaits()


class Notices(Protocol):
    """What is to be heard at the front of calls."""

    def on_line(self, line: str, *, now: float) -> Sequence[Notice]:
        """Return what a caller of this dialled number hears, emergencies first."""
        ...


class NoNotices:
    """`Notices` of a city that has none."""

    def on_line(self, line: str, *, now: float) -> Sequence[Notice]:
        """Return none."""
        return ()


NO_NOTICES = NoNotices()


class Sounds(Protocol):
    """Which prompts of a version are still to be spoken into a file."""

    @property
    def is_complete(self) -> bool:
        """Whether none is."""
        ...

    def lacks(self, prompt: Prompt) -> bool:
        """Whether the prompt is not made yet, or could not be made."""
        ...


class AllSounds:
    """`Sounds` of which none is lacking."""

    @property
    def is_complete(self) -> bool:
        """None is to be made."""
        return True

    def lacks(self, prompt: Prompt) -> bool:
        """It can be played."""
        return False


ALL_SOUNDS = AllSounds()


class IdFactory(Protocol):
    """Gives a new unique id that starts with `prefix`."""

    def __call__(self, prefix: str) -> str:
        """Return `prefix` followed by what makes it unique."""
        ...
