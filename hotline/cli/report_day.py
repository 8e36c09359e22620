"""What the reports share: the day asked about, and the time zone it is a day of."""

from datetime import date, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click


def _zone(_context: click.Context, _parameter: click.Parameter, name: str | None) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise click.BadParameter(f"there is no time zone {name}") from error


day_argument = click.argument("day", default="today", metavar="[today|DATE]")
zone_option = click.option("--zone", callback=_zone, help="A time zone (default: the city's).")


def city_zone() -> tzinfo:
    """Return the city's time zone.

    Raises:
        ivr.flow.loading.source.SourceErrors: the city's files are not valid.
    """
    from hotline.cities.start import city_served
    from hotline.settings import load_settings

    return city_served(load_settings()).zone


_YEARS: Final = (1970, 2999)
"""Days that every zone, database and clock can tell."""


def parse_day(text: str, zone: tzinfo) -> date:
    """Return the day that was asked about.

    Raises:
        click.BadParameter: it is none.
    """
    if text == "today":
        return datetime.now(zone).date()
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is neither 'today' nor a date like 2026-07-15") from (
            error
        )
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise click.BadParameter(f"{text!r} is not in the years {_YEARS[0]} to {_YEARS[1]}")
    return day


class ReportGroup(click.Group):
    """`hotline report` alone is the report of a day; other reports go by their names."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the name of the day's report where no report is named."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["day", *args]
        return super().parse_args(ctx, args)
