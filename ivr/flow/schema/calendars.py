"""When something of the city is open."""

from acd.plan.week import TimeSpan, WeekConfig, Weekday
from ivr.flow.schema.fields import Zone


class CalendarSpec(WeekConfig):
    """When something of the city is open, by its clock or that of `zone`.

    `week` has the spans of each weekday, such as 09:00-17:00.
    """

    week: dict[Weekday, list[TimeSpan]]
    zone: Zone | None = None
