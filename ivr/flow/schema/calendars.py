"""When something of the city is open."""

from datetime import date

from pydantic import Field

from ivr.flow.schema.fields import File, Span, Weekday, Zone


class CalendarSpec(File):
    """When something of the city is open. A span may run past midnight; holidays are closed.

    `workdays` are days that are worked although the week has no hours for them, a Saturday that
    makes up for a holiday; they have the hours of the weekday `workdays_as`.
    """

    week: dict[Weekday, list[Span]]
    holidays: list[date] = Field(default_factory=list)
    workdays: list[date] = Field(default_factory=list)
    workdays_as: Weekday = "mon"
    zone: Zone | None = None
