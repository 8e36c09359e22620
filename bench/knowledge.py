"""`python -m bench.knowledge`: a city with 5,500 items of knowledge.

The items are made up: eighty-three agencies, four levels, two languages for the ear and for the
desk, the fields of an agent's answer. They are written as the files of a city's `knowledge/`, one
an agency, beside the demo city's flows. Measured in a process of its own: reading and checking the
whole city, the memory it keeps, the index, a search, and the answer to a code.

    python -m bench.knowledge
    python -m bench.knowledge --items 500 --json
"""

import dataclasses
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click
import psutil

from bench.statistics import percentile
from ivr.flow.loading.folder import KNOWLEDGE
from ivr.flow.profile import load_profile
from ivr.flow.speaking_order import speaking_order
from ivr.knowledge.search import SearchIndex

_AGENCIES = 83
_CITY = Path(__file__).resolve().parents[1] / "flows" / "demo_city"
_DAY = date(2026, 1, 5)
_QUERIES = ("permit for a market stall", "permiso 417", "A12-3-4", "offi", "renewal fee counter")
_RUNS = 200


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Seconds of the process's CPU to load, seconds to index, milliseconds for the rest.

    `kept_mb` is how much the memory of the process has grown by loading. `first` of the `prompts`
    are made before the city is served.
    """

    items: int
    files_mb: float
    load_cpu_s: float
    kept_mb: float
    prompts: int
    first: int
    index_s: float
    search_p50_ms: float
    search_p99_ms: float
    in_force_ms: float


def measure(items: int) -> Outcome:
    """Write the city, load it, and ask it."""
    with tempfile.TemporaryDirectory(prefix="bench-knowledge-") as scratch:
        city = Path(scratch, "city")
        shutil.copytree(_CITY, city)
        size = write_items(city / KNOWLEDGE, items)
        process = psutil.Process()
        before, begun = process.memory_info().rss, time.process_time()
        profile = load_profile(city)
        load_s, kept = time.process_time() - begun, process.memory_info().rss - before
    begun = time.perf_counter()
    index = SearchIndex(profile.knowledge)
    index_s = time.perf_counter() - begun
    searches = [
        _ms(lambda query=query: index.search(query, day=_DAY))  # type: ignore[misc]
        for query in _QUERIES
        for _ in range(_RUNS)
    ]
    codes = list(profile.knowledge.items)
    in_force = _ms(lambda: [profile.knowledge.in_force(code, _DAY) for code in codes])
    return Outcome(
        items=items,
        files_mb=size / 1e6,
        load_cpu_s=load_s,
        kept_mb=kept / 1e6,
        prompts=len(profile.prompts()),
        first=len(speaking_order(profile, asked=()).first),
        index_s=index_s,
        search_p50_ms=percentile(searches, 0.5),
        search_p99_ms=percentile(searches, 0.99),
        in_force_ms=in_force / len(codes),
    )


def _ms(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000.0


def write_items(folder: Path, items: int) -> int:
    """Write items as the files of a city's `knowledge/`; return their size in bytes."""
    folder.mkdir(exist_ok=True)
    each = -(-items // _AGENCIES)
    left, size = items, 0
    for agency in range(_AGENCIES):
        count = min(each, left)
        if count:
            left -= count
            path = folder / f"agency_{agency}.yaml"
            size += path.write_text(_file(agency, count), "utf-8")
    return size


def _file(agency: int, count: int) -> str:
    lines = [f"owner: Agency {agency}", "items:"]
    for number in range(count):
        code = f"A{agency}" + "".join(f"-{part}" for part in _place(number))
        parent = code.rpartition("-")[0]
        lines += [
            f"  {code}:",
            f"    title: {{en: Permit {number} of agency {agency}, es: Permiso {number}}}",
            *([f"    parent: {parent}"] if parent else []),
            f"    words: {{en: [permit {number}, market stall], es: [permiso {number}]}}",
            "    reviewed_on: 2026-01-02",
            "    versions:",
            "      - answer:",
            f"          en: Permit {number} is given at counter {agency} on weekdays.",
            f"          es: El permiso {number} se da en la ventanilla los días hábiles.",
            "        desk:",
            f"          en: Counter {number % 9}, weekdays 8 to 16; the renewal fee is {number}.",
            f"          es: Ventanilla {number % 9}, de 8 a 16; la tasa es {number}.",
            f"        legal_basis: Act {agency}, section {number}",
            "        documents: [Identity card, Proof of address]",
            "        procedure: [Fill in the form, Pay the fee, Come back in ten days]",
            "        approved_by: Ada",
        ]
    return "\n".join(lines) + "\n"


def _place(number: int) -> tuple[int, ...]:
    """Return the parts of the code below the agency's: a tree of four levels with its top."""
    if number == 0:
        return ()
    if number <= 3:
        return (number,)
    if number <= 12:
        return (1 + (number - 4) // 3, 1 + (number - 4) % 3)
    middle = (number - 13) % 9
    return (1 + middle // 3, 1 + middle % 3, 1 + (number - 13) // 9)


@click.command()
@click.option("--items", type=click.IntRange(1, 100_000), default=5500, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def main(items: int, as_json: bool) -> None:
    """Measure a city that knows much."""
    outcome = measure(items)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(outcome), indent=2))
        return
    click.echo(f"{outcome.items} items in {outcome.files_mb:.1f} MB of YAML")
    click.echo(f"read, checked, compiled   {outcome.load_cpu_s:8.1f} s of CPU")
    click.echo(f"kept in memory            {outcome.kept_mb:8.0f} MB")
    click.echo(f"prompts                   {outcome.prompts:8d}")
    click.echo(f"made before it is served  {outcome.first:8d}")
    click.echo(f"index of the words        {outcome.index_s:8.2f} s")
    click.echo(f"search, p50               {outcome.search_p50_ms:8.2f} ms")
    click.echo(f"search, p99               {outcome.search_p99_ms:8.2f} ms")
    click.echo(f"version in force          {outcome.in_force_ms * 1000:8.2f} us")


if __name__ == "__main__":
    main()
