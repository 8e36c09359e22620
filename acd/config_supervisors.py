"""What a routing file may not say of supervisors, looked at across fields."""

from collections.abc import Iterator

from pydantic_core import InitErrorDetails

from acd.config_view import Parts, fault


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
