"""Changes to a scenario, each written in one line.

    calls*1.5                   half as many calls again
    handle*0.9                  every talk a tenth shorter
    patience*2                  callers wait twice as long
    lines=60                    so many trunks
    seats=60                    room for so many agents at once
    agents.spanish+2            two more Spanish agents on every shift; also -2, *1.1 and =12
    train.general.es=3          the general agents learn Spanish to level 3
    train.general:10.es=3       ten of them on every shift do
    train.general.housing=3     they learn a skill; it is one if a queue, a topic or a group has it
    queue.general.max_wait_s=60 also wrap_up_s and ring_timeout_s
    no_answer=0.02              also reject, unreachable: shares of the offers

Here is refused what cannot be meant; whether the changed scenario breaks a rule of the file is for
`acd.sim.written` and `ScenarioFile` to say.

Exception: `BadChange`, with what is wrong and what would be right.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from types import MappingProxyType

from acd.sim.scenario import Group, Scenario, Shift

_FORM = re.compile(r"^(?P<what>[^=*+]*?)(?P<op>[=*+]|-(?=[\d.]+$))(?P<number>\d+(\.\d+)?)$")
_NEGATIVE = re.compile(r"[=*+-]\s*-\s*[\d.]+$")
_OF_A_QUEUE = ("max_wait_s", "wrap_up_s", "ring_timeout_s")


class BadChange(ValueError):
    """The change cannot be understood or made."""


def change(scenario: Scenario, text: str) -> Scenario:
    """Return the scenario with one change made.

    Raises:
        BadChange: the text is no change, or names what the scenario does not have.
    """
    found = _FORM.match(text.strip())
    if found is None and _NEGATIVE.search(text.strip()):
        raise BadChange(
            f"{text!r}: the number cannot be negative; "
            "to take away write for example agents.GROUP-2"
        )
    if found is None:
        raise BadChange(f"{text!r} is no change; write for example agents.GROUP+2 or calls*1.5")
    path, op, number = found["what"].split("."), found["op"], float(found["number"])
    if not math.isfinite(number):
        raise BadChange(f"{text!r}: the number is too large")
    make = _CHANGES.get(path[0])
    if make is None:
        raise BadChange(f"{text!r}: there is no {path[0]!r}; known: {', '.join(_CHANGES)}")
    return make(scenario, path, op, number)


def _value(before: float, op: str, number: float) -> float:
    match op:
        case "+":
            return before + number
        case "-":
            return before - number
        case "*":
            return before * number
        case _:
            return number


def _calls(scenario: Scenario, path: list[str], op: str, number: float) -> Scenario:
    _expect(path, 1, "calls*1.5")
    demand = scenario.demand
    per_day = _value(demand.calls_per_day, op, number)
    if per_day <= 0:
        raise BadChange("no calls would be left")
    return replace(scenario, demand=replace(demand, calls_per_day=per_day))


def _handle(scenario: Scenario, path: list[str], op: str, number: float) -> Scenario:
    _expect(path, 1, "handle*0.9")
    _only_factor("handle", op)
    demand = scenario.demand
    topics = tuple(replace(t, handle=t.handle.scaled(number)) for t in demand.topics)
    return replace(scenario, demand=replace(demand, topics=topics))


def _patience(scenario: Scenario, path: list[str], op: str, number: float) -> Scenario:
    _expect(path, 1, "patience*2")
    _only_factor("patience", op)
    demand = scenario.demand
    if demand.patience is None:
        raise BadChange("patience: callers of this scenario wait for ever")
    return replace(scenario, demand=replace(demand, patience=demand.patience.scaled(number)))


def _lines(scenario: Scenario, path: list[str], op: str, number: float) -> Scenario:
    _expect(path, 1, "lines=60")
    if scenario.lines is None and op != "=":
        raise BadChange("lines: this scenario has no limit to change; write lines=60")
    lines = _whole("lines", scenario.lines or 0, op, number)
    if lines < 1:
        raise BadChange("lines: at least one must be left")
    return replace(scenario, lines=lines)


def _seats(scenario: Scenario, path: list[str], op: str, number: float) -> Scenario:
    _expect(path, 1, "seats=60")
    if scenario.seats is None and op != "=":
        raise BadChange("seats: this scenario has no limit to change; write seats=60")
    return replace(scenario, seats=_whole("seats", scenario.seats or 0, op, number))


def _agents(scenario: Scenario, path: list[str], op: str, number: float) -> Scenario:
    _expect(path, 2, "agents.GROUP+2")
    group = _group(scenario, path[1])
    shifts = tuple(replace(each, agents=_staff(group, each, op, number)) for each in group.shifts)
    if shifts == group.shifts:
        raise BadChange(f"agents: every shift of {group.name} would stay as it is")
    return _with_groups(scenario, group, replace(group, shifts=shifts))


def _staff(group: Group, shift: Shift, op: str, number: float) -> int:
    agents = _whole(f"agents.{group.name}", shift.agents, op, number)
    if agents < 0:
        small = min(group.shifts, key=lambda each: each.agents)
        raise BadChange(
            f"agents: {group.name} has only {_on(small)}; "
            f"take away {small.agents} at most, or write agents.{group.name}=0 for nobody"
        )
    if agents == 0 and shift.agents and op == "*" and number:
        raise BadChange(
            f"agents: of {group.name} nobody would be left of {_on(shift)}; "
            f"write agents.{group.name}=0 if that is meant"
        )
    return agents


def _train(scenario: Scenario, path: list[str], op: str, number: float) -> Scenario:
    _expect(path, 3, "train.GROUP.LANGUAGE=3")
    level = int(number)
    if op != "=" or level != number or not 1 <= level <= 5:
        raise BadChange("train: the level is a whole number from 1 to 5, as in train.GROUP.es=3")
    name, _, some = path[1].partition(":")
    group = _group(scenario, name)
    skill = _is_skill(scenario, path[2])
    knows = (group.skills if skill else group.languages).get(path[2], 0)
    if knows >= level:
        raise BadChange(f"train: {group.name} has {path[2]} at level {knows} already")
    if not some:
        return _with_groups(scenario, group, _trained(group, path[2], level, skill=skill))
    if not (some.isascii() and some.isdigit()) or int(some[:9]) < 1:
        raise BadChange(f"train: {some!r} is no number of agents")
    count = int(some[:9])
    small = min(group.shifts, key=lambda shift: shift.agents)
    if count > small.agents:
        raise BadChange(
            f"train: {group.name} has only {_on(small)}, not {some}; "
            f"name fewer, or write train.{group.name}.{path[2]}={level} for everyone"
        )
    if all(shift.agents == count for shift in group.shifts):
        return _with_groups(scenario, group, _trained(group, path[2], level, skill=skill))
    pupils = replace(
        group,
        name=_unused_name(scenario, f"{group.name}_{path[2]}"),
        part_of=group.part_of or group.name,
        shifts=tuple(replace(shift, agents=count) for shift in group.shifts),
    )
    others = replace(
        group,
        shifts=tuple(replace(shift, agents=shift.agents - count) for shift in group.shifts),
    )
    return _with_groups(scenario, group, others, _trained(pupils, path[2], level, skill=skill))


def _queue(scenario: Scenario, path: list[str], op: str, number: float) -> Scenario:
    _expect(path, 3, "queue.NAME.max_wait_s=60")
    queue = scenario.queues.get(path[1])
    if queue is None:
        raise BadChange(f"there is no queue {path[1]!r}; known: {', '.join(scenario.queues)}")
    field = path[2]
    if field not in _OF_A_QUEUE:
        raise BadChange(
            f"queue: {field!r} cannot be changed here; these can: {', '.join(_OF_A_QUEUE)}"
        )
    before: float | None = getattr(queue, field)
    if before is None and op != "=":
        raise BadChange(
            f"queue: callers wait in {queue.name} without a limit; "
            f"write queue.{queue.name}.{field}=60"
        )
    value = _value(before or 0.0, op, number)
    match field:
        case "max_wait_s":
            changed = replace(queue, max_wait_s=value)
        case "wrap_up_s":
            changed = replace(queue, wrap_up_s=value)
        case _:
            changed = replace(queue, ring_timeout_s=value)
    return replace(scenario, queues={**scenario.queues, queue.name: changed})


def _refusals(scenario: Scenario, path: list[str], op: str, number: float) -> Scenario:
    name = path[0]
    _expect(path, 1, f"{name}=0.02")
    phones = scenario.telephones
    match name:
        case "no_answer":
            phones = replace(phones, no_answer=_value(phones.no_answer, op, number))
        case "reject":
            phones = replace(phones, reject=_value(phones.reject, op, number))
        case _:
            phones = replace(phones, unreachable=_value(phones.unreachable, op, number))
    if phones.no_answer + phones.reject + phones.unreachable >= 1:
        raise BadChange(f"{name}: nobody would ever answer")
    return replace(scenario, telephones=phones)


Change = Callable[[Scenario, list[str], str, float], Scenario]

_CHANGES: Mapping[str, Change] = MappingProxyType(
    {
        "calls": _calls,
        "handle": _handle,
        "patience": _patience,
        "lines": _lines,
        "seats": _seats,
        "agents": _agents,
        "train": _train,
        "queue": _queue,
        "no_answer": _refusals,
        "reject": _refusals,
        "unreachable": _refusals,
    }
)


def _expect(path: list[str], parts: int, example: str) -> None:
    if len(path) != parts:
        raise BadChange(f"{'.'.join(path)}: write it as in {example}")


def _only_factor(what: str, op: str) -> None:
    if op != "*":
        raise BadChange(f"{what}: only a factor makes sense, as in {what}*0.9")


def _group(scenario: Scenario, name: str) -> Group:
    for group in scenario.groups:
        if group.name == name:
            return group
    known = ", ".join(group.name for group in scenario.groups)
    raise BadChange(f"there is no group {name!r}; known: {known}")


def _with_groups(scenario: Scenario, before: Group, *after: Group) -> Scenario:
    groups: list[Group] = []
    for group in scenario.groups:
        groups += after if group is before else (group,)
    return replace(scenario, groups=tuple(groups))


def _unused_name(scenario: Scenario, name: str) -> str:
    """Agents are named by their group: two groups of one name would share agents."""
    taken = {group.name for group in scenario.groups}
    free = (f"{name}_{number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(each for each in free if each not in taken)


def _whole(what: str, before: int, op: str, number: float) -> int:
    """A count: a factor gives the nearest whole number, all else must be whole."""
    if op != "*" and number != int(number):
        raise BadChange(f"{what}: {number:g} is no whole number")
    value = _value(before, op, number)
    if not math.isfinite(value):
        raise BadChange(f"{what}: the number is too large")
    return round(value)


def _on(shift: Shift) -> str:
    minutes = int(shift.begin / 60)
    return f"{shift.agents} on the shift from {minutes // 60:02d}:{minutes % 60:02d}"


def _is_skill(scenario: Scenario, learnt: str) -> bool:
    """Whether it is a skill of the scenario or a language in it."""
    queues = scenario.queues.values()
    skills = {skill for queue in queues for skill in queue.skills}
    skills.update(skill for queue in queues for step in queue.recipe for skill in step.skills or ())
    skills.update(skill for topic in scenario.demand.topics for skill in topic.skills)
    skills.update(skill for group in scenario.groups for skill in group.skills)
    languages = {tag for tag in scenario.demand.languages if tag is not None}
    languages.update(tag for group in scenario.groups for tag in group.languages)
    if learnt in skills or learnt in languages:
        return learnt in skills
    known = sorted(skills | languages)
    near = get_close_matches(learnt, known, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise BadChange(
        f"train: {learnt!r} is no skill here and no language of a caller or an agent; "
        f"{hint}known: {', '.join(known)}"
    )


def _trained(group: Group, learnt: str, level: int, *, skill: bool) -> Group:
    if skill:
        return replace(group, skills={**group.skills, learnt: level})
    return replace(group, languages={**group.languages, learnt: level})
