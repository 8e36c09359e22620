"""What a routing file may not say of supervisors and minimum staff, looked at across fields."""

from collections.abc import Iterator, Mapping

from pydantic_core import InitErrorDetails

from acd.plan.recipe import asked, need_of
from acd.plan.sections import MinimumStaffConfig
from acd.plan.view import Parts, fault
from acd.queue.need import capability, shortfall


def supervisor_faults(file: Parts) -> Iterator[InitErrorDetails]:
    """Every mistake: nobody's name or telephone, a telephone that is another's, unknown limits."""
    owners = {agent.device: agent_id for agent_id, agent in file.agents.items()}
    for supervisor_id, config in file.supervisors.items():
        here = ("supervisors", supervisor_id)
        if supervisor_id not in file.agents:
            for field in ("name", "device"):
                if not getattr(config, field):
                    message = f"{supervisor_id} is no agent, so a {field} must be given here"
                    yield fault("supervisor_incomplete", message, None, *here, field)
        device = file.supervisor(supervisor_id).device
        if device and owners.setdefault(device, supervisor_id) != supervisor_id:
            message = f"device {device} is that of {owners[device]}; give each their own"
            yield fault("duplicate_device", message, device, *here, "device")
        for kind, names, known in (
            ("group", config.groups, set(file.groups)),
            ("site", config.sites, file.sites),
        ):
            for index, name in enumerate(names):
                if name not in known:
                    message = f"there is no {kind} {name}"
                    yield fault(f"unknown_{kind}", message, name, *here, f"{kind}s", index)


def minimum_staff_faults(
    file: Parts, rules: Mapping[str, MinimumStaffConfig]
) -> Iterator[InitErrorDetails]:
    """Every mistake: no or two objects, names that nothing has, more than there are people."""
    for name, rule in rules.items():
        here = ("minimum_staff", name)
        if (rule.queue is None) == (rule.group is None):
            yield fault("minimum_of_what", "name either a queue or a group", {}, *here)
        for kind, given, known in (
            ("queue", rule.queue, file.queues),
            ("group", rule.group, file.groups),
            ("hours", rule.hours, file.hours),
        ):
            if given is not None and given not in known:
                yield fault(f"unknown_{kind}", f"there is no {kind} {given}", given, *here, kind)
        group = file.groups.get(rule.group or "")
        if group is not None and rule.minimum > len(group.agents):
            message = f"the group has {len(group.agents)} agents; the alarm would never end"
            yield fault("minimum_too_high", message, rule.minimum, *here, "minimum")
        if rule.queue is None or rule.queue not in file.queues:
            continue
        able = _able(file, rule.queue)
        if rule.minimum > able:
            message = f"{able} agents can serve the queue at first; the alarm would never end"
            yield fault("minimum_too_high", message, rule.minimum, *here, "minimum")


def _able(file: Parts, queue: str) -> int:
    """How many of the agents count for the queue in `acd.staff.minimum_staff`."""
    wanted = need_of(asked(file.queues[queue].compiled(queue, None), 0))
    able = (capability(file.profile(agent_id)) for agent_id in file.agents)
    return sum(not shortfall(each, wanted) for each in able)
