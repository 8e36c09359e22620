"""What a queue asks of an agent, step by step.

A queue without a recipe asks the same for as long as an entry waits. Each step of a recipe
replaces what it names and leaves the rest; steps never ask more than the one before (the routing
file is checked for that), so an offer that rings is never made wrong by a step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from acd.plan.model import Queue, QueueKind
from acd.queue.need import Need, need


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a queue asks at one step; `call_skills` tells whether the call's own skills count."""

    kinds: tuple[QueueKind, ...]
    skills: Mapping[str, int]
    groups: tuple[str, ...]
    sites: tuple[str, ...]
    call_skills: bool = True


@lru_cache(maxsize=1024)
def asked(queue: Queue, step: int) -> Asked:
    """What the queue asks after the first `step` steps of its recipe."""
    kinds: tuple[QueueKind, ...] = (queue.kind,)
    skills, groups, sites, call_skills = queue.skills, queue.groups, queue.sites, True
    for each in queue.recipe[:step]:
        kinds = kinds if each.kinds is None else each.kinds
        skills = skills if each.skills is None else each.skills
        groups = groups if each.groups is None else each.groups
        sites = sites if each.sites is None else each.sites
        call_skills = call_skills and not each.drop_call_skills
    return Asked(kinds=kinds, skills=skills, groups=groups, sites=sites, call_skills=call_skills)


def need_at(queue: Queue, step: int, call_skills: Mapping[str, int], language: str | None) -> Need:
    """The need of an entry at that step."""
    return _need_at(queue, step, tuple(call_skills.items()), language)


@lru_cache(maxsize=4096)
def _need_at(
    queue: Queue, step: int, call_skills: tuple[tuple[str, int], ...], language: str | None
) -> Need:
    """A pure function, and calls ask for the same few needs again and again."""
    here = asked(queue, step)
    return need(
        here.kinds,
        here.skills,
        dict(call_skills) if here.call_skills else {},
        language,
        groups=here.groups,
        sites=here.sites,
    )


def need_of(here: Asked) -> Need:
    """What a queue asks on its own, whatever the call."""
    return need(here.kinds, here.skills, {}, None, groups=here.groups, sites=here.sites)


def steps_due(queue: Queue, waited_s: float) -> int:
    """How many steps of the recipe apply after that long a wait."""
    return sum(step.after_s <= waited_s for step in queue.recipe) if queue.recipe else 0


def steps_ahead(queue: Queue, step: int) -> range:
    """The present step and all that may follow."""
    return range(step, len(queue.recipe) + 1)
