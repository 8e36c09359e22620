"""`hotline simulate`: a day, or a year, of a centre in virtual time."""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from acd.sim.figures import FORMULAS, Batches, Figures, batches, differences, figures
from acd.sim.intervals import Estimate
from acd.sim.picture import day_picture
from acd.sim.scenario import Scenario
from acd.sim.whatif import BadChange
from hotline.cli.output_file import OutputFile, write_file
from hotline.cli.reading import as_json_option, print_json, print_rows
from hotline.simulation import (
    Simulated,
    Speed,
    load_preset,
    load_scenario,
    preset_names,
    run,
    with_changes,
)

_SHARES = frozenset(
    {
        "service_level",
        "service_level_all",
        "service_level_answered",
        "abandon_rate",
        "occupancy",
        "away_share",
        "met_again",
    }
)
_COLUMNS = ("offered", "service_level", "asa_s", "wait_p95_s", "abandon_rate", "left")
_INTERPRETER_COLUMNS = ("offered", "connected", "asa_s", "wait_p95_s", "waits_300")
_AGENT_COLUMNS = ("staffed_h", "occupancy", "away_share")

_FEW_BATCHES = 5
"""Intervals of fewer batches are wide and themselves a matter of chance."""

_TOLD_EVERY_S = 10.0


@click.command()
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--preset", type=click.Choice(preset_names()), help="A scenario that ships.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--replications",
    type=click.IntRange(1, 10_000),
    default=10,
    show_default=True,
    help="Independent runs; the 95 % intervals come from them, of a single run from its days.",
)
@click.option("--days", type=click.IntRange(1, 3_660), help="Days of each run.")
@click.option(
    "--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes."
)
@click.option(
    "--what-if",
    "changes",
    multiple=True,
    metavar="CHANGE",
    help="Also simulate with this change, on the same calls: agents.GROUP+2, "
    "train.GROUP.es=3, calls*1.5, queue.NAME.max_wait_s=60, no_answer=0.05. Repeat for more.",
)
@click.option(
    "--picture",
    type=OutputFile(".svg"),
    help="Write the mean day, with the changes if there are any, as SVG.",
)
@as_json_option
def simulate(
    file: Path | None,
    preset: str | None,
    seed: int,
    replications: int,
    days: int | None,
    workers: int,
    changes: tuple[str, ...],
    picture: Path | None,
    as_json: bool,
) -> None:
    """Simulate the scenario in FILE, or a preset, with the engine that distributes real calls."""
    scenario = _scenario(file, preset)
    try:
        changed = with_changes(scenario, changes) if changes else None
    except BadChange as error:
        raise click.BadParameter(str(error), param_hint="--what-if") from error

    def simulated(each: Scenario) -> Simulated:
        return run(
            each,
            seed=seed,
            replications=replications,
            days=days,
            workers=workers,
            progress=_Progress(terminal=sys.stderr.isatty()),
        )

    base = simulated(scenario)
    other = simulated(changed) if changed is not None else None
    shown, course = (changed, other.course) if changed and other else (scenario, base.course)
    if picture is not None:
        subtitle = f"mean of {course.days:g} days, seed {seed}"
        if changes:
            subtitle += f", with {', '.join(changes)}"
        write_file(picture, day_picture(course, title=shown.name, subtitle=subtitle))
    told = _Told(scenario, base, changed, other)
    if as_json:
        print_json(told.as_json(seed=seed, replications=replications, changes=changes))
    else:
        told.show(changes)


def _scenario(file: Path | None, preset: str | None) -> Scenario:
    if preset is not None and file is None:
        return load_preset(preset)
    if file is not None and preset is None:
        return load_scenario(file)
    raise click.UsageError("give one scenario: a FILE, or --preset NAME")


class _Progress:
    """Tells how far it is: over and over on one line of a terminal, else in a line now and then."""

    def __init__(self, *, terminal: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._terminal = terminal
        self._clock = clock
        self._begun = self._told = clock()

    def __call__(self, done: int, parts: int) -> None:
        if self._terminal:
            click.echo(f"\r{done} of {parts}", nl=done == parts, err=True)
            return
        now = self._clock()
        if not done or done == parts or now - self._told < _TOLD_EVERY_S:
            return
        self._told = now
        left_s = (now - self._begun) / done * (parts - done)
        click.echo(f"{done} of {parts} done, about {left_s:.0f} s more", err=True)


class _Told:
    """The result in words and numbers."""

    def __init__(
        self,
        scenario: Scenario,
        base: Simulated,
        changed: Scenario | None,
        other: Simulated | None,
    ) -> None:
        self._scenario = scenario
        self._base = base
        self._other = other
        before = batches(base.runs)
        self._batches = before.count
        self._before = figures(before, answering=_answering(scenario))
        self._after: Figures = {}
        self._change: Figures = {}
        self._same_calls = (
            changed is not None and changed.demand.calls_per_day == scenario.demand.calls_per_day
        )
        if changed is not None and other is not None:
            after: Batches = batches(other.runs)
            self._after = figures(after, answering=_answering(changed))
            self._change = differences(
                before, after, answering=_answering(scenario) | _answering(changed)
            )

    def as_json(self, **given: object) -> dict[str, Any]:
        told: dict[str, Any] = {
            "scenario": self._scenario.name,
            "sources": self._scenario.sources,
            "assumptions": self._scenario.assumptions,
            **given,
            "days": self._base.course.days,
            "threshold_s": self._scenario.threshold_s,
            "batches": self._batches,
            "formulas": FORMULAS,
            "figures": _plain(self._before),
            "course": self._base.course,
            "speed": _speed(self._base.speed),
        }
        if self._other is not None:
            told["what_if"] = {
                "figures": _plain(self._after),
                "difference": _plain(self._change),
                "course": self._other.course,
                "speed": _speed(self._other.speed),
            }
        return told

    def show(self, changes: Sequence[str]) -> None:
        scenario = self._scenario
        click.echo(scenario.name + (f": {scenario.about}" if scenario.about else ""))
        for word, notes in (("source", scenario.sources), ("assumed", scenario.assumptions)):
            for note in notes:
                click.echo(f"  {word}: {note}")
        click.echo(
            f"{self._base.course.days:g} days simulated; in time means within "
            f"{scenario.threshold_s:g} s; {self._intervals()}."
        )
        if self._after:
            on = " on the same calls" if self._same_calls else ""
            click.echo(f"\nBefore, with {', '.join(changes)}, and the difference{on}")
            self._show_difference()
            if self._same_calls and self._change["calls"]["offered"].value:
                click.echo(
                    "Offered differs though the first calls are the same: how many call again, "
                    "or find no line, depends on how they fare."
                )
        else:
            self._show_calls()
        shown = self._after or self._before
        _show_scopes("Queues and languages", shown, ("queue ", "language "), _COLUMNS)
        _show_scopes("Interpreters", shown, ("interpreter",), _INTERPRETER_COLUMNS)
        _show_scopes("Agents", shown, ("agents ",), _AGENT_COLUMNS)
        for simulated in filter(None, (self._base, self._other)):
            speed = _speed(simulated.speed)
            click.echo(
                f"{speed['calls']} calls in {speed['wall_s']:.1f} s: "
                f"{speed['calls_per_s']:.0f} calls/s, {speed['events_per_s']:.0f} events/s",
                err=True,
            )

    def _intervals(self) -> str:
        if not self._batches:
            return "no intervals, for this is one run of one day: give --replications or --days"
        told = f"+- is half a 95 % interval of {self._batches} batches"
        if self._batches < _FEW_BATCHES:
            told += " (few: the intervals are rough, more --replications make them narrower)"
        return told

    def _show_calls(self) -> None:
        rows = [
            (name, _value(name, estimate), FORMULAS[name])
            for name, estimate in self._before["calls"].items()
        ]
        print_rows("Calls", ("figure", "value", "formula"), rows)

    def _show_difference(self) -> None:
        rows = [
            (
                name,
                _value(name, estimate),
                _value(name, self._after["calls"][name]),
                _value(name, self._change["calls"][name], sign=True),
                FORMULAS[name],
            )
            for name, estimate in self._before["calls"].items()
            if name in self._change["calls"]
        ]
        print_rows("Calls", ("figure", "before", "after", "difference", "formula"), rows)


def _answering(scenario: Scenario) -> frozenset[str]:
    return frozenset(group.name for group in scenario.groups if group.answers_callers)


def _show_scopes(
    title: str, shown: Figures, prefixes: tuple[str, ...], names: Sequence[str]
) -> None:
    rows = [
        (scope, *(_value(name, found[name]) if name in found else "-" for name in names))
        for scope, found in shown.items()
        if scope.startswith(prefixes)
    ]
    if rows:
        click.echo()
        print_rows(title, (title.lower(), *names), rows)


def _value(name: str, estimate: Estimate, *, sign: bool = False) -> str:
    factor, unit = (100.0, " %") if name in _SHARES else (1.0, "")
    value = factor * estimate.value
    text = f"{value:+.2f}" if sign else f"{value:.2f}"
    if estimate.half_width is not None:
        text += f" +- {factor * estimate.half_width:.2f}"
    return text + unit


def _plain(found: Figures) -> dict[str, dict[str, dict[str, float | None]]]:
    return {
        scope: {
            name: {"value": each.value, "half_width": each.half_width}
            for name, each in estimates.items()
        }
        for scope, estimates in found.items()
    }


def _speed(speed: Speed) -> Mapping[str, float]:
    wall_s = speed.wall_s or 1e-9
    return {
        "wall_s": speed.wall_s,
        "calls": speed.calls,
        "inputs": speed.inputs,
        "events": speed.events,
        "calls_per_s": speed.calls / wall_s,
        "events_per_s": speed.events / wall_s,
    }
