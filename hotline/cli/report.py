"""`hotline report`: one day in figures, each with its formula."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

import click

from acd.forecasting.calibration import NOMINAL
from db.queries import DayReport, day_report
from db.queries.figures import Spent, Waits
from db.queries.forecast import QueueForecasts
from db.queries.privacy import masked
from hotline.cli.agents_report import agents
from hotline.cli.containment import containment
from hotline.cli.drop_off import drop_off_report
from hotline.cli.interpreters import interpreters
from hotline.cli.reading import (
    as_json_option,
    percent,
    print_json,
    print_rows,
    seconds,
    session,
    show_numbers_option,
)
from hotline.cli.report_day import ReportGroup, city_zone, day_argument, parse_day, zone_option
from hotline.cli.report_targets import target_rows


@click.group(cls=ReportGroup)
def report() -> None:
    """Figures: of a day (`today` unless named otherwise), or one of the reports below."""


report.add_command(agents)
report.add_command(containment)
report.add_command(drop_off_report)
report.add_command(interpreters)


@report.command()
@day_argument
@zone_option
@click.option(
    "--threshold",
    type=click.FloatRange(min=0),
    default=30.0,
    show_default=True,
    help="Seconds within which a call counts as answered in time.",
)
@as_json_option
@show_numbers_option
def day(day: str, zone: tzinfo | None, threshold: float, as_json: bool, show_numbers: bool) -> None:
    """Figures of today or of a day such as 2026-07-15."""
    zone = zone or city_zone()
    with session() as records:
        asked = parse_day(day, zone)
        now = datetime.now(zone)
        figures = day_report(records, asked, zone=zone, threshold_s=threshold, now=now)
    figures = figures if show_numbers else masked(figures)
    if as_json:
        print_json(figures)
    else:
        _print_report(figures)


def _print_report(figures: DayReport) -> None:
    level = figures.service_level
    rows: list[tuple[str, str, str]] = [
        ("calls", str(figures.calls), "started on the day"),
        ("blocked", str(figures.blocked), "could not be taken at all"),
        ("failed", str(figures.failed), "ended by a fault of ours"),
        ("answered", str(figures.answered), "heard a person"),
        ("abandoned in menu", str(figures.abandoned_in_menu), ""),
        ("abandoned in queue", str(figures.abandoned_in_queue), ""),
        ("in progress", str(figures.in_progress), ""),
        ("answer time", _waits(figures.answer_time), "from asking for a person to hearing one"),
        ("offered", str(level.offered), "asked for a person and no longer wait"),
        (
            "answered in time, late",
            f"{level.answered_in_time}, {level.answered_late}",
            f"within {level.threshold_s:g} s of asking for a person, or not",
        ),
        (
            "abandoned early, late",
            f"{level.abandoned_early}, {level.abandoned_late}",
            "the same limit",
        ),
        ("left the queue", str(level.left), "to voicemail, elsewhere, or failed"),
    ]
    rows += [("service level", percent(v) or "-", name) for name, v in level.formulas.items()]
    handling = figures.handling
    rows += target_rows(figures)
    rows += [
        ("talk", _spent(handling.talk), "without hold, per agent and call"),
        ("hold", _spent(handling.hold), "each hold"),
        ("wrap-up", _spent(handling.wrap_up), "each wrap-up"),
        ("interpreter", _spent(handling.interpreter), "each stretch"),
        ("consult", _spent(handling.consult), "each; its caller is on hold"),
        ("conference", _spent(handling.conference), "each"),
        (
            "transfers blind, attended",
            f"{figures.transfers.blind}, {figures.transfers.attended}",
            f"by agents; {figures.transfers.failed} of them failed",
        ),
        (
            "handle time, mean",
            f"{seconds(handling.mean_handle_s) or '-'} s",
            "(talk + hold + wrap-up) / answered",
        ),
        (
            "FAQ containment",
            percent(figures.faq.containment) or "-",
            f"ended with an answer from the FAQs / taken ({figures.faq.calls_contained} calls)",
        ),
        ("FAQ answers", str(figures.faq.plays), _counts(figures.faq.most_asked)),
        ("languages", str(len(figures.languages)), _counts(figures.languages)),
        ("interpreter wait", _waits(figures.interpreter_wait), "entries that were connected"),
        (
            "numbers",
            str(figures.distinct_numbers),
            ", ".join(f"{each.number} x{each.calls}" for each in figures.top_numbers),
        ),
    ]
    print_rows(f"{figures.day} ({figures.start.tzname()})", ("figure", "value", "what"), rows)
    print_rows(
        "Queues",
        (
            "queue",
            "entries",
            "connected",
            "abandoned",
            "timed out",
            "unstaffed",
            "withdrawn",
            "overflowed",
            "closed",
            "open",
            "wait",
        ),
        [
            (
                row.queue,
                row.entries,
                row.connected,
                row.abandoned,
                row.timed_out,
                row.unstaffed,
                row.withdrawn,
                row.overflowed,
                row.closed,
                row.still_open,
                _waits(row.wait),
            )
            for row in figures.queues
        ],
        empty="No call waited in a queue.",
    )
    _print_forecasts(figures.forecasts)


def _print_forecasts(forecasts: Sequence[QueueForecasts]) -> None:
    if not forecasts:
        return
    print_rows(
        "Waits as told to callers, held against what happened",
        (
            "queue",
            "told",
            "not known",
            *(f"{name} (honest: {percent(share)})" for name, share in NOMINAL.items()),
            "answered",
            "held in words",
            "left",
            "left after the range",
            "still waiting",
            "width",
        ),
        [
            (
                row.queue,
                row.score.told,
                row.score.unknown,
                *(percent(share) or "-" for share in row.score.shares.values()),
                row.score.answered,
                percent(row.score.held_share) or "-",
                row.score.left,
                row.score.left_above,
                row.score.open,
                f"{seconds(row.score.width_s) or '-'} s",
            )
            for row in forecasts
        ],
    )


def _waits(waits: Waits) -> str:
    if not waits.count:
        return "-"
    return (
        f"p50 {seconds(waits.p50_s)}, p80 {seconds(waits.p80_s)}, p95 {seconds(waits.p95_s)}, "
        f"longest {seconds(waits.longest_s)} s"
    )


def _spent(spent: Spent) -> str:
    return f"{spent.count} x {seconds(spent.mean_s)} s" if spent.count else "none"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())
