"""Opening hours by wall clock: spans of the week, holidays, a time zone."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[int, int]
"""Start and end in minutes after midnight. An end that is not after the start is the next day's."""


_DAYS_AHEAD = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """When a queue takes callers in. Weekdays count from Monday, 0.

    A span past midnight belongs to the day it begins on, and so does that day's being a holiday. A
    day of `workdays` has the spans of the weekday `workdays_as`, whatever day of the week it is.
    """

    zone: ZoneInfo
    week: Mapping[int, tuple[Span, ...]]
    holidays: Set[date] = field(default_factory=frozenset)
    workdays: Set[date] = field(default_factory=frozenset)
    workdays_as: int = 0

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

    def next_open(self, at: float) -> float | None:
        """The first moment from `at` on (epoch seconds) at which a span holds; None within a year.

        A span begins at its wall-clock minute; where the clock skips that minute, an hour off.
        """
        if self.open_at(at):
            return at
        today = datetime.fromtimestamp(at, self.zone).date()
        for ahead in range(_DAYS_AHEAD):
            day = today + timedelta(days=ahead)
            midnight = datetime.combine(day, time(), self.zone)
            for start, _ in sorted(self._spans(day)):
                begins = (midnight + timedelta(minutes=start)).timestamp()
                if begins >= at:
                    return begins
        return None

    def next_closed(self, at: float) -> float | None:
        """The first moment from `at` on (epoch seconds) at which no span holds; None within a year.

        A span ends at its wall-clock minute; where the clock skips that minute, an hour off.
        """
        if not self.open_at(at):
            return at
        today = datetime.fromtimestamp(at, self.zone).date()
        for ahead in range(-1, _DAYS_AHEAD):
            day = today + timedelta(days=ahead)
            midnight = datetime.combine(day, time(), self.zone)
            for start, end in sorted(self._spans(day)):
                overnight = 24 * 60 if end <= start else 0
                ends = (midnight + timedelta(minutes=end + overnight)).timestamp()
                if ends >= at and not self.open_at(ends):
                    return ends
        return None

    def _spans(self, day: date) -> tuple[Span, ...]:
        if day in self.holidays:
            return ()
        return self.week.get(self.workdays_as if day in self.workdays else day.weekday(), ())
