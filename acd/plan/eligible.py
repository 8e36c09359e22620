"""Whether anybody of a plan could ever serve a caller of a queue, and what stands in the way.

It is asked as the engine asks who is staffed: over every step of the recipe, for the queue and for
those to which it overflows, and without the language, for which an interpreter may come. Here
everybody of the plan counts, logged in or not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from acd.plan.model import Queue, RoutingPlan
from acd.plan.recipe import need_at, steps_ahead
from acd.queue.need import Capability, Need, capability, level, shortfall


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What nobody meets: `message` says it; `skill` is the one skill it is about, '' for none."""

    message: str
    skill: str = ""


def chain_of(plan: RoutingPlan, queue: str) -> Iterator[Queue]:
    """The queue and those to which it overflows, one after the other, each once."""
    seen: set[str] = set()
    here = queue
    while here in plan.queues and here not in seen:
        seen.add(here)
        found = plan.queues[here]
        yield found
        here = found.overflow.queue if found.overflow is not None else ""


def lack_of(plan: RoutingPlan, queue: str, call_skills: Mapping[str, int]) -> Lack | None:
    """What nobody of the plan meets for callers of a queue who ask for `call_skills`.

    None if somebody could serve them, in the queue or where it overflows to. Otherwise it is told
    of the last step of the queue itself, which asks the least.
    """
    able = frozenset(capability(each) for each in plan.everyone().values())
    needs = [
        need_at(each, step, call_skills, None)
        for each in chain_of(plan, queue)
        for step in steps_ahead(each, 0)
    ]
    if any(not shortfall(each, wanted) for wanted in needs for each in able):
        return None
    first = plan.queues[queue]
    return _lack(able, need_at(first, len(first.recipe), call_skills, None))


def _lack(able: Iterable[Capability], wanted: Need) -> Lack:
    """The first part of the need that nobody meets who meets those before it."""
    kinds = " or ".join(wanted.kinds)
    of_kind = [each for each in able if not each.kinds.isdisjoint(wanted.kinds)]
    if not of_kind:
        return Lack(message=f"no agent is of kind {kinds}")
    left = of_kind
    met: list[str] = []
    for skill, least in wanted.skills:
        asked = f"{skill} {least}"
        if not any(level(each.skills, skill) >= least for each in of_kind):
            best = max(level(each.skills, skill) for each in of_kind)
            at_best = f" (the best has {best})" if best else ""
            message = f"no agent of kind {kinds} has {asked} or more{at_best}"
            return Lack(message=message, skill=skill)
        left = [each for each in left if level(each.skills, skill) >= least]
        met.append(asked)
        if not left:
            return Lack(message=f"no agent of kind {kinds} has all of {', '.join(met)}")
    with_skills = f" with {', '.join(met)}" if met else ""
    if wanted.groups:
        left = [each for each in left if each.group in wanted.groups]
        if not left:
            where = " or ".join(wanted.groups)
            return Lack(message=f"no agent of kind {kinds}{with_skills} is in group {where}")
    where = " or ".join(wanted.sites)
    return Lack(message=f"no agent of kind {kinds}{with_skills} is at site {where}")
