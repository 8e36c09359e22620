"""What is counted: tallies that can be added up, over days, runs and processes.

Waits are kept as counts of tenths of a second: exact enough for any percentile, and as small for
a year as for a day. Whether a call was answered in time is decided on the exact wait.
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

SLOT_S = 900.0
"""The interval of the picture of the day."""

SLOTS = 96
"""Intervals in a day."""

_BIN_S = 0.1


class Purpose(StrEnum):
    """Why an entry waited: a caller's first, one passed on, or one for an interpreter."""

    FIRST = "first"
    HANDOVER = "handover"
    INTERPRETER = "interpreter"


@dataclass(frozen=True, slots=True)
class Cell:
    """What is told apart. `language` is the caller's, "" where it is not known."""

    purpose: Purpose
    queue: str
    language: str


class Waits:
    """Waits that ended in one way, in seconds."""

    __slots__ = ("bins", "count", "total_s")

    def __init__(self) -> None:
        """Begin with none."""
        self.count = 0
        self.total_s = 0.0
        self.bins: Counter[int] = Counter()

    def add(self, wait_s: float) -> None:
        """Count one."""
        self.count += 1
        self.total_s += wait_s
        self.bins[int(wait_s / _BIN_S + 0.5)] += 1

    def merge(self, other: "Waits") -> None:
        """Count another tally's."""
        self.count += other.count
        self.total_s += other.total_s
        self.bins.update(other.bins)

    def percentile(self, percent: float) -> float | None:
        """Return the nearest-rank percentile to a tenth of a second, None without waits."""
        left = self.count * percent / 100
        for wait in sorted(self.bins):
            left -= self.bins[wait]
            if left <= 0:
                return wait * _BIN_S
        return None

    def at_least(self, wait_s: float) -> int:
        """Count those of `wait_s` or more, to a tenth of a second."""
        least = round(wait_s / _BIN_S)
        return sum(number for wait, number in self.bins.items() if wait >= least)


class Entries:
    """How the entries of a cell ended. `left` are those answered by nobody and not hung up.

    Of the `known` callers who were answered an agent had spoken with before, `met_again` were
    answered by that one.
    """

    __slots__ = (
        "abandoned",
        "abandoned_early",
        "answered",
        "answered_in_time",
        "known",
        "left",
        "met_again",
        "open",
    )

    def __init__(self) -> None:
        """Begin with none."""
        self.answered = Waits()
        self.abandoned = Waits()
        self.answered_in_time = 0
        self.abandoned_early = 0
        self.left = 0
        self.open = 0
        self.known = 0
        self.met_again = 0

    @property
    def offered(self) -> int:
        """All that no longer wait."""
        return self.answered.count + self.abandoned.count + self.left

    def merge(self, other: "Entries") -> None:
        """Count another tally's."""
        self.answered.merge(other.answered)
        self.abandoned.merge(other.abandoned)
        self.answered_in_time += other.answered_in_time
        self.abandoned_early += other.abandoned_early
        self.left += other.left
        self.open += other.open
        self.known += other.known
        self.met_again += other.met_again


@dataclass(slots=True, kw_only=True)
class AgentTime:
    """Agent-seconds of a group. `ringing` is from the reservation to the first word."""

    available: float = 0.0
    handling: float = 0.0
    ringing: float = 0.0
    away: float = 0.0

    @property
    def staffed(self) -> float:
        """Agent-seconds logged in."""
        return self.available + self.handling + self.ringing + self.away

    def merge(self, other: "AgentTime") -> None:
        """Add another's."""
        self.available += other.available
        self.handling += other.handling
        self.ringing += other.ringing
        self.away += other.away


@dataclass(slots=True, kw_only=True)
class Tally:
    """A stretch of simulated time, or many added up.

    `waiting_s` is the time callers spent waiting, for the mean queue length.
    """

    days: float = 0.0
    calls: int = 0
    blocked: int = 0
    waiting_s: float = 0.0
    entries: dict[Cell, Entries] = field(default_factory=dict)
    agents: dict[str, AgentTime] = field(default_factory=dict)

    def merge(self, other: "Tally") -> None:
        """Add another stretch."""
        self.days += other.days
        self.calls += other.calls
        self.blocked += other.blocked
        self.waiting_s += other.waiting_s
        for cell, entries in other.entries.items():
            self.entries.setdefault(cell, Entries()).merge(entries)
        for group, time in other.agents.items():
            self.agents.setdefault(group, AgentTime()).merge(time)


@dataclass(slots=True, kw_only=True)
class Course:
    """The course of a day in intervals of `SLOT_S`, summed over `days` days.

    `calls` found a line, `blocked` none. Agents are those who answer callers, not interpreters;
    times are agent-seconds and caller-seconds within the interval.
    """

    days: float = 0.0
    calls: list[float] = field(default_factory=lambda: [0.0] * SLOTS)
    blocked: list[float] = field(default_factory=lambda: [0.0] * SLOTS)
    offered: list[float] = field(default_factory=lambda: [0.0] * SLOTS)
    in_time: list[float] = field(default_factory=lambda: [0.0] * SLOTS)
    abandoned: list[float] = field(default_factory=lambda: [0.0] * SLOTS)
    staffed_s: list[float] = field(default_factory=lambda: [0.0] * SLOTS)
    busy_s: list[float] = field(default_factory=lambda: [0.0] * SLOTS)
    waiting_s: list[float] = field(default_factory=lambda: [0.0] * SLOTS)

    def merge(self, other: "Course") -> None:
        """Add another stretch."""
        self.days += other.days
        for name in ("calls", "blocked", "offered", "in_time", "abandoned"):
            _add(getattr(self, name), getattr(other, name))
        for name in ("staffed_s", "busy_s", "waiting_s"):
            _add(getattr(self, name), getattr(other, name))


def _add(here: list[float], more: list[float]) -> None:
    for index, value in enumerate(more):
        here[index] += value


def total(tallies: "list[Tally]") -> Tally:
    """Add up tallies without changing them."""
    whole = Tally()
    for tally in tallies:
        whole.merge(tally)
    return whole
