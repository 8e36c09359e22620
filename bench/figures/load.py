"""A stretch of short calls, and the CPU time it took."""

from dataclasses import dataclass

import psutil

from bench.rig import SHORT, Rig
from bench.sipp import Load, short_calls

HOLD_MS = 300
"""How long after the answer the caller hangs up: the beep lasts 425 ms."""

_RECORDS_LIMIT_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """CPU in milliseconds a call; `lag_s` from the last call's end to its record in SQL."""

    load: Load
    controller_ms: float
    asterisk_ms: float
    events: float
    lag_s: float


async def stretch(rig: Rig, number: str, *, rate: float, seconds: float) -> Stretch:
    """Place short calls and wait until all of ours are in the records."""
    before, events = rig.ended_contacts(), rig.events()
    controller, asterisk = cpu_s(rig.process), cpu_s(rig.asterisk)
    load = await short_calls(
        rig.server, number, rate=rate, seconds=seconds, hold_ms=HOLD_MS, folder=rig.work_dir
    )
    done = load.placed - load.failed
    lag_s = 0.0
    if number == SHORT:
        lag_s = await rig.recorded(before + done, timeout_s=_RECORDS_LIMIT_S)
    return Stretch(
        load=load,
        controller_ms=1000 * (cpu_s(rig.process) - controller) / load.placed,
        asterisk_ms=1000 * (cpu_s(rig.asterisk) - asterisk) / load.placed,
        events=(rig.events() - events) / load.placed,
        lag_s=lag_s,
    )


def cpu_s(process: psutil.Process) -> float:
    """Return the CPU time of a process so far, in user and in system."""
    times = process.cpu_times()
    return float(times.user + times.system)
