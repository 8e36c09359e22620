"""A scenario as the file that would say it, so that the rules of the file judge a changed one.

Opening hours are left out: they are no longer known by name, and no change touches them.
"""

from typing import Any

from acd.plan.model import Queue
from acd.sim import scenario as sim
from acd.sim.chance import Duration
from acd.sim.config import UNKNOWN_LANGUAGE, WEEKDAYS


def as_written(scenario: sim.Scenario) -> dict[str, Any]:
    """Return what `ScenarioFile` reads. Shifts of nobody, and groups without others, are no more.

    Of a group in parts it has the parts' shifts together, under the name that queues know.
    """
    phones = scenario.telephones
    return {
        "name": scenario.name,
        "lines": scenario.lines,
        "seats": scenario.seats,
        "demand": _demand(scenario.demand),
        "queues": {name: _queue(queue) for name, queue in scenario.queues.items()},
        "agents": _agents(scenario),
        "telephones": {
            "answer": _duration(phones.answer),
            "no_answer": phones.no_answer,
            "reject": phones.reject,
            "unreachable": phones.unreachable,
            "back_after_s": phones.back_after_s,
        },
    }


def _duration(duration: Duration) -> dict[str, Any]:
    return {"mean_s": duration.mean_s, "cv": duration.cv, "law": duration.law}


def _demand(demand: sim.Demand) -> dict[str, Any]:
    return {
        "calls_per_day": demand.calls_per_day,
        "by_hour": list(demand.by_hour),
        "by_weekday": list(demand.by_weekday),
        "languages": {tag or UNKNOWN_LANGUAGE: weight for tag, weight in demand.languages.items()},
        "topics": {topic.name: _topic(topic) for topic in demand.topics},
        "patience": _duration(demand.patience) if demand.patience else None,
    }


def _topic(topic: sim.Topic) -> dict[str, Any]:
    to = topic.handover
    return {
        "queue": topic.queue,
        "share": topic.share,
        "handle": _duration(topic.handle),
        "skills": dict(topic.skills),
        "handover": to and {"queue": to.queue, "share": to.share, "handle": _duration(to.handle)},
    }


def _queue(queue: Queue) -> dict[str, Any]:
    to = queue.overflow
    return {
        "kind": queue.kind,
        "skills": dict(queue.skills),
        "ring_timeout_s": queue.ring_timeout_s,
        "wrap_up_s": queue.wrap_up_s,
        "max_wait_s": queue.max_wait_s,
        "leave_when_unstaffed": queue.leave_when_unstaffed,
        "groups": list(queue.groups),
        "sites": list(queue.sites),
        "recipe": [
            {
                "after_s": step.after_s,
                "skills": None if step.skills is None else dict(step.skills),
                "kinds": None if step.kinds is None else list(step.kinds),
                "groups": None if step.groups is None else list(step.groups),
                "sites": None if step.sites is None else list(step.sites),
                "drop_call_skills": step.drop_call_skills,
            }
            for step in queue.recipe
        ],
        "policy": queue.policy,
        "weights": dict(queue.weights),
        "overflow": to
        and {"after_s": to.after_s, "queue": to.queue or None, "exit": to.exit or None},
    }


def _agents(scenario: sim.Scenario) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for group in scenario.groups:
        shifts = [_shift(shift) for shift in group.shifts if shift.agents]
        if not shifts:
            continue
        name = group.part_of or group.name
        whole = written.setdefault(
            name,
            {
                "kinds": sorted(group.kinds),
                "skills": {},
                "languages": {},
                "site": group.site or None,
                "shifts": [],
            },
        )
        whole["skills"] |= group.skills
        whole["languages"] |= group.languages
        whole["shifts"] += shifts
    return written


def _shift(shift: sim.Shift) -> dict[str, Any]:
    return {
        "from": _time_of_day(shift.begin),
        "to": _time_of_day(shift.end),
        "agents": shift.agents,
        "weekdays": [WEEKDAYS[day] for day in sorted(shift.weekdays)],
    }


def _time_of_day(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
