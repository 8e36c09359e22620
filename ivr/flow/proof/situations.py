"""A year collapsed to the hours that differ: what every calendar and every clock condition says.

Each moment of the year at which anything can change is looked at: the ends of every span, every
midnight, the times and hours that conditions name, and on days when a clock is put forward or back
every quarter of an hour. Moments at which all calendars and conditions say the same are one
situation; its first moment stands for all of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from acd.plan.hours import OpeningHours
from ivr.flow.expression.syntax import Expression
from ivr.flow.facts import clock_values
from ivr.flow.proof.conditions import Clock, clock_parts, literals_of, names_of, true_at

DAY_MINUTES: Final = 24 * 60
USUAL_YEAR: Final = 2028
"""The year that is looked at where no file names a date: a leap year."""
MOST_YEARS: Final = 3

Site = tuple[str, str]
"""A flow and one of its nodes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Hours that do not differ. `at` is the first of them, by the city's clock."""

    at: datetime
    is_open: Mapping[Site, bool]
    holds: Mapping[Expression, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """What depends on the hour: nodes by their opening hours, and conditions."""

    hours: Mapping[Site, OpeningHours | None]
    conditions: Sequence[Expression]

    @property
    def clock_parts(self) -> tuple[Expression, ...]:
        """The parts of the conditions that rest on the clock alone, each once."""
        return tuple(dict.fromkeys(p for each in self.conditions for p in clock_parts(each)))


def situations(timed: Timed, zone: ZoneInfo) -> tuple[Situation, ...]:
    """Return the situations of the years that the files speak of, in order.

    `zone` is the city's. An hours node without opening hours (None) is always open.
    """
    calendars = list(dict.fromkeys(map(_key, filter(None, timed.hours.values()))))
    weeks = {_key(hours): hours for hours in timed.hours.values() if hours is not None}
    parts = timed.clock_parts
    found: dict[tuple[bool, ...], tuple[datetime, dict[Expression, bool]]] = {}
    for moment in _moments(list(weeks.values()), parts, zone):
        local = datetime.fromtimestamp(moment, zone)
        clock = Clock(values=clock_values(local))
        opens = tuple(weeks[key].open_at(moment) for key in calendars)
        holds = {part: true_at(part, clock) for part in parts}
        found.setdefault((*opens, *holds.values()), (local, holds))
    result = []
    for answers, (local, holds) in found.items():
        of_calendar = dict(zip(calendars, answers, strict=False))
        is_open = {
            site: hours is None or of_calendar[_key(hours)] for site, hours in timed.hours.items()
        }
        result.append(Situation(at=local, is_open=is_open, holds=holds))
    return tuple(result)


def _key(hours: OpeningHours) -> tuple[object, ...]:
    week = tuple(sorted((day, spans) for day, spans in hours.week.items()))
    workdays = (hours.workdays_as, *sorted(hours.workdays)) if hours.workdays else ()
    return (hours.zone.key, week, tuple(sorted(hours.holidays)), workdays)


def _moments(
    weeks: Sequence[OpeningHours], parts: Sequence[Expression], zone: ZoneInfo
) -> Iterator[float]:
    """Return the moments at which anything can change, in epoch seconds."""
    first, last = _years(weeks, parts)
    minutes: dict[ZoneInfo, set[int]] = {zone: {0, *_named_minutes(parts)}}
    for hours in weeks:
        spans = (span for day in hours.week.values() for span in day)
        minutes.setdefault(hours.zone, {0}).update(m % DAY_MINUTES for span in spans for m in span)
    if not weeks and not parts:
        yield datetime.combine(first, time(), zone).timestamp()
        return
    moments: set[float] = set()
    for where, named in minutes.items():
        day = first
        while day <= last:
            midnight = datetime.combine(day, time(), where)
            is_changed = midnight.utcoffset() != (midnight + timedelta(days=1)).utcoffset()
            for minute in range(0, DAY_MINUTES, 15) if is_changed else sorted(named):
                moments.add((midnight + timedelta(minutes=minute)).timestamp())
            if is_changed:
                moments.update((midnight + timedelta(minutes=m)).timestamp() for m in named)
            day += timedelta(days=1)
    yield from sorted(moments)


def _years(weeks: Iterable[OpeningHours], parts: Iterable[Expression]) -> tuple[date, date]:
    named = {day.year for hours in weeks for day in hours.holidays | hours.workdays}
    named |= {v.year for part in parts for v in literals_of(part) if isinstance(v, date)}
    first = min(named, default=USUAL_YEAR)
    last = min(max(named, default=USUAL_YEAR), first + MOST_YEARS - 1)
    return date(first, 1, 1), date(last, 12, 31)


def _named_minutes(parts: Iterable[Expression]) -> Iterator[int]:
    for part in parts:
        if "now.hour" in names_of(part):
            yield from range(0, DAY_MINUTES, 60)
        for value in literals_of(part):
            if isinstance(value, time):
                minute = value.hour * 60 + value.minute
                yield minute
                yield (minute + 1) % DAY_MINUTES
