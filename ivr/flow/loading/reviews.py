"""Which items of a city's knowledge are overdue for review, with their places."""

from collections.abc import Iterator
from datetime import date

from acd.plan.week import WEEKDAYS
from ivr.flow.loading.folder import Folder
from ivr.flow.loading.knowledge_files import Entry, item_of
from ivr.flow.loading.problems import Problem
from ivr.knowledge.review import Overdue, Why, WorkingDays, overdue


def overdue_items(folder: Folder, day: date) -> tuple[Overdue, ...]:
    """Return what is overdue on `day`, the longest overdue first."""
    found = (each for _, each in _overdue(folder, day))
    return tuple(sorted(found, key=lambda each: (each.due, each.item.code)))


def review_problems(folder: Folder, day: date) -> Iterator[Problem]:
    """Yield what is overdue on `day` as problems, with what to do."""
    within = folder.city.value.knowledge.review_working_days
    for entry, each in _overdue(folder, day):
        owner = each.item.owner or "its owner"
        if each.why is Why.CHANGED:
            changed = each.item.changed_on
            message = f"changed on {changed}, not reviewed within {within} working days"
            hint = f"let {owner} confirm it, then set reviewed_on"
            yield entry.problem("changed_on", message=message, hint=hint)
        else:
            hint = f"let {owner} confirm it, then set reviewed_on and the next review_by"
            message = f"its review was due by {each.due}"
            yield entry.problem("review_by", message=message, hint=hint)


def _overdue(folder: Folder, day: date) -> Iterator[tuple[Entry, Overdue]]:
    within = folder.city.value.knowledge.review_working_days
    days = _working_days(folder)
    for entry in folder.knowledge.entries():
        found = overdue(item_of(entry), day, within=within, days=days)
        if found is not None:
            yield entry, found


def _working_days(folder: Folder) -> WorkingDays:
    city = folder.city.value
    calendar = city.calendars.get(city.knowledge.calendar or "")
    if calendar is None:
        return WorkingDays()
    return WorkingDays(
        weekdays=frozenset(WEEKDAYS.index(each) for each, spans in calendar.week.items() if spans),
        holidays=frozenset(calendar.holidays),
        workdays=frozenset(calendar.workdays),
    )
