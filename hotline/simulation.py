"""Simulations on this machine: chance from a seed, replications and weeks spread over processes.

A long simulation is cut into weeks. Each has its own warm-up and its own streams of chance, named
by seed, replication and week, so that the figures depend on the seed alone: not on how many
processes there are, nor on which of them was faster.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import reduce
from multiprocessing import get_context
from pathlib import Path

from pydantic import ValidationError

from acd.sim import presets
from acd.sim.centre import Run, simulate
from acd.sim.chance import RandomSource
from acd.sim.compiling import compile_scenario
from acd.sim.config import ScenarioFile
from acd.sim.scenario import Scenario
from acd.sim.tally import Course, Tally
from acd.sim.whatif import BadChange, change
from acd.sim.written import as_written
from ivr.flow.loading.source import load_yaml
from ivr.flow.loading.value_words import message_of

WEEK = 7
"""Days simulated in one go."""

_PRESETS = Path(presets.__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """How fast it went, all processes together. `events` are the engine's commands and events."""

    wall_s: float
    calls: int
    inputs: int
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """For each replication the tallies of its days; the mean day; the speed."""

    runs: tuple[tuple[Tally, ...], ...]
    course: Course
    speed: Speed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    scenario: Scenario
    seed: int
    replication: int
    first_day: int
    days: int


def preset_names() -> list[str]:
    """Return the names of the presets."""
    return sorted(path.stem for path in _PRESETS.glob("*.yaml"))


def load_preset(name: str) -> Scenario:
    """Return a preset by its name, one of `preset_names`."""
    return load_scenario(_PRESETS / f"{name}.yaml")


def load_scenario(path: Path) -> Scenario:
    """Read a scenario file.

    Raises:
        SourceErrors: with everything that is wrong in it, line by line.
    """
    return compile_scenario(load_yaml(path, ScenarioFile))


def with_changes(scenario: Scenario, changes: Sequence[str]) -> Scenario:
    """Return the scenario with changes made, one after the other.

    Raises:
        BadChange: one cannot be made, or a file that says the same as the result would be refused.
    """
    changed = reduce(change, changes, scenario)
    try:
        ScenarioFile.model_validate(as_written(changed))
    except ValidationError as error:
        wrong = [f"{_where(each['loc'])}: {message_of(each)}" for each in error.errors()]
        made = ", ".join(changes)
        raise BadChange(f"with {made} the scenario would be wrong: {'; '.join(wrong)}") from error
    return changed


def _where(loc: tuple[int | str, ...]) -> str:
    return ".".join(map(str, loc))


def run(
    scenario: Scenario,
    *,
    seed: int,
    replications: int = 1,
    days: int | None = None,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Simulated:
    """Simulate.

    Args:
        scenario: what.
        seed: the same seed gives the same figures.
        replications: independent runs.
        days: simulated days of each run; the scenario's own if None.
        workers: processes.
        progress: told how many of how many parts are done, at first that none is.
    """
    begun = time.perf_counter()
    total_days = days or scenario.days
    tasks = [
        _Task(
            scenario=scenario,
            seed=seed,
            replication=replication,
            first_day=first_day,
            days=min(WEEK, total_days - first_day),
        )
        for replication in range(replications)
        for first_day in range(0, total_days, WEEK)
    ]
    runs: list[list[Tally]] = [[] for _ in range(replications)]
    course, inputs, events = Course(), 0, 0
    if progress is not None:
        progress(0, len(tasks))
    for number, (task, done) in enumerate(zip(tasks, _done(tasks, workers), strict=True), 1):
        runs[task.replication] += done.tallies
        course.merge(done.course)
        inputs += done.inputs
        events += done.outputs
        if progress is not None:
            progress(number, len(tasks))
    return Simulated(
        runs=tuple(tuple(each) for each in runs),
        course=course,
        speed=Speed(
            wall_s=time.perf_counter() - begun,
            calls=sum(tally.calls for each in runs for tally in each),
            inputs=inputs,
            events=events,
        ),
    )


def _done(tasks: Sequence[_Task], workers: int) -> Iterator[Run]:
    if workers <= 1 or len(tasks) == 1:
        yield from map(_simulate, tasks)
        return
    with ProcessPoolExecutor(min(workers, len(tasks)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(_simulate, tasks)


def _simulate(task: _Task) -> Run:
    def stream(name: str) -> RandomSource:
        return random.Random(f"{task.seed}/{task.replication}/{task.first_day}/{name}")

    return simulate(task.scenario, stream, first_day=task.first_day, days=task.days)
