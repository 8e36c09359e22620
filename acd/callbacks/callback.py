"""One callback: a place in the queue with nobody on the line.

    resting ──window open, rest over──> queued ──agent reserved──> dialling ──answers──> answered
       ^                                  │                           │                     │
       └────── returned, not reached ─────┴───────────────────────────┴──── a machine ──────┤
                                                                                            v
       any ───────────────────────────────────────────────────────────────────────────────> ended

The place is the time it waits since, its priority and its queue. None of them ever changes, so a
callback comes back to the queue exactly where it was: behind everybody it was behind.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from acd.callbacks.messages import CallbackRequested, Refusal
from acd.machine import step
from acd.plan.hours import OpeningHours

_SEPARATORS = str.maketrans("", "", " -./()")
_SHORTEST_NUMBER = 3


class CallbackState(StrEnum):
    """Where the callback stands."""

    RESTING = "resting"
    QUEUED = "queued"
    DIALLING = "dialling"
    ANSWERED = "answered"
    ENDED = "ended"


TRANSITIONS: Mapping[CallbackState, frozenset[CallbackState]] = MappingProxyType(
    {
        CallbackState.RESTING: frozenset({CallbackState.QUEUED, CallbackState.ENDED}),
        CallbackState.QUEUED: frozenset(
            {CallbackState.RESTING, CallbackState.DIALLING, CallbackState.ENDED}
        ),
        CallbackState.DIALLING: frozenset(
            {CallbackState.RESTING, CallbackState.ANSWERED, CallbackState.ENDED}
        ),
        CallbackState.ANSWERED: frozenset({CallbackState.RESTING, CallbackState.ENDED}),
        CallbackState.ENDED: frozenset(),
    }
)

BEFORE_DIALLING = frozenset({CallbackState.RESTING, CallbackState.QUEUED})
"""While nobody's telephone rings, the window and the wish may still change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackRules:
    """How often and when people are called. Times are in seconds.

    `attempts` is how often at most, `spacing_s` how long to leave a person in peace in between;
    the same time passes before a callback that the queue gave back is tried again.
    `life_s` is how long a callback is tried whose window has no end; `horizon_s` how far off a
    window may begin. `opening` is when people may be called at all, None at any hour.
    """

    attempts: int = 3
    spacing_s: float = 900.0
    ring_timeout_s: float = 30.0
    life_s: float = 86_400.0
    horizon_s: float = 7 * 86_400.0
    opening: OpeningHours | None = None

    def __post_init__(self) -> None:
        """Refuse rules under which nothing could be done.

        Raises:
            ValueError: no attempt is allowed, or a time is not positive.
        """
        times = (self.spacing_s, self.ring_timeout_s, self.life_s, self.horizon_s)
        if self.attempts < 1 or not all(0 < time < math.inf for time in times):
            raise ValueError("a callback needs at least one attempt, and times above 0")

    def call_time(self, at: float) -> float | None:
        """The first moment from `at` on at which people may be called; None: never."""
        return at if self.opening is None else self.opening.next_open(at)


class Callback:
    """The book's record of one callback.

    Attributes:
        asked: the first request; queue, language, skills and priority are its own.
        number: as dialled, without separators.
        waiting_since: the place in the order.
        attempts: how often the person has been dialled.
        deadline: when the present state ends by itself, None while the line or the queue decides.
    """

    def __init__(
        self,
        asked: CallbackRequested,
        *,
        callback_id: str,
        number: str,
        window: tuple[float, float],
        now: float,
    ) -> None:
        """Rest until the window opens."""
        self.callback_id = callback_id
        self.asked = asked
        self.number = number
        since = now if asked.waiting_since is None else asked.waiting_since
        self.waiting_since = min(since, now)
        self.not_before, self.not_after = window
        self.attempts = 0
        self.state = CallbackState.RESTING
        self.deadline: float | None = None

    @property
    def is_agents_own(self) -> bool:
        """Whether one agent wants to call, now and once: nobody else, and at any hour."""
        return bool(self.asked.agent_id)

    def enter(self, state: CallbackState) -> None:
        """Change the state.

        Raises:
            IllegalTransition: the table does not allow it; a callback ends once.
        """
        self.state = step(TRANSITIONS, self.state, state)


def plain_number(number: str) -> str:
    """The number without separators, '' if it is none that could be dialled."""
    plain = number.translate(_SEPARATORS)
    digits = plain.removeprefix("+")
    return (
        plain if digits.isascii() and digits.isdigit() and len(digits) >= _SHORTEST_NUMBER else ""
    )


def settle_window(
    asked: CallbackRequested, rules: CallbackRules, *, now: float
) -> tuple[float, float] | Refusal:
    """When the person may be called: from, to."""
    if asked.not_before is not None and not math.isfinite(asked.not_before):
        return Refusal.TOO_FAR
    begin: float | None = now if asked.not_before is None else max(asked.not_before, now)
    if begin is not None and not asked.agent_id:
        begin = rules.call_time(begin)
    if begin is None:
        return Refusal.TOO_FAR
    end = begin + rules.life_s if asked.not_after is None else asked.not_after
    if begin > now + rules.horizon_s:
        return Refusal.TOO_FAR
    if not math.isfinite(end):
        return Refusal.WINDOW_EMPTY
    if end <= now:
        return Refusal.WINDOW_OVER
    if end <= begin:
        return Refusal.WINDOW_EMPTY
    return begin, end
