"""Opening hours by wall clock: spans of the week, holidays, a time zone."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

Span = tuple[int, int]
"""Start and end in minutes after midnight. An end that is not after the start is the next day's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """When a queue takes callers in. Weekdays count from Monday, 0.

    A span past midnight belongs to the day it begins on, and so does that day's being a holiday.
    """

    zone: ZoneInfo
    week: Mapping[int, tuple[Span, ...]]
    holidays: Set[date] = field(default_factory=frozenset)

    def open_at(self, now: float) -> bool:
        """Whether a span holds at `now` (epoch seconds)."""
        local = datetime.fromtimestamp(now, self.zone)
        minute = local.hour * 60 + local.minute
        today = local.date()
        for start, end in self._spans(today):
            if start <= minute and (minute < end or end <= start):
                return True
        return any(
            end <= start and minute < end for start, end in self._spans(today - timedelta(days=1))
        )

    def _spans(self, day: date) -> tuple[Span, ...]:
        return () if day in self.holidays else self.week.get(day.weekday(), ())
