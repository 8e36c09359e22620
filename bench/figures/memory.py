"""Resident memory of the controller, at rest and with a hundred callers in the menu."""

import asyncio
import contextlib
from collections.abc import Sequence

import psutil

from agent_desk.softphone.call import Call
from agent_desk.softphone.phone import Softphone
from bench.errors import CallFailed
from bench.figures.load import cpu_s
from bench.result import Figure, Row
from bench.rig import MENU, Rig
from bench.statistics import Summary, summarise

_MIB = 1024 * 1024
_SAMPLE_S = 0.5
_APART_S = 0.05


async def memory(rig: Rig, *, quick: bool) -> Figure:
    """Sample at rest, then while all callers hear the menu and are listened to, then after."""
    callers, watch_s = (20, 4.0) if quick else (100, 12.0)
    rest = await _sample(rig, 2.0)
    async with rig.softphones(max_calls=callers + 4) as endpoint:
        citizen = Softphone(endpoint, "citizen", server=rig.server, record=False)
        calls: list[Call] = []
        for _ in range(callers):
            calls.append(await citizen.dial(MENU, caller_id="2125550100"))
            await asyncio.sleep(_APART_S)
        for call in calls:
            await call.answered(timeout_s=10)
        began = cpu_s(rig.process), cpu_s(rig.asterisk)
        busy = await _sample(rig, watch_s)
        controller, asterisk = (
            100 * (now - before) / watch_s
            for now, before in zip((cpu_s(rig.process), cpu_s(rig.asterisk)), began, strict=True)
        )
        if lost := sum(call.has_ended for call in calls):
            raise CallFailed(f"{lost} of {callers} callers fell out of the menu")
        for call in calls:
            call.hang_up()
        for call in calls:
            await call.ended(timeout_s=10)
    after = await _sample(rig, 2.0)
    parts = ("controller", "recogniser processes", "Asterisk")
    moments = (("at rest", rest), (f"{callers} callers in the menu", busy), ("afterwards", after))
    return Figure(
        name="memory",
        title="Memory",
        peer="",
        method=f"Resident set every {_SAMPLE_S} s. In the menu: {callers} softphones that send "
        "audio, the prompt playing or over, each call's audio tapped and listened to for "
        f"{watch_s:.0f} s.",
        rows=tuple(
            Row(what=f"{part}, {moment}", unit="MiB", ours=samples[part])
            for part in parts
            for moment, samples in moments
        ),
        notes=(
            f"With {callers} callers in the menu the controller took {controller:.0f} % of a core, "
            f"Asterisk {asterisk:.0f} %.",
            "Pages that processes share are counted in each.",
        ),
    )


async def _sample(rig: Rig, seconds: float) -> dict[str, Summary]:
    samples: dict[str, list[float]] = {}
    for _ in range(max(1, round(seconds / _SAMPLE_S))):
        await asyncio.sleep(_SAMPLE_S)
        for part, processes in (
            ("controller", [rig.process]),
            ("recogniser processes", rig.children()),
            ("Asterisk", [rig.asterisk]),
        ):
            samples.setdefault(part, []).append(_rss_mib(processes))
    return {part: summarise(values) for part, values in samples.items()}


def _rss_mib(processes: Sequence[psutil.Process]) -> float:
    total = 0
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            total += process.memory_info().rss
    return total / _MIB
