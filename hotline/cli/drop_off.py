"""`hotline report drop-off`: where callers are lost, node by node."""

from datetime import datetime, tzinfo

import click

from db.queries.drop_off import DropOff, NodeLosses, drop_off, known_nodes
from db.queries.report import day_bounds
from hotline.cli.reading import (
    as_json_option,
    clock_time,
    percent,
    print_json,
    print_rows,
    seconds,
    session,
)
from hotline.cli.report_day import parse_day
from hotline.errors import HotlineError
from ivr.flow.drawing.traffic import Traffic
from ivr.flow.loading.problems import did_you_mean

from_option = click.option(
    "--from", "since", metavar="[today|DATE]", help="The first day (default: the last)."
)
to_option = click.option(
    "--to", "until", metavar="[today|DATE]", default="today", help="The last day (default: today)."
)


def period(since: str | None, until: str, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the first moment of the day `since` and the end of the day `until`.

    Raises:
        click.UsageError: one of them is no day, or they are the wrong way round.
    """
    last = parse_day(until, zone)
    first = parse_day(since, zone) if since is not None else last
    if first > last:
        raise click.UsageError(f"--from {first} lies after --to {last}")
    return day_bounds(first, zone)[0], day_bounds(last, zone)[1]


@click.command("drop-off")
@from_option
@to_option
@click.option("--line", default="", metavar="NUMBER", help="Calls of this number or alias alone.")
@click.option("--flow", default="", help="The nodes of this flow alone.")
@as_json_option
def drop_off_report(since: str | None, until: str, line: str, flow: str, as_json: bool) -> None:
    """Where callers are lost: who came to each node, went on which way, and hung up there.

    The nodes at which most calls were lost come first. A node that the flows served now do not
    have is marked as gone.
    """
    from hotline.cities.start import city_served
    from hotline.settings import load_settings

    city = city_served(load_settings())
    start, end = period(since, until, city.zone)
    with session() as records:
        figures = drop_off(records, start, end, known=known_nodes(city.flows), line=line, flow=flow)
    if flow and not figures.nodes and flow not in city.flows:
        hint = did_you_mean(flow, city.flows)
        raise HotlineError(f"no flow {flow!r}" + (f" ({hint})" if hint else ""))
    if line and not figures.nodes:
        aliases = {each.alias for lines in city.lines.values() for each in lines if each.alias}
        known_lines = aliases | set(city.lines)
        if line not in known_lines:
            hint = did_you_mean(line, known_lines)
            raise HotlineError(f"no line {line!r}" + (f" ({hint})" if hint else ""))
    if as_json:
        print_json(figures)
    else:
        _print(figures)


def traffic_of(figures: DropOff) -> Traffic:
    """Return what is written on the picture of a flow; the figures are of that flow alone."""
    calls: dict[str, int] = {}
    lost: dict[str, int] = {}
    gone: dict[tuple[str, str], int] = {}
    for each in figures.nodes:
        calls[each.node] = calls.get(each.node, 0) + each.calls
        lost[each.node] = lost.get(each.node, 0) + each.lost
        for to, visits in each.ways.items():
            gone[each.node, to] = gone.get((each.node, to), 0) + visits
    return Traffic(calls=calls, lost=lost, gone=gone)


def _print(figures: DropOff) -> None:
    print_rows(
        f"Drop-off {clock_time(figures.start)} to {clock_time(figures.end)}",
        (
            "flow",
            "node",
            "type",
            "calls",
            "lost",
            "share",
            "after",
            "ended",
            "silent",
            "not understood",
            "went on to",
            "chose",
        ),
        [_cells(each) for each in figures.nodes],
        empty="No call came to a node.",
        wide_only=("ended", "silent", "not understood", "chose"),
    )
    if figures.nodes:
        click.echo(f"{figures.lost} of {figures.calls} calls were lost.")


def _cells(row: NodeLosses) -> tuple[object, ...]:
    return (
        row.flow,
        row.node,
        f"{row.type} (gone)" if row.is_gone else row.type,
        row.calls,
        row.lost,
        percent(row.lost_share),
        f"{seconds(row.lost_after_s)} s" if row.lost_after_s is not None else "",
        row.ended,
        row.no_input,
        row.no_match,
        ", ".join(f"{node} {visits}" for node, visits in row.ways.items()),
        ", ".join(f"{choice} {count}" for choice, count in row.choices.items()),
    )
