"""What a routing file may not say of agents and groups, looked at across fields."""

from pydantic_core import InitErrorDetails

from acd.plan.model import QueueKind
from acd.plan.view import Parts, fault


def agent_faults(file: Parts) -> list[InitErrorDetails]:
    """Every mistake of agents, groups and the kinds of queues that serve them."""
    return [
        *_second_interpreter_queues(file),
        *_kinds_without_queue(file),
        *_kinds_twice(file),
        *_shared_devices(file),
        *_devices_twice(file),
        *_devices_of_others(file),
        *_interpreters_without_language(file),
        *_languages_twice(file),
        *_group_members(file),
    ]


def _second_interpreter_queues(file: Parts) -> list[InitErrorDetails]:
    names = file.interpreter_queues
    return [
        fault(
            "second_interpreter_queue",
            f"there is an interpreter queue already ({names[0]}); keep one of the two",
            QueueKind.INTERPRETER.value,
            "queues",
            name,
            "kind",
        )
        for name in names[1:]
    ]


def _kinds_without_queue(file: Parts) -> list[InitErrorDetails]:
    served = {queue.kind for queue in file.queues.values()}
    return [
        fault(
            "unknown_queue",
            f"no queue is of kind {kind.value}; add one or take the kind from the agent",
            kind.value,
            "agents",
            agent_id,
            "kinds",
            index,
        )
        for agent_id, agent in file.agents.items()
        for index, kind in enumerate(agent.kinds)
        if kind not in served
    ]


def _kinds_twice(file: Parts) -> list[InitErrorDetails]:
    return [
        fault(
            "duplicate_kind",
            f"{kind.value} is listed twice; list it once",
            kind.value,
            "agents",
            agent_id,
            "kinds",
            index,
        )
        for agent_id, agent in file.agents.items()
        for index, kind in enumerate(agent.kinds)
        if kind in agent.kinds[:index]
    ]


def _shared_devices(file: Parts) -> list[InitErrorDetails]:
    owners: dict[str, str] = {}
    faults = []
    for agent_id, agent in file.agents.items():
        owner = owners.setdefault(agent.device, agent_id)
        if owner != agent_id:
            faults.append(
                fault(
                    "duplicate_device",
                    f"agent {owner} has device {agent.device} already; give each their own",
                    agent.device,
                    "agents",
                    agent_id,
                    "device",
                )
            )
    return faults


def _devices_twice(file: Parts) -> list[InitErrorDetails]:
    """Further telephones may be shared; in one agent's list each stands once."""
    return [
        _further_device("device_twice", "is listed already; list it once", device, agent_id, index)
        for agent_id, agent in file.agents.items()
        for index, device in enumerate(agent.devices)
        if device == agent.device or device in agent.devices[:index]
    ]


def _devices_of_others(file: Parts) -> list[InitErrorDetails]:
    """While somebody else sits at an agent's own telephone, the agent could not log in."""
    owners: dict[str, str] = {}
    for agent_id, agent in file.agents.items():
        owners.setdefault(agent.device, agent_id)
    return [
        _further_device(
            "device_of_another",
            f"is agent {owners[device]}'s own telephone; "
            "list only telephones here that are nobody's own",
            device,
            agent_id,
            index,
        )
        for agent_id, agent in file.agents.items()
        for index, device in enumerate(agent.devices)
        if owners.get(device, agent_id) != agent_id
    ]


def _further_device(
    kind: str, wrong: str, device: str, agent_id: str, index: int
) -> InitErrorDetails:
    return fault(kind, f"{device} {wrong}", device, "agents", agent_id, "devices", index)


def _interpreters_without_language(file: Parts) -> list[InitErrorDetails]:
    return [
        fault(
            "interpreter_without_language",
            "an interpreter needs at least one language",
            {},
            "agents",
            agent_id,
            "languages",
        )
        for agent_id, agent in file.agents.items()
        if QueueKind.INTERPRETER in agent.kinds and not agent.languages
    ]


def _languages_twice(file: Parts) -> list[InitErrorDetails]:
    faults = []
    for agent_id, agent in file.agents.items():
        seen: set[str] = set()
        for tag in agent.languages:
            if tag.lower() in seen:
                faults.append(
                    fault(
                        "duplicate_language",
                        f"language {tag} is listed twice; case does not tell tags apart",
                        tag,
                        "agents",
                        agent_id,
                        "languages",
                        tag,
                    )
                )
            seen.add(tag.lower())
    return faults


def _group_members(file: Parts) -> list[InitErrorDetails]:
    """A member must be an agent, of one group only, and at one site only."""
    faults = []
    homes: dict[str, str] = {}
    for name, group in file.groups.items():
        for index, agent_id in enumerate(group.agents):
            where = ("groups", name, "agents", index)
            agent = file.agents.get(agent_id)
            if agent is None:
                message = f"there is no agent {agent_id}"
                faults.append(fault("unknown_agent", message, agent_id, *where))
                continue
            if agent_id in homes:
                message = f"agent {agent_id} is in group {homes[agent_id]} already; list them once"
                faults.append(fault("agent_in_two_places", message, agent_id, *where))
                continue
            homes[agent_id] = name
            if agent.site and group.site and agent.site != group.site:
                message = (
                    f"agent {agent_id} is at site {agent.site}, the group at {group.site}; "
                    "leave one of the two out"
                )
                faults.append(fault("agent_in_two_places", message, agent_id, *where))
    return faults
