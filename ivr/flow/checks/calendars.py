"""Hours that hold at some time, and days that have hours of their own: a holiday or worked.

The coming year must be known in time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from acd.plan.week import WEEKDAYS, WeekConfig
from ivr.flow.loading.folder import Folder
from ivr.flow.loading.problems import Problem
from ivr.flow.loading.source import AnySource
from ivr.flow.schema.calling_back import CallbacksSpec
from ivr.flow.schema.nodes import HoursSpec

TOLD_FROM_MONTH: Final = 11
"""By then the holidays of the coming year are public."""

_NEVER: Final = "no day has hours: this is never open"
_GIVE_HOURS: Final = 'give a day hours, mon: ["08:00-18:00"], or take what names these hours away'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Week:
    """Hours, and where they are written."""

    source: AnySource
    path: tuple[str, ...]
    hours: WeekConfig

    def problem(self, *field: str, message: str, hint: str = "") -> Problem:
        return self.source.problem(*self.path, *field, message=message, hint=hint)


def check_calendars(folder: Folder) -> Iterator[Problem]:
    """Report hours that never hold, and days given twice, or as what they are anyway."""
    for week in _weeks(folder):
        yield from _never(week)
        yield from _days(week)


def vain_hours(folder: Folder) -> Iterator[Problem]:
    """Report hours nodes that never open, and weeks that do not count. Both may be on purpose."""
    for flow in folder.flows.values():
        for name, node in flow.value.nodes.items():
            if not isinstance(node, HoursSpec) or node.calendar is not None:
                continue
            if node.always and node.week:
                message = "this does not count: it is open always"
                yield flow.problem("nodes", name, "week", message=message, hint="take one away")
            elif not node.always and not any(node.week.values()):
                yield flow.problem("nodes", name, "week", message=_NEVER, hint=_GIVE_HOURS)


def _weeks(folder: Folder) -> Iterator[_Week]:
    """Yield the calendars, when people are called back, and the hours of queues."""
    city, routing = folder.city, folder.routing
    for name, calendar in city.value.calendars.items():
        yield _Week(source=city, path=("calendars", name), hours=calendar)
    if city.value.callbacks is not None:
        yield _Week(source=city, path=("callbacks",), hours=city.value.callbacks)
    for name, hours in routing.value.hours.items():
        yield _Week(source=routing, path=("hours", name), hours=hours)


def _never(week: _Week) -> Iterator[Problem]:
    """Of `callbacks` no week at all is every hour."""
    days = week.hours.week
    if any(days.values()) or (not days and isinstance(week.hours, CallbacksSpec)):
        return
    yield week.problem("week", message=_NEVER, hint=_GIVE_HOURS)


def _days(week: _Week) -> Iterator[Problem]:
    hours = week.hours
    if hours.workdays and not hours.week.get(hours.workdays_as):
        message = f"'workdays' have the hours of {hours.workdays_as}, which has none"
        hint = "name a weekday with hours at 'workdays_as'"
        yield week.problem("workdays_as", message=message, hint=hint)
    for kind, days in (("holidays", hours.holidays), ("workdays", hours.workdays)):
        for index, day in enumerate(days):
            if day in days[:index]:
                message = f"{day} is given twice"
                yield week.problem(kind, str(index), message=message, hint="take one away")
    holidays = {day: index for index, day in enumerate(hours.holidays)}
    for index, day in enumerate(hours.workdays):
        weekday = WEEKDAYS[day.weekday()]
        if day in holidays:
            place = week.problem("holidays", str(holidays[day]), message="")
            message = f"{day} is a holiday at {place.file}:{place.line}:{place.column} too"
            hint = "a day is one or the other"
            yield week.problem("workdays", str(index), message=message, hint=hint)
        elif weekday == hours.workdays_as and hours.week.get(weekday):
            message = f"{day} is a {weekday}, which is worked anyway"
            hint = "take it away, or mend the date"
            yield week.problem("workdays", str(index), message=message, hint=hint)


def years_missing(folder: Folder, day: date) -> Iterator[Problem]:
    """Report hours with holidays, but none of this year or, from November, of the next."""
    years = [day.year, *([day.year + 1] if day.month >= TOLD_FROM_MONTH else [])]
    for week in _weeks(folder):
        known = {each.year for each in week.hours.holidays}
        for year in years:
            if known and year not in known:
                message = f"there is no holiday of {year}"
                hint = "add those that are public, with the 'workdays' that make up for them"
                yield week.problem("holidays", message=message, hint=hint)
