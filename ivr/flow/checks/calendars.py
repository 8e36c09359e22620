"""Calendars: a day is a holiday or worked, and the coming year is known in time."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from ivr.flow.compiling.calendars import DAYS
from ivr.flow.loading.folder import Folder
from ivr.flow.loading.problems import Problem
from ivr.flow.loading.source import Source
from ivr.flow.schema.calendars import CalendarSpec
from ivr.flow.schema.city import CityFile

TOLD_FROM_MONTH: Final = 11
"""By then the holidays of the coming year are public."""


def check_calendars(folder: Folder) -> Iterator[Problem]:
    """Report days that are given twice, or as what they are anyway."""
    for name, calendar in folder.city.value.calendars.items():
        yield from _days(folder.city, name, calendar)


def _days(city: Source[CityFile], name: str, calendar: CalendarSpec) -> Iterator[Problem]:
    path = ("calendars", name)
    if calendar.workdays and not calendar.week.get(calendar.workdays_as):
        message = f"'workdays' have the hours of {calendar.workdays_as}, which has none"
        hint = "name a weekday with hours at 'workdays_as'"
        yield city.problem(*path, "workdays_as", message=message, hint=hint)
    for kind, days in (("holidays", calendar.holidays), ("workdays", calendar.workdays)):
        for index, day in enumerate(days):
            if day in days[:index]:
                here = (*path, kind, str(index))
                yield city.problem(*here, message=f"{day} is given twice", hint="take one away")
    holidays = {day: index for index, day in enumerate(calendar.holidays)}
    for index, day in enumerate(calendar.workdays):
        here = (*path, "workdays", str(index))
        weekday = DAYS[day.weekday()]
        if day in holidays:
            place = city.problem(*path, "holidays", str(holidays[day]), message="")
            message = f"{day} is a holiday at {place.file}:{place.line}:{place.column} too"
            yield city.problem(*here, message=message, hint="a day is one or the other")
        elif weekday == calendar.workdays_as and calendar.week.get(weekday):
            message = f"{day} is a {weekday}, which is worked anyway"
            yield city.problem(*here, message=message, hint="take it away, or mend the date")


def years_missing(city: Source[CityFile], day: date) -> Iterator[Problem]:
    """Report calendars that list holidays, but none of this year or, from November, of the next."""
    years = [day.year, *([day.year + 1] if day.month >= TOLD_FROM_MONTH else [])]
    for name, calendar in city.value.calendars.items():
        known = {each.year for each in calendar.holidays}
        for year in years:
            if known and year not in known:
                message = f"there is no holiday of {year}"
                hint = "add those that are public, with the 'workdays' that make up for them"
                yield city.problem("calendars", name, "holidays", message=message, hint=hint)
