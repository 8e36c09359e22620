"""`hotline run --demo`: everything started and kept open for any softphone."""

import asyncio
import signal

from rich.console import Console

from hotline.demo.stage import Stage, open_stage
from hotline.settings import Settings


def keep_open(settings: Settings) -> None:
    """Start everything, say how to register and dial, and wait for SIGINT or SIGTERM."""
    asyncio.run(_keep_open(settings, Console()))


async def _keep_open(settings: Settings, console: Console) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with open_stage(
        settings,
        fresh=False,
        phones=False,
        progress=lambda part: console.print(f"[dim]starting {part}[/dim]"),
    ) as stage:
        for line in how_to(stage):
            console.print(line, highlight=False)
        await stop.wait()
        console.print("stopping")


def how_to(stage: Stage) -> list[str]:
    """Return what a person needs to know to call."""
    settings, secrets = stage.settings, stage.settings.secrets()
    server = f"{settings.listen}:{settings.ports.sip}"
    lines = [
        "",
        f"{stage.profile.name} is open.",
        f"  Dial as a citizen (no registration): sip:311@{server}",
        f"  Register as an agent with {server} (UDP), then dial *60 to log in,",
        "  *61 out, *62 to pause, *63 to go on:",
    ]
    lines += [
        f"    {agent.agent_id} {agent.name:8} user {agent.device}  password "
        f"{secrets.device(agent.device)}"
        for agent in stage.profile.plan.agents.values()
    ]
    lines += [
        f"    {each.supervisor_id} {each.name:8} user {each.device}  password "
        f"{secrets.device(each.device)}  (supervisor)"
        for each in stage.profile.plan.supervisors.values()
        if each.supervisor_id not in stage.profile.plan.agents
    ]
    return [
        *lines,
        "  Nobody is at work until an agent has registered and dialled *60: callers who want a",
        "  person leave a message till then. *64 ends the work after a call, *65 makes it",
        "  longer where the queue allows it, *0 tells the state.",
        f"  The controller's log: {settings.state_dir / 'controller.log'}",
        f"  The desk's API: http://127.0.0.1:{settings.ports.desk} (`hotline agent list`)",
        "  In another terminal: hotline calls, hotline report today",
        "  Ctrl-C ends it.",
    ]
