"""`python -m bench.flows`: loading, checking and proving a large city, and the interpreter's speed.

A city with a flow of 500 nodes of every type and 5,500 items of knowledge is made (see
`bench.flow_city`), and measured in fresh processes, several times: reading, checking, proving and
compiling it; `hotline flow lint` as a whole; readers of YAML side by side on its files; and calls
in the rehearsal whose callers do anything. Of each figure the median is told.

    python -m bench.flows
    python -m bench.flows --nodes 100 --items 500 --runs 1 --json
"""

import dataclasses
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from bench.flow_city import SMALLEST, write_city
from bench.machine import Machine, this_machine

_READERS: Final = {
    "pyyaml_c_s": "PyYAML, its parser in C",
    "pyyaml_s": "PyYAML, in Python",
    "ruamel_s": "ruamel.yaml, in Python",
}

Figures = Mapping[str, float | None]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Medians over `runs` processes each.

    `load`, `lint`, `walk`: see `bench.flow_figures`; of `hotline flow lint` the wall's and the
    processors' seconds and the peak. `parse`: seconds of each reader for all YAML of the city.
    """

    machine: Machine
    runs: int
    load: Figures
    lint: Figures
    parse: Figures
    walk: Figures


def measure(*, nodes: int, items: int, calls: int, seed: int, runs: int) -> Outcome:
    """Make the city and measure it.

    Raises:
        subprocess.CalledProcessError: a process failed; it has told why.
    """
    machine = this_machine()
    with tempfile.TemporaryDirectory(prefix="bench-flows-") as scratch:
        city = Path(scratch, "city")
        write_city(city, nodes=nodes, items=items)
        rounds = [
            (
                _figures("load", city),
                _lint(city),
                _figures("parse", city),
                _figures("walk", city, f"--calls={calls}", f"--seed={seed}"),
            )
            for _ in range(runs)
        ]
    load, lint, parse, walk = (_medians(each) for each in zip(*rounds, strict=True))
    return Outcome(machine=machine, runs=runs, load=load, lint=lint, parse=parse, walk=walk)


def _figures(what: str, city: Path, *more: str) -> Figures:
    command = [sys.executable, "-m", "bench.flow_figures", what, str(city), *more]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def _lint(city: Path) -> Figures:
    """Run `hotline flow lint` and take its time and its peak from the kernel."""
    command = [sys.executable, "-m", "hotline", "flow", "lint", str(city)]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    cpu_s = used.ru_utime + used.ru_stime
    return {"wall_s": wall_s, "cpu_s": cpu_s, "peak_mb": used.ru_maxrss * 1024 / 1e6}


def _medians(rounds: Sequence[Figures]) -> Figures:
    medians: dict[str, float | None] = {}
    for name in rounds[0]:
        values = [value for each in rounds if (value := each[name]) is not None]
        medians[name] = statistics.median(values) if values else None
    return medians


def _told(outcome: Outcome) -> Iterator[str]:
    machine, load, lint, walk = outcome.machine, outcome.load, outcome.lint, outcome.walk
    parse = outcome.parse
    yield (
        f"{machine.date}, {machine.cores} cores of {machine.cpu}, {machine.kernel}, Python "
        f"{machine.python}; load average {machine.load_before} before; median of {outcome.runs}"
    )
    yield (
        f"{load['nodes']:.0f} nodes in the flow, {load['items']:.0f} items, "
        f"{parse['yaml_mb']:.1f} MB of YAML, {load['places']:.0f} places a call can be in"
    )
    for name, what in (
        ("read_s", "read into models"),
        ("check_s", "check"),
        ("prove_s", "prove"),
        ("compile_s", "compile, index"),
    ):
        yield f"{what:<28}{load[name]:8.2f} s of CPU"
    yield f"{'memory: peak, before':<28}{load['peak_mb']:8.0f} MB, {load['empty_mb']:.0f} MB"
    yield (
        f"{'hotline flow lint':<28}{lint['wall_s']:8.2f} s, {lint['cpu_s']:.2f} s of CPU, "
        f"{lint['peak_mb']:.0f} MB"
    )
    ours = parse["ours_s"] or 0.0
    yield f"{'YAML: ours, with places':<28}{ours:8.2f} s of CPU"
    for name, what in _READERS.items():
        theirs = parse[name]
        if theirs is None:
            yield f"{what:<28}       - not installed"
        else:
            yield f"{what:<28}{theirs:8.2f} s of CPU, ours : theirs {ours / theirs:.2f}"
    yield f"{'rehearsal: nodes entered':<28}{walk['nodes_per_s']:8.0f} a second"
    yield f"{'rehearsal: inputs handled':<28}{walk['inputs_per_s']:8.0f} a second"
    yield (
        f"  over {walk['calls']:.0f} calls, {walk['nodes_a_call']:.1f} nodes and "
        f"{walk['inputs_a_call']:.1f} inputs each"
    )


@click.command()
@click.option("--nodes", type=click.IntRange(SMALLEST), default=500, show_default=True)
@click.option("--items", type=click.IntRange(1, 100_000), default=5500, show_default=True)
@click.option("--calls", type=click.IntRange(1), default=500, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--runs", type=click.IntRange(1), default=5, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def main(nodes: int, items: int, calls: int, seed: int, runs: int, as_json: bool) -> None:
    """Measure a large city."""
    try:
        outcome = measure(nodes=nodes, items=items, calls=calls, seed=seed, runs=runs)
    except subprocess.CalledProcessError as error:
        click.echo(f"bench: {error}", err=True)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(outcome), indent=2))
        return
    for line in _told(outcome):
        click.echo(line)


if __name__ == "__main__":
    main()
