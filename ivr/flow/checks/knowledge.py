"""Codes are unique and make a tree; of each item at most one version is in force on any day."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations

from ivr.flow.loading.folder import Folder
from ivr.flow.loading.knowledge_files import Entry
from ivr.flow.loading.known import Known
from ivr.flow.loading.problems import Problem, did_you_mean
from ivr.flow.schema.knowledge import VersionSpec
from ivr.knowledge.base import MAX_LEVELS


def check_knowledge(folder: Folder) -> Iterator[Problem]:
    """Report codes given twice, parents that are none, circles, depth, and versions that clash."""
    known: dict[str, Entry] = {}
    written: dict[str, Entry] = {}
    numbered: dict[str, Entry] = {}
    for entry in folder.knowledge.entries():
        first = written.setdefault(entry.code.casefold(), entry)
        if first is not entry:
            place = first.problem(message="")
            message = f"the code {entry.code!r} is {first.code!r} in {place.file}:{place.line}"
            hint = "give it another code; capitals make no difference"
            yield entry.problem(message=message, hint=hint)
        known.setdefault(entry.code, entry)
        if entry.spec.number is not None:
            other = numbered.setdefault(entry.spec.number, entry)
            if other is not entry:
                message = f"the number {entry.spec.number!r} is that of {other.code!r} already"
                yield entry.problem("number", message=message, hint="give it another number")
    codes = folder.names.items
    for entry in known.values():
        yield from _place(entry, known, codes)
        yield from _versions(entry)
    calendar, calendars = folder.city.value.knowledge.calendar, folder.names.calendars
    if calendar is not None and calendar not in calendars:
        yield folder.city.unknown_name(("knowledge", "calendar"), "calendar", calendar, calendars)


def _place(entry: Entry, known: Mapping[str, Entry], codes: Known) -> Iterator[Problem]:
    parent = entry.spec.parent
    if parent is None:
        return
    if parent not in codes:
        hint = did_you_mean(parent, codes) or f"add an item {parent!r}, or leave parent out"
        yield entry.problem("parent", message=f"no item has the code {parent!r}", hint=hint)
        return
    above = [entry.code]
    while parent is not None and parent in known:
        if parent in above:
            if parent == entry.code:
                circle = " > ".join(reversed([*above, parent]))
                hint = "one of them must have another parent, or none"
                yield entry.problem("parent", message=f"a circle: {circle}", hint=hint)
            return
        above.append(parent)
        parent = known[parent].spec.parent
    if len(above) > MAX_LEVELS:
        message = f"level {len(above)} of the tree: {' > '.join(reversed(above))}"
        hint = f"at most {MAX_LEVELS} levels"
        yield entry.problem("parent", message=message, hint=hint)


def _versions(entry: Entry) -> Iterator[Problem]:
    versions = entry.spec.versions
    for index, version in enumerate(versions):
        if version.since and version.until and version.until < version.since:
            message = f"ends on {version.until}, before it begins on {version.since}"
            yield entry.problem("versions", str(index), "until", message=message)
    for (_, one), (index, other) in combinations(enumerate(versions), 2):
        path = ("versions", str(index))
        if one.version == other.version:
            message = f"version {other.version} is given twice"
            yield entry.problem(*path, "version", message=message, hint="count on")
        elif _overlap(one, other):
            message = f"version {other.version} is in force together with version {one.version}"
            yield entry.problem(*path, message=message, hint=_remedy(one, other))


def _overlap(one: VersionSpec, other: VersionSpec) -> bool:
    return _first(one) <= _last(other) and _first(other) <= _last(one)


def _remedy(one: VersionSpec, other: VersionSpec) -> str:
    earlier, later = sorted((one, other), key=_first)
    if later.since is None or later.since == date.min or _first(earlier) == later.since:
        return "say with since and until when each is in force"
    return f"end version {earlier.version} with 'until: {later.since - timedelta(days=1)}'"


def _first(version: VersionSpec) -> date:
    return version.since or date.min


def _last(version: VersionSpec) -> date:
    return version.until or date.max
