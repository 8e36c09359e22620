"""`hotline flow graph`: a picture of a city's flow."""

from pathlib import Path

import click

from db.queries.drop_off import drop_off
from hotline.cli.city_folder import city_folder
from hotline.cli.drop_off import from_option, period, to_option, traffic_of
from hotline.cli.output_file import OutputFile, write_file
from hotline.cli.reading import session
from hotline.errors import HotlineError
from ivr.flow.drawing.svg import draw
from ivr.flow.loading.folder import whole_folder
from ivr.flow.loading.problems import did_you_mean


@click.command("graph")
@click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=False,
)
@click.option("--flow", "name", help="The flow (default: that of the default line).")
@click.option(
    "-o",
    "--output",
    "target",
    type=OutputFile(".svg"),
    help="The SVG file to write (default: printed).",
)
@click.option(
    "--drop-off",
    "with_losses",
    is_flag=True,
    help="Write on it how many calls went each way, and how many were lost where.",
)
@from_option
@to_option
def flow_graph(
    folder: Path | None,
    name: str | None,
    target: Path | None,
    with_losses: bool,
    since: str | None,
    until: str,
) -> None:
    """Draw a flow as SVG: nodes, the keys and exits that lead on, loops, where people are reached.

    Names that nothing has are drawn in red: the flow need not be without a fault. `--drop-off`
    counts the calls of the days `--from` to `--to`, as `hotline report drop-off` does.
    """
    if not with_losses and (since is not None or until != "today"):
        raise click.UsageError("--from and --to say which days --drop-off counts: add it")
    city = whole_folder(city_folder(folder))
    rules = city.city.value
    line = rules.lines.get(rules.default_line)
    chosen = name or (line.flow if line is not None else next(iter(city.flows)))
    if chosen not in city.flows:
        hint = did_you_mean(chosen, city.flows)
        raise HotlineError(f"no flow {chosen!r}" + (f" ({hint})" if hint else ""))
    traffic = None
    if with_losses:
        start, end = period(since, until, city.zone)
        with session() as records:
            traffic = traffic_of(drop_off(records, start, end, known={}, flow=chosen))
    picture = draw(chosen, city.flows[chosen].value, rules, traffic)
    if target is None:
        click.echo(picture, nl=False)
    else:
        write_file(target, picture)
        click.echo(str(target))
