"""`python -m bench`: measure, print, and on request write the document."""

import asyncio
import dataclasses
import itertools
import sys
import tempfile
from pathlib import Path
from typing import Final

import click
import psutil

from agent_desk.softphone.errors import SoftphoneError
from asterisk_conf.errors import AsteriskError
from bench import report
from bench.errors import BenchError
from bench.figures import FIGURES
from bench.machine import Machine, this_machine
from bench.result import Figure
from bench.rig import open_rig
from hotline.errors import HotlineError

_LOOK_S: Final = 3.0


@click.command()
@click.argument("figures", nargs=-1, type=click.Choice(list(FIGURES)))
@click.option("--quick", is_flag=True, help="Few runs: to see that it works, not to quote.")
@click.option("--json", "json_out", is_flag=True, help="Print JSON instead of Markdown.")
@click.option(
    "--write", "target", type=click.Path(path_type=Path, dir_okay=False), help="Write Markdown."
)
def main(figures: tuple[str, ...], quick: bool, json_out: bool, target: Path | None) -> None:
    """Measure FIGURES, by default all, on real Asterisk and real SIP beside their peers."""
    chosen = [name for name in FIGURES if not figures or name in figures]
    machine = this_machine()
    try:
        measured = asyncio.run(_measure(chosen, quick=quick))
    except (BenchError, HotlineError, AsteriskError, SoftphoneError) as error:
        click.echo(f"bench: {error}", err=True)
        sys.exit(1)
    _publish(machine, measured, quick=quick, json_out=json_out, target=target)


async def _measure(chosen: list[str], *, quick: bool) -> list[Figure]:
    measured = []
    for centre, names in itertools.groupby(chosen, lambda name: FIGURES[name].centre):
        # The path is short because a control socket lies below it.
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            async with open_rig(Path(folder), centre=centre, progress=_progress) as rig:
                for name in names:
                    _progress(name)
                    others = await asyncio.to_thread(psutil.cpu_percent, _LOOK_S)
                    figure = await FIGURES[name].take(rig, quick=quick)
                    told = (
                        f"In the {_LOOK_S:.0f} s before, other work kept the cores "
                        f"{others:.0f} % busy."
                    )
                    measured.append(dataclasses.replace(figure, notes=(*figure.notes, told)))
    return measured


def _progress(what: str) -> None:
    click.echo(f"... {what}", err=True)


def _publish(
    machine: Machine, figures: list[Figure], *, quick: bool, json_out: bool, target: Path | None
) -> None:
    document = report.as_markdown(machine, figures, quick=quick)
    if target is not None:
        target.write_text(document, "utf-8")
    if json_out:
        click.echo(report.as_json(machine, figures))
    elif target is None:
        click.echo(document)


if __name__ == "__main__":
    main()
