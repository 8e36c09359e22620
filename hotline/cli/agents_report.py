"""`hotline report agents`: what each agent did on a day."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

import click

from db.queries.activity import AgentActivity, agent_activity
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
from hotline.cli.report_day import day_argument, parse_day, zone_option


@click.command()
@day_argument
@zone_option
@as_json_option
def agents(day: str, zone: tzinfo | None, as_json: bool) -> None:
    """Each agent's day: logged in, paused by reason, available, talking, wrapping up."""
    from hotline.cities.start import city_served
    from hotline.settings import load_settings

    profile = city_served(load_settings())
    zone = zone or profile.zone
    start, end = day_bounds(parse_day(day, zone), zone)
    with session() as records:
        rows = agent_activity(
            records, start, end, now=datetime.now(UTC), reasons=profile.plan.pause_reasons
        )
    if as_json:
        print_json({"start": start, "end": end, "agents": rows})
    else:
        _print(start, rows)


def _print(start: datetime, rows: Sequence[AgentActivity]) -> None:
    print_rows(
        f"Agents, {start:%Y-%m-%d} ({start.tzname()}), in seconds",
        (
            *("agent", "from", "to", "logged in", "paid", "available", "paused"),
            *("ringing", "talk", "hold", "wrap-up", "calls", "occupancy"),
        ),
        [
            (
                row.agent_id,
                clock_time(row.first_login),
                clock_time(row.last_logout) if row.last_logout else "still here",
                *(seconds(value) for value in (row.logged_in_s, row.paid_s, row.available_s)),
                ", ".join(f"{reason} {seconds(s)}" for reason, s in row.paused_s.items()),
                *(
                    seconds(value)
                    for value in (row.ringing_s, row.talk_s, row.hold_s, row.wrap_up_s)
                ),
                row.calls,
                percent(row.occupancy) or "-",
            )
            for row in rows
        ],
        empty="Nobody was logged in.",
    )
