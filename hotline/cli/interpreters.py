"""`hotline report interpreters`: waits, minutes and cost by language and vendor."""

from datetime import UTC, datetime, timedelta, tzinfo

import click

from db.queries.interpreters import InterpreterReport, InterpreterRow, interpreter_report
from db.queries.report import day_bounds
from hotline.cli.reading import (
    as_json_option,
    clock_time,
    print_json,
    print_rows,
    seconds,
    session,
)
from hotline.cli.report_day import city_zone, day_argument, parse_day, zone_option


@click.command()
@day_argument
@click.option(
    "--days", type=click.IntRange(min=1), default=1, show_default=True, help="Up to that day."
)
@click.option(
    "--review",
    "review_s",
    type=click.FloatRange(min=0),
    default=300.0,
    show_default=True,
    help="Seconds of wait from which a call is listed for review.",
)
@zone_option
@as_json_option
def interpreters(day: str, days: int, review_s: float, zone: tzinfo | None, as_json: bool) -> None:
    """Interpreters asked for: waits, minutes, cost, and the long waits to review."""
    zone = zone or city_zone()
    last = parse_day(day, zone)
    start, _ = day_bounds(last - timedelta(days=days - 1), zone)
    _, end = day_bounds(last, zone)
    with session() as records:
        figures = interpreter_report(records, start, end, review_s=review_s, now=datetime.now(UTC))
    if as_json:
        print_json(figures)
    else:
        _print(figures)


def _print(figures: InterpreterReport) -> None:
    rows = [_cells(row) for row in figures.rows]
    if len(rows) > 1:
        rows.append(_cells(figures.total, "all"))
    print_rows(
        f"Interpreters {clock_time(figures.start)} to {clock_time(figures.end)}",
        (
            *("language", "by", "asked", "connected", "wait p50 s", "p95 s", "longest s"),
            *("talk s, mean", "billed min", "cost"),
        ),
        rows,
        empty="No interpreter was asked for.",
    )
    if figures.rows:
        print_rows(
            f"Waits of {figures.review_s:g} s and more, to review",
            ("call", "id", "asked at", "language", "wait s", "outcome", "attempts", "by"),
            [
                (
                    each.serial,
                    each.call_id,
                    clock_time(each.requested_at),
                    each.language,
                    seconds(each.wait_s),
                    each.outcome,
                    each.attempts,
                    each.vendor,
                )
                for each in figures.review
            ],
            empty=f"No wait of {figures.review_s:g} s or more.",
        )


def _cells(row: InterpreterRow, language: str = "") -> tuple[object, ...]:
    return (
        language or row.language,
        row.vendor,
        row.asked,
        row.connected,
        seconds(row.wait.p50_s),
        seconds(row.wait.p95_s),
        seconds(row.wait.longest_s),
        seconds(row.talk.mean_s),
        f"{row.billed_s / 60:.2f}" if row.billed_s else "",
        ", ".join(f"{micros / 1e6:.2f} {name}" for name, micros in row.cost_micros.items()),
    )
