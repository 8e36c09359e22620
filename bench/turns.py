"""What a stretch of calls says about a distributor: who was served when, who sat idle.

Times are epoch seconds, results milliseconds, shares of 1, or calls a minute.
"""

import itertools
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.sip.agents import TakenCall

SAME_MOMENT_S: Final = 0.01
"""Calls that come, or telephones that ring, within this have no order: they cross in the switch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From `began` to `ended`."""

    began: float
    ended: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.ended - self.began


def overtaken(came: Mapping[str, float], served: Mapping[str, float]) -> float:
    """Return the share of callers before whom somebody was served who came later.

    `came` and `served` are by caller. A caller who was never served counts as well if somebody
    who came later was; those who came after all who were served do not count at all. Later and
    before mean by more than `SAME_MOMENT_S`. All have the same priority.

    Raises:
        ValueError: nobody was served.
    """
    last = max(came[caller] for caller in served)
    ones = sorted((at, served.get(caller, math.inf)) for caller, at in came.items() if at <= last)
    count, first_of_later, later = 0, math.inf, len(ones) - 1
    for at, served_at in reversed(ones):
        while ones[later][0] > at + SAME_MOMENT_S:
            first_of_later = min(first_of_later, ones[later][1])
            later -= 1
        count += first_of_later + SAME_MOMENT_S < served_at
    return count / len(ones)


def first_served(taken: Sequence[TakenCall]) -> dict[str, float]:
    """Return when an agent's telephone was first rung for each caller."""
    served: dict[str, float] = {}
    for call in taken:
        served.setdefault(call.caller, call.invited_at)
    return served


def freed_ms(taken: Sequence[TakenCall]) -> list[float]:
    """Return the times from an agent's hanging up to the next INVITE to the same agent."""
    return [
        1000 * (after.invited_at - before.ended_at)
        for calls in _by_agent(taken).values()
        for before, after in itertools.pairwise(calls)
        if before.ended_at is not None
    ]


def freed_within_ms(taken: Sequence[TakenCall], window: Window) -> list[float]:
    """Return the same of those who hang up within a window that ends with `taken`.

    An agent who is not rung again counts with the time to the window's end.
    """
    gaps = []
    for calls in _by_agent(taken).values():
        again = [*(call.invited_at for call in calls[1:]), window.ended]
        for call, next_at in zip(calls, again, strict=True):
            if call.ended_at is not None and window.began <= call.ended_at <= window.ended:
                gaps.append(1000 * (next_at - call.ended_at))
    return gaps


def idle_share(taken: Sequence[TakenCall], *, agents: int, window: Window) -> float:
    """Return the share of the agents' time in which they neither talk nor are rung."""
    busy = 0.0
    for call in taken:
        ended = window.ended if call.ended_at is None else min(call.ended_at, window.ended)
        busy += max(0.0, ended - max(call.invited_at, window.began))
    return 1 - busy / (agents * window.seconds)


def calls_a_minute(taken: Sequence[TakenCall], window: Window) -> float:
    """Return how many calls a minute were ended by their agents."""
    ended = [call.ended_at for call in taken if call.ended_at is not None]
    return 60 * sum(window.began <= at <= window.ended for at in ended) / window.seconds


def _by_agent(taken: Sequence[TakenCall]) -> Mapping[str, list[TakenCall]]:
    calls: dict[str, list[TakenCall]] = defaultdict(list)
    for call in taken:
        calls[call.agent].append(call)
    return calls
