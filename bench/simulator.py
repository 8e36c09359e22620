"""`python -m bench.simulator`: how fast a year of a large hotline is simulated.

Weeks of the preset `guangzhou-2020` (27,400 calls a day) run in as many processes as asked, and the
time of a year is reckoned from theirs. Events are the engine's outputs, commands included. Beside
the wall stands the time on the processors, which does not count what else the machine does.

    python -m bench.simulator
    python -m bench.simulator --weeks 53 --workers 8 --json
"""

import dataclasses
import json
import os
import resource
import time

import click

from hotline.simulation import WEEK, load_preset, run

_YEAR = 365


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """One measurement; `year_min` is how long a year of the preset takes by the wall."""

    preset: str
    days: int
    workers: int
    calls: int
    events: int
    wall_s: float
    cpu_s: float
    calls_per_s: float
    events_per_s: float
    cpu_us_a_call: float
    year_min: float


@click.command()
@click.option("--preset", default="guangzhou-2020", show_default=True)
@click.option("--weeks", type=click.IntRange(1), default=2, show_default=True)
@click.option("--workers", type=click.IntRange(1), default=os.cpu_count() or 1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def main(preset: str, weeks: int, workers: int, as_json: bool) -> None:
    """Simulate weeks of a preset and tell the speed."""
    scenario = load_preset(preset)
    began, cpu_began = time.perf_counter(), _cpu_s()
    done = run(scenario, seed=1, days=weeks * WEEK, workers=workers)
    wall_s, cpu_s = time.perf_counter() - began, _cpu_s() - cpu_began
    speed = Speed(
        preset=preset,
        days=weeks * WEEK,
        workers=min(workers, weeks),
        calls=done.speed.calls,
        events=done.speed.events,
        wall_s=wall_s,
        cpu_s=cpu_s,
        calls_per_s=done.speed.calls / wall_s,
        events_per_s=done.speed.events / wall_s,
        cpu_us_a_call=1e6 * cpu_s / done.speed.calls,
        year_min=wall_s / (weeks * WEEK) * _YEAR / 60,
    )
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(speed), indent=1))
        return
    click.echo(
        f"{speed.preset}, {speed.days} days in {speed.workers} processes: {speed.calls} calls, "
        f"{speed.events} events in {speed.wall_s:.1f} s ({speed.cpu_s:.1f} s of processor)\n"
        f"{speed.calls_per_s:.0f} calls/s, {speed.events_per_s:.0f} events/s, "
        f"{speed.cpu_us_a_call:.0f} us of processor a call; a year takes {speed.year_min:.0f} min"
    )


def _cpu_s() -> float:
    """Processor seconds of this process and of those that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    main()
