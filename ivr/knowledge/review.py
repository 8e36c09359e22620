"""Which items their owners should have looked at by now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ivr.knowledge.model import Item


class Why(StrEnum):
    """What makes an item overdue."""

    CHANGED = "changed"
    DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingDays:
    """`weekdays` count from 0, Monday; `workdays` are worked whatever day of the week they are."""

    weekdays: Collection[int] = frozenset(range(5))
    holidays: Collection[date] = frozenset()
    workdays: Collection[date] = frozenset()

    def after(self, day: date, count: int) -> date:
        """Return the working day that is the `count`th after `day`.

        A year of which no day is worked ends the count.
        """
        end = day + timedelta(days=366 * (1 + count))
        while count and day < end:
            day += timedelta(days=1)
            is_usual = day.weekday() in self.weekdays or day in self.workdays
            if is_usual and day not in self.holidays:
                count -= 1
        return day


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """An item whose review was due on `due`, and why."""

    item: Item
    why: Why
    due: date


def overdue(item: Item, day: date, *, within: int, days: WorkingDays) -> Overdue | None:
    """Tell whether an item should have been reviewed before `day`.

    That is so from the day after the `within`th working day after its matter changed, and from the
    day after `review_by`.
    """
    changed, reviewed = item.changed_on, item.reviewed_on
    if changed is not None and (reviewed is None or reviewed < changed):
        due = days.after(changed, within)
        if due < day:
            return Overdue(item=item, why=Why.CHANGED, due=due)
    if item.review_by is not None and item.review_by < day:
        return Overdue(item=item, why=Why.DUE, due=item.review_by)
    return None
