"""What `bench.flows` measures of one city in a process of its own: `python -m bench.flow_figures`.

Times are the process's on the processors, peaks the largest memory it had. As in `hotline`, the
collector of circular garbage is paused while a city is read.
"""

import importlib
import json
import random
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import click
from ruamel.yaml import YAML

from hotline.cities.loading import collector_paused
from ivr.flow import events
from ivr.flow.checks import check
from ivr.flow.loading.folder import read_folder, source_files
from ivr.flow.loading.tree import read_tree
from ivr.flow.profile import Profile, load_profile, profile_of
from ivr.flow.proof.prove import prove
from ivr.flow.rehearsal.call import Rehearsal

_AT: Final = 1_780_000_000.0
"""A Thursday afternoon, when the office is open."""
_MOST_ACTS: Final = 100
"""After so many a caller hangs up."""
_KEYS: Final = "1112223344450"
_WORDS: Final = ("request", "questions", "office 2", "solicitud", "yes", "one two three")


def load(folder: Path) -> dict[str, float]:
    """Time the steps from files to a profile."""
    empty_mb = _peak_mb()
    with collector_paused():
        files, read_s = _timed(lambda: read_folder(folder))
        problems, check_s = _timed(lambda: check(files).problems)
        proof, prove_s = _timed(lambda: prove(files))
        profile, profile_s = _timed(lambda: profile_of(files))
    if problems:
        raise click.ClickException(str(problems[0]))
    return {
        "nodes": len(profile.flows["main"].nodes),
        "items": len(profile.knowledge.items),
        "places": proof.places,
        "read_s": read_s,
        "check_s": check_s - prove_s,
        "prove_s": prove_s,
        "compile_s": profile_s - check_s,
        "empty_mb": empty_mb,
        "peak_mb": _peak_mb(),
    }


def parse(folder: Path) -> dict[str, float | None]:
    """Time readers of YAML on the city's files, in turn; None of one that is not installed."""
    texts = [file.read_text("utf-8") for file in source_files(folder) if file.suffix == ".yaml"]
    found: dict[str, float | None] = {}
    for name, reader in _readers().items():
        if reader is None:
            found[name] = None
            continue
        with collector_paused():
            _, found[name] = _timed(partial(_read_all, reader, texts))
    return {"yaml_mb": sum(len(text.encode()) for text in texts) / 1e6, **found}


def _read_all(reader: Callable[[str], object], texts: Sequence[str]) -> None:
    for text in texts:
        reader(text)


def _readers() -> Mapping[str, Callable[[str], object] | None]:
    """Return the readers: ours keeps the place of every value, theirs keep none."""
    readers: dict[str, Callable[[str], object] | None] = {
        "ours_s": lambda text: read_tree(text, ""),
        "pyyaml_s": None,
        "pyyaml_c_s": None,
        "ruamel_s": YAML(typ="safe", pure=True).load,
    }
    try:
        yaml: Any = importlib.import_module("yaml")
    except ModuleNotFoundError:
        return readers
    readers["pyyaml_s"] = lambda text: yaml.load(text, Loader=yaml.SafeLoader)
    if yaml.__with_libyaml__:
        readers["pyyaml_c_s"] = lambda text: yaml.load(text, Loader=yaml.CSafeLoader)
    return readers


def walk(folder: Path, calls: int, seed: int) -> dict[str, float]:
    """Rehearse calls whose callers do anything."""
    profile, source = load_profile(folder), random.Random(seed)
    walks, walk_s = _timed(lambda: [_walk(profile, source) for _ in range(calls)])
    nodes = sum(entered for entered, _ in walks)
    inputs = sum(handled for _, handled in walks)
    return {
        "calls": calls,
        "nodes_a_call": nodes / calls,
        "inputs_a_call": inputs / calls,
        "nodes_per_s": nodes / walk_s,
        "inputs_per_s": inputs / walk_s,
    }


def _walk(profile: Profile, source: random.Random) -> tuple[int, int]:
    """Return how many nodes a call entered, and how many inputs its machine handled."""
    call = Rehearsal(profile, at=_AT)
    call.arrive(line=profile.default_line.number)
    for _ in range(_MOST_ACTS):
        if call.ended is not None:
            break
        _act(call, source)
    call.hang_up()
    nodes = sum(isinstance(output, events.NodeEntered) for output in call.outputs)
    return nodes, call.handled


def _act(call: Rehearsal, source: random.Random) -> None:
    if call.is_served:
        call.agent_leaves()
    elif call.is_waiting:
        call.agent_joins()
    elif call.is_transferred:
        call.destination(answers=source.random() < 0.5)
    elif call.is_recording:
        call.press("#")
    elif (luck := source.random()) < 0.7:
        call.press(source.choice(_KEYS))
    elif luck < 0.85:
        call.speak(source.choice(_WORDS))
    else:
        call.stay_silent()


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.process_time()
    done = work()
    return done, time.process_time() - begun


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


@click.command()
@click.argument("what", type=click.Choice(["load", "parse", "walk"]))
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--calls", default=500)
@click.option("--seed", default=1)
def main(what: str, folder: Path, calls: int, seed: int) -> None:
    """Measure WHAT of the city in FOLDER and print it as JSON."""
    if what == "walk":
        figures: Mapping[str, float | None] = walk(folder, calls, seed)
    else:
        figures = load(folder) if what == "load" else parse(folder)
    click.echo(json.dumps(figures))


if __name__ == "__main__":
    main()
