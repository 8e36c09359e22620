"""Hours of the week as a person writes them, and the days that have others."""

from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints

from acd.plan.hours import OpeningHours
from acd.plan.part import Part

TimeSpan = Annotated[
    str,
    StringConstraints(
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
    ),
]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class WeekConfig(Part):
    """Hours of the week. A span may run past midnight. `holidays` are closed all day.

    A span that ends at the minute at which it begins is a whole day: 08:00-08:00 ends on the next.

    `workdays` are days that are worked although the week has no hours for them, a Saturday that
    makes up for a holiday; they have the hours of the weekday `workdays_as`.
    """

    week: dict[Weekday, list[TimeSpan]] = Field(default_factory=dict)
    holidays: list[date] = Field(default_factory=list)
    workdays: list[date] = Field(default_factory=list)
    workdays_as: Weekday = "mon"

    def opening(self, zone: ZoneInfo) -> OpeningHours:
        """The same as hours by the clock of `zone`."""
        return OpeningHours(
            zone=zone,
            week={
                number: tuple(minutes(span) for span in self.week[day])
                for number, day in enumerate(WEEKDAYS)
                if self.week.get(day)
            },
            holidays=frozenset(self.holidays),
            workdays=frozenset(self.workdays),
            workdays_as=WEEKDAYS.index(self.workdays_as),
        )


def minutes(span: str) -> tuple[int, int]:
    """Return start and end of HH:MM-HH:MM in minutes after midnight."""
    start, end = (int(part[:2]) * 60 + int(part[3:]) for part in span.split("-"))
    return start, end
