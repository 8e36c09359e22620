"""CPU time a short call costs at a rate the machine has no trouble with."""

import asyncio

from bench.dialplan import PLAIN_SHORT
from bench.figures.load import Stretch, cpu_s, stretch
from bench.result import Figure, Row
from bench.rig import SHORT, Rig
from bench.statistics import summarise

_IDLE_S = 5.0


async def cpu(rig: Rig, *, quick: bool) -> Figure:
    """Alternate stretches of our calls and of plain ones, and a stretch of none."""
    rounds, rate, seconds = (2, 20, 5) if quick else (3, 20, 10)
    began = cpu_s(rig.process)
    await asyncio.sleep(_IDLE_S)
    idle = 100 * (cpu_s(rig.process) - began) / _IDLE_S
    taken: dict[str, list[Stretch]] = {SHORT: [], PLAIN_SHORT: []}
    for _ in range(rounds):
        for number, stretches in taken.items():
            stretches.append(await stretch(rig, number, rate=rate, seconds=seconds))
    ours, plain = taken[SHORT], taken[PLAIN_SHORT]
    return Figure(
        name="cpu",
        title="CPU a short call",
        peer="plain dialplan",
        method=f"{rounds} stretches of {rate * seconds} calls each at {rate} a second, in turn; "
        "a value is the mean of a stretch. The controller's time includes writing its events.",
        rows=(
            Row(
                what="controller (Python)",
                unit="ms a call",
                ours=summarise([s.controller_ms for s in ours]),
            ),
            Row(
                what="Asterisk",
                unit="ms a call",
                ours=summarise([s.asterisk_ms for s in ours]),
                peer=summarise([s.asterisk_ms for s in plain]),
            ),
            Row(
                what="events in the records",
                unit="a call",
                ours=summarise([s.events for s in ours]),
            ),
        ),
        notes=(
            f"The controller at rest took {idle:.1f} % of a core. The manager interface tells it "
            f"of the plain calls too, which cost it "
            f"{summarise([s.controller_ms for s in plain]).median:.2f} ms a call.",
        ),
    )
