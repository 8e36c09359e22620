"""`hotline report containment`: calls that needed no person, and those that the list saved."""

from datetime import UTC, datetime, timedelta, tzinfo

import click

from db.queries.containment import Contained, ContainmentReport, containment_report
from db.queries.report import day_bounds
from hotline.cli.reading import (
    as_json_option,
    clock_time,
    percent,
    print_json,
    print_rows,
    session,
)
from hotline.cli.report_day import city_zone, day_argument, parse_day, zone_option

_TARGET = 0.5


@click.command()
@day_argument
@click.option(
    "--days", type=click.IntRange(min=1), default=1, show_default=True, help="Up to that day."
)
@zone_option
@as_json_option
def containment(day: str, days: int, zone: tzinfo | None, as_json: bool) -> None:
    """Calls that needed no person: in all, by language, by question, and against the control."""
    zone = zone or city_zone()
    last = parse_day(day, zone)
    start, _ = day_bounds(last - timedelta(days=days - 1), zone)
    _, end = day_bounds(last, zone)
    with session() as records:
        figures = containment_report(records, start, end, now=datetime.now(UTC))
    if as_json:
        print_json(figures)
    else:
        _print(figures)


def _print(figures: ContainmentReport) -> None:
    header = ("calls", "abandoned", "heard an answer", "called again", "contained", "share")
    period = f"{clock_time(figures.start)} to {clock_time(figures.end)}"
    print_rows(
        f"Containment {period}, the target is {_TARGET:.0%}",
        ("language", *header),
        [*map(_cells, figures.by_language), _cells(figures.total)],
    )
    print_rows(
        "By question heard",
        ("question", *header),
        [_cells(each) for each in figures.by_question],
        empty="No answer was heard.",
    )
    print_rows(
        "Against the control group",
        ("group", "calls", "asked for a person or called again", "share"),
        [(arm.arm, arm.calls, arm.needed, percent(arm.needed_share)) for arm in figures.arms],
    )
    saved = figures.saved
    if saved.share is None or saved.low is None or saved.high is None:
        click.echo("Saved by the list: not known without callers in both groups.")
    else:
        click.echo(
            f"Saved by the list: {saved.share:.1%} of its callers (95 %: {saved.low:.1%} to "
            f"{saved.high:.1%}), {saved.calls:.0f} calls."
        )
    if figures.undecided:
        click.echo(f"{figures.undecided} calls ended less than a day ago and are left out.")


def _cells(row: Contained) -> tuple[object, ...]:
    return (
        row.name,
        row.calls,
        row.abandoned,
        row.answered,
        row.repeated,
        row.contained,
        percent(row.share),
    )
