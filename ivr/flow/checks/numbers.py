"""Numbers, agencies and districts: each once at a time, and every name that of something."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import TypeVar

from ivr.flow.loading.folder import Folder
from ivr.flow.loading.number_files import Entry
from ivr.flow.loading.problems import Problem, did_you_mean
from ivr.flow.schema.numbers import DestinationSpec, DistrictSpec, LineSpec

T = TypeVar("T", DestinationSpec, DistrictSpec)


def check_numbers(folder: Folder) -> Iterator[Problem]:
    """Report what is given twice, overlaps in time, or names what is not there."""
    numbers = folder.numbers
    yield from _lines(folder, numbers.lines)
    yield from _twice(numbers.destination_entries, "destination")
    yield from _twice(numbers.district_entries, "district")
    yield from _codes(numbers.destination_entries)
    yield from _said(numbers.destination_entries)
    districts, calendars = numbers.district_names, folder.names.calendars
    for entry in numbers.destination_entries:
        for index, code in enumerate(entry.spec.districts):
            if code not in districts:
                yield _unknown(entry, ("districts", str(index)), "district", code, districts)
        calendar = entry.spec.calendar
        if calendar is not None and calendar not in calendars:
            yield _unknown(entry, ("calendar",), "calendar", calendar, calendars)


def _lines(folder: Folder, lines: Sequence[Entry[LineSpec]]) -> Iterator[Problem]:
    flows, agencies = folder.names.flow_names, folder.numbers.destination_names
    districts, numbers = folder.numbers.district_names, folder.numbers.line_names
    default = folder.city.value.default_line
    earlier: dict[str, list[Entry[LineSpec]]] = {}
    for entry in lines:
        line = entry.spec
        if line.flow not in flows:
            yield _unknown(entry, ("flow",), "flow", line.flow, flows)
        if line.agency is not None and line.agency not in agencies:
            yield _unknown(entry, ("agency",), "agency", line.agency, agencies)
        if line.district is not None and line.district not in districts:
            yield _unknown(entry, ("district",), "district", line.district, districts)
        if entry.key == default and (line.since or line.until):
            message = "the default line is good for all time"
            yield entry.problem("since", message=message, hint="take 'since' and 'until' away")
        for other in earlier.setdefault(entry.key, []):
            if _overlap(line, other.spec):
                message = f"the number {entry.key} is at {other.where} too, at the same time"
                hint = "take one away, or end the earlier with 'until' before 'since' of the later"
                yield entry.problem("number", message=message, hint=hint)
        earlier[entry.key].append(entry)
    if default not in numbers and folder.city.stands("default_line"):
        yield folder.city.unknown_name(("default_line",), "line", default, numbers)


def _overlap(one: LineSpec, other: LineSpec) -> bool:
    starts = max(one.since or date.min, other.since or date.min)
    ends = min(one.until or date.max, other.until or date.max)
    return starts <= ends


def _twice(entries: Sequence[Entry[T]], kind: str) -> Iterator[Problem]:
    first: dict[str, Entry[T]] = {}
    for entry in entries:
        if entry.key in first:
            message = f"the {kind} {entry.key!r} is at {first[entry.key].where} too"
            yield entry.problem(message=message, hint="take one of them away")
        first.setdefault(entry.key, entry)


def _codes(entries: Sequence[Entry[DestinationSpec]]) -> Iterator[Problem]:
    """What is keyed must mean one place."""
    first: dict[str, Entry[DestinationSpec]] = {}
    for entry in entries:
        code = entry.spec.code
        if not code:
            continue
        if code in first and first[code].key != entry.key:
            message = f"the code {code} is {first[code].key!r} at {first[code].where} already"
            yield entry.problem("code", message=message, hint="give each a code of its own")
        first.setdefault(code, entry)


def _said(entries: Sequence[Entry[DestinationSpec]]) -> Iterator[Problem]:
    """What is said must mean one place."""
    first: dict[tuple[str, str], Entry[DestinationSpec]] = {}
    for entry in entries:
        for tag, spoken in entry.spec.words.items():
            for word in spoken:
                earlier = first.setdefault((tag, word.casefold()), entry)
                if earlier.key != entry.key:
                    message = f"{word!r} is {earlier.key!r} at {earlier.where} already"
                    hint = "give each words of its own"
                    yield entry.problem("words", tag, message=message, hint=hint)


def _unknown(
    entry: Entry[LineSpec] | Entry[DestinationSpec],
    field: tuple[str, ...],
    kind: str,
    name: str,
    known: Collection[str],
) -> Problem:
    hint = did_you_mean(name, known)
    return entry.problem(*field, message=f"unknown {kind} {name!r}", hint=hint)
