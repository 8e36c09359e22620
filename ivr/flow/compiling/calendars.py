"""Opening hours from what the files say of them."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from acd.plan.hours import OpeningHours
from ivr.flow.schema.calendars import CalendarSpec


def opening_hours(
    calendar: CalendarSpec, *, zone: ZoneInfo, holidays: Collection[date] = ()
) -> OpeningHours:
    """Return a calendar's hours; `zone` is the city's, `holidays` come on top of its own."""
    hours = calendar.opening(ZoneInfo(calendar.zone) if calendar.zone else zone)
    return replace(hours, holidays=hours.holidays | frozenset(holidays))
