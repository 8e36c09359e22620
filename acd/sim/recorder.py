"""Turns the engine's events, the same that the ledger keeps, into tallies.

An entry is counted on the day, and in the interval, in which it began to wait, however late it
ends; agents' and callers' time is cut at midnights, at the end of the warm-up and at the horizon.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from acd.commands import Command, ReturnCall
from acd.events import (
    AgentState,
    AgentStateChanged,
    AgentStatus,
    AgentStatusChanged,
    EntryEnded,
    EntryOutcome,
    EntryQueued,
    Event,
)
from acd.plan.model import Role
from acd.sim.scenario import DAY_S
from acd.sim.tally import SLOT_S, SLOTS, AgentTime, Cell, Course, Entries, Purpose, Tally

_CLASS = {
    AgentState.RESERVED: "ringing",
    AgentState.RINGING: "ringing",
    AgentState.TALKING: "handling",
    AgentState.HOLD: "handling",
    AgentState.WRAP_UP: "handling",
    AgentState.NOT_RESPONDING: "away",
}
_IDLE_CLASS = {
    AgentStatus.AVAILABLE: "available",
    AgentStatus.PAUSED: "away",
    AgentStatus.LOGGED_OUT: "",
}


class Level:
    """A number that changes now and then; its integral over time, slot by slot."""

    __slots__ = ("_area", "_begin", "_end", "_since", "_slot_end", "slots", "value")

    def __init__(self, *, begin: float, end: float) -> None:
        """Integrate over [begin, end), which are whole numbers of slots apart."""
        self._begin = begin
        self._end = end
        self._since = begin
        self._slot_end = begin + SLOT_S
        self._area = 0.0
        self.value = 0
        self.slots = [0.0] * round((end - begin) / SLOT_S)

    def change(self, by: int, *, now: float) -> None:
        """Add `by` to the value."""
        if now > self._since:
            self.integrate(now)
        self.value += by

    def integrate(self, now: float) -> None:
        """Carry the integral on to `now`."""
        if now < self._slot_end:
            self._area += self.value * (now - self._since)
            self._since = now
            return
        now = min(now, self._end)
        while self._slot_end <= now and self._since < self._end:
            slot = round((self._slot_end - self._begin) / SLOT_S) - 1
            self.slots[slot] = self._area + self.value * (self._slot_end - self._since)
            self._area = 0.0
            self._since = self._slot_end
            self._slot_end += SLOT_S
        if self._since < now:
            self._area += self.value * (now - self._since)
            self._since = now


@dataclass(slots=True)
class _Wait:
    """`before_s` is what the caller has waited in queues that handed on."""

    cell: Cell
    slot: int
    before_s: float = 0.0
    last_agent: str = ""


class Recorder:
    """Counts what happens in [begin, end), both midnights.

    Args:
        groups: the group of each agent.
        answering: the groups whose agents answer callers.
        threshold_s: within it an entry counts as answered in time.

    Attributes:
        handlers: for each kind of event that counts, what takes it in with its time; the others
            need not be told.
    """

    def __init__(
        self,
        *,
        begin: float,
        end: float,
        groups: Mapping[str, str],
        answering: frozenset[str],
        threshold_s: float,
    ) -> None:
        """Begin with nothing counted."""
        self._begin = begin
        self._end = end
        self._groups = groups
        self._answering = answering
        self._threshold_s = threshold_s
        days = round((end - begin) / DAY_S)
        self._tallies = [Tally(days=1.0) for _ in range(days)]
        self._course = Course(days=float(days))
        self._levels = {
            group: {name: Level(begin=begin, end=end) for name in AgentTime.__slots__}
            for group in dict.fromkeys(groups.values())
        }
        self._waiting = Level(begin=begin, end=end)
        self._status: dict[str, AgentStatus] = {}
        self._state: dict[str, AgentState] = {}
        self._counted_as: dict[str, str] = {}
        self._waits: dict[str, _Wait] = {}
        self._handed_on: dict[str, _Wait] = {}
        self.handlers: Mapping[type[Command | Event], Callable[[Any, float], None]] = {
            AgentStatusChanged: self._status_changed,
            AgentStateChanged: self._state_changed,
            EntryQueued: self._queued,
            EntryEnded: self._ended,
            ReturnCall: self._returned,
        }

    def blocked(self, now: float) -> None:
        """Count a call that found no line."""
        if self._begin <= now < self._end:
            slot = int((now - self._begin) / SLOT_S)
            tally = self._tallies[slot // SLOTS]
            tally.calls += 1
            tally.blocked += 1
            self._course.blocked[slot % SLOTS] += 1

    def refused(self, queue: str, language: str | None, now: float) -> None:
        """Count a call that no queue took in; it is one that left."""
        if self._begin <= now < self._end:
            slot = int((now - self._begin) / SLOT_S)
            self._tallies[slot // SLOTS].calls += 1
            self._course.calls[slot % SLOTS] += 1
            self._course.offered[slot % SLOTS] += 1
            cell = Cell(Purpose.FIRST, queue, language or "")
            self._entries(_Wait(cell, slot)).left += 1

    def result(self) -> tuple[list[Tally], Course]:
        """Return the days' tallies and the course of the day. Ask once, at the end."""
        for wait in self._waits.values():
            self._entries(wait).open += 1
        per_day = SLOTS
        self._waiting.integrate(self._end)
        self._fold(self._waiting, self._course.waiting_s)
        for day, tally in enumerate(self._tallies):
            days_slots = slice(day * per_day, (day + 1) * per_day)
            tally.waiting_s = sum(self._waiting.slots[days_slots])
        for group, levels in self._levels.items():
            for name, level in levels.items():
                level.integrate(self._end)
                if group in self._answering:
                    self._fold(level, self._course.staffed_s)
                    if name != "available" and name != "away":
                        self._fold(level, self._course.busy_s)
                for day, tally in enumerate(self._tallies):
                    time = tally.agents.setdefault(group, AgentTime())
                    setattr(time, name, sum(level.slots[day * per_day : (day + 1) * per_day]))
        return self._tallies, self._course

    @staticmethod
    def _fold(level: Level, into: list[float]) -> None:
        for slot, value in enumerate(level.slots):
            into[slot % SLOTS] += value

    def _status_changed(self, event: AgentStatusChanged, now: float) -> None:
        self._status[event.agent_id] = event.status
        self._count(event.agent_id, now)

    def _state_changed(self, event: AgentStateChanged, now: float) -> None:
        self._state[event.agent_id] = event.state
        self._count(event.agent_id, now)

    def _count(self, agent_id: str, now: float) -> None:
        name = _CLASS.get(self._state.get(agent_id, AgentState.IDLE))
        if name is None:
            name = _IDLE_CLASS[self._status.get(agent_id, AgentStatus.LOGGED_OUT)]
        before = self._counted_as.get(agent_id, "")
        if name != before:
            levels = self._levels[self._groups[agent_id]]
            if before:
                levels[before].change(-1, now=now)
            if name:
                levels[name].change(+1, now=now)
            self._counted_as[agent_id] = name

    def _queued(self, event: EntryQueued, now: float) -> None:
        if event.role is Role.PRIMARY:
            self._waiting.change(+1, now=now)
            wait = self._handed_on.pop(event.call_id, None)
            if wait is not None and event.reason == "overflow":
                self._waits[event.entry_id] = wait
                return
        if not self._begin <= now < self._end:
            return
        if event.role is Role.INTERPRETER:
            purpose = Purpose.INTERPRETER
        elif event.reason == "handover":
            purpose = Purpose.HANDOVER
        else:
            purpose = Purpose.FIRST
        slot = int((now - self._begin) / SLOT_S)
        self._waits[event.entry_id] = _Wait(
            Cell(purpose, event.queue, event.caller_language or ""),
            slot,
            last_agent=event.last_agent,
        )
        if purpose is Purpose.FIRST:
            self._tallies[slot // SLOTS].calls += 1
            self._course.calls[slot % SLOTS] += 1

    def _ended(self, event: EntryEnded, now: float) -> None:
        if event.role is Role.PRIMARY:
            self._waiting.change(-1, now=now)
        wait = self._waits.pop(event.entry_id, None)
        if wait is None:
            return
        waited_s = wait.before_s + event.waited_s
        if event.outcome is EntryOutcome.OVERFLOWED:
            wait.before_s = waited_s
            self._handed_on[event.call_id] = wait
            return
        self._count_end(wait, event.outcome, waited_s)
        if wait.last_agent and event.outcome is EntryOutcome.CONNECTED:
            entries = self._entries(wait)
            entries.known += 1
            entries.met_again += event.agent_id == wait.last_agent

    def _returned(self, command: ReturnCall, now: float) -> None:
        """Who overflowed and did not come into another queue has left."""
        wait = self._handed_on.pop(command.call_id, None)
        if wait is not None:
            self._count_end(wait, EntryOutcome.OVERFLOWED, wait.before_s)

    def _count_end(self, wait: _Wait, outcome: EntryOutcome, waited_s: float) -> None:
        entries = self._entries(wait)
        in_time = waited_s <= self._threshold_s
        if outcome is EntryOutcome.CONNECTED:
            entries.answered.add(waited_s)
            entries.answered_in_time += in_time
        elif outcome is EntryOutcome.ABANDONED:
            entries.abandoned.add(waited_s)
            entries.abandoned_early += in_time
        else:
            entries.left += 1
        if wait.cell.purpose is Purpose.FIRST:
            slot = wait.slot % SLOTS
            self._course.offered[slot] += 1
            if outcome is EntryOutcome.CONNECTED:
                self._course.in_time[slot] += in_time
            elif outcome is EntryOutcome.ABANDONED:
                self._course.abandoned[slot] += 1

    def _entries(self, wait: _Wait) -> Entries:
        cells = self._tallies[wait.slot // SLOTS].entries
        entries = cells.get(wait.cell)
        if entries is None:
            entries = cells[wait.cell] = Entries()
        return entries
