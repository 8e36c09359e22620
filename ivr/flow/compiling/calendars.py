"""Opening hours from what the files say of them."""

from collections.abc import Collection, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from acd.plan.hours import OpeningHours
from ivr.flow.schema.calendars import CalendarSpec
from ivr.flow.schema.fields import Weekday

DAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def opening_hours(
    calendar: CalendarSpec, *, zone: ZoneInfo, holidays: Collection[date] = ()
) -> OpeningHours:
    """Return a calendar's hours; `zone` is the city's, `holidays` come on top of its own."""
    return OpeningHours(
        zone=ZoneInfo(calendar.zone) if calendar.zone else zone,
        week=week_of(calendar.week),
        holidays=frozenset(calendar.holidays) | frozenset(holidays),
        workdays=frozenset(calendar.workdays),
        workdays_as=DAYS.index(calendar.workdays_as),
    )


def week_of(week: Mapping[Weekday, Collection[str]]) -> dict[int, tuple[tuple[int, int], ...]]:
    """Return the spans of each day that has some, days from Monday, 0."""
    return {
        number: tuple(span_of(text) for text in week[day])
        for number, day in enumerate(DAYS)
        if week.get(day)
    }


def span_of(text: str) -> tuple[int, int]:
    """Return start and end of HH:MM-HH:MM in minutes after midnight."""
    start, end = (
        int(hour) * 60 + int(minute)
        for hour, minute in (clock.split(":") for clock in text.split("-"))
    )
    return start, end
