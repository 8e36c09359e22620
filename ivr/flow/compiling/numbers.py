"""Turns the lines and destinations of a city's files into what calls use."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from ivr.flow.city import Destination, Line
from ivr.flow.compiling.calendars import opening_hours
from ivr.flow.loading.number_files import NumberFiles
from ivr.flow.schema.calendars import CalendarSpec
from ivr.flow.speech import speech


def compile_lines(numbers: NumberFiles) -> dict[str, tuple[Line, ...]]:
    """Return by number the lines it has been and is to be."""
    lines: dict[str, tuple[Line, ...]] = {}
    for entry in numbers.lines:
        line = Line(
            number=entry.key,
            flow=entry.spec.flow,
            alias=entry.spec.alias,
            language_hint=entry.spec.language,
            hint_probability=entry.spec.probability,
            draft=entry.spec.draft,
            texts=entry.spec.texts,
            agency=entry.spec.agency or "",
            district=entry.spec.district or "",
            since=entry.spec.since,
            until=entry.spec.until,
        )
        lines[entry.key] = (*lines.get(entry.key, ()), line)
    return lines


def compile_destinations(
    numbers: NumberFiles, calendars: Mapping[str, CalendarSpec], *, zone: ZoneInfo
) -> dict[str, Destination]:
    """Return the destinations by name."""
    return {
        name: Destination(
            name=name,
            number=spec.number,
            code=spec.code,
            keys=spec.keys,
            about=speech(f"destination.{name}", spec.about or {}),
            connects=spec.connect,
            hours=opening_hours(calendars[spec.calendar], zone=zone) if spec.calendar else None,
            districts=tuple(spec.districts),
        )
        for name, spec in numbers.destinations.items()
    }
