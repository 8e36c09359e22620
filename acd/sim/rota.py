"""Who is logged in when, and who is on a break.

Shifts that follow one another without a gap are one stretch: an agent with a shift from midnight
to midnight on every day never logs out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from acd.inputs import AgentLoggedIn, AgentLoggedOut, AgentPaused, AgentResumed
from acd.sim.scenario import DAY_S, Group, Scenario, Shift, agent_id

Attendance = AgentLoggedIn | AgentLoggedOut | AgentPaused | AgentResumed

_ORDER = {AgentLoggedIn: 0, AgentResumed: 1, AgentPaused: 2, AgentLoggedOut: 3}


@dataclass(frozen=True, slots=True)
class _Stretch:
    begin: float
    end: float


def attendance(scenario: Scenario, *, begin: float, end: float) -> list[tuple[float, Attendance]]:
    """Return what agents do in [begin, end), in order; at one instant those who come go first.

    Whoever is in the middle of a stretch at `begin` logs in then; at `end` everyone stays.
    Times are seconds from a Monday's midnight.
    """
    found: list[tuple[float, Attendance]] = []
    for group in scenario.groups:
        for number, shift in enumerate(group.shifts):
            days = list(_days(shift, begin, end))
            stretches = _joined(days)
            for index in range(shift.agents):
                name = agent_id(group, number, index)
                found += _presence(name, stretches, begin, end)
                for day in days:
                    found += _pauses(name, group, day, index / shift.agents, begin, end)
    found.sort(key=lambda item: (item[0], _ORDER[type(item[1])]))
    return found


def _days(shift: Shift, begin: float, end: float) -> Iterator[_Stretch]:
    day = int(begin // DAY_S) - 1
    while day * DAY_S < end:
        starts = day * DAY_S + shift.begin
        if day % 7 in shift.weekdays and starts + shift.length_s > begin and starts < end:
            yield _Stretch(starts, starts + shift.length_s)
        day += 1


def _joined(days: list[_Stretch]) -> list[_Stretch]:
    joined: list[_Stretch] = []
    for day in days:
        if joined and day.begin <= joined[-1].end:
            joined[-1] = _Stretch(joined[-1].begin, max(day.end, joined[-1].end))
        else:
            joined.append(day)
    return joined


def _presence(
    name: str, stretches: list[_Stretch], begin: float, end: float
) -> Iterator[tuple[float, Attendance]]:
    for stretch in stretches:
        yield max(stretch.begin, begin), AgentLoggedIn(agent_id=name)
        if stretch.end < end:
            yield stretch.end, AgentLoggedOut(agent_id=name)


def _pauses(
    name: str, group: Group, day: _Stretch, place: float, begin: float, end: float
) -> Iterator[tuple[float, Attendance]]:
    """`place`, 0 to 1, spreads the agents of a shift over the time between two breaks."""
    if group.breaks is None or not group.breaks.count:
        return
    each = (day.end - day.begin) / group.breaks.count
    free = each - group.breaks.length_s
    for number in range(group.breaks.count):
        at = day.begin + number * each + place * free
        if begin <= at < end:
            yield at, AgentPaused(agent_id=name, reason="break")
            if at + group.breaks.length_s < end:
                yield at + group.breaks.length_s, AgentResumed(agent_id=name)
