"""How much sooner or later a person is waited for."""

from collections.abc import Iterator, Sequence
from typing import Final

from ivr.flow.comparing.change import Change, Topic
from ivr.flow.loading.folder import Folder
from ivr.flow.loading.number_files import Entry as Row
from ivr.flow.proof.city import City, Entry
from ivr.flow.proof.nearest import until_person
from ivr.flow.proof.situations import situations
from ivr.flow.proof.space import explore
from ivr.flow.schema.numbers import LineSpec

_NOTICED_S: Final = 0.5

_LISTED: Final = 4

Times = dict[str | None, float]
"""Seconds by language."""


def person_changes(before: Folder, after: Folder) -> Iterator[Change]:
    """Tell on which lines and in which languages a person is waited for later, sooner, or never.

    The time is that of `ivr.flow.proof.nearest` at the best hour.
    """
    old, new = _times(before), _times(after)
    languages = [tag for tag in after.city.value.first_line if tag in before.city.value.first_line]
    told: dict[tuple[str, float | None, float | None], list[str]] = {}
    for line, by_language in new.items():
        if line not in old:
            continue
        for tag in languages:
            was, now = old[line].get(tag), by_language.get(tag)
            if _is_noticed(was, now):
                told.setdefault((tag, was, now), []).append(line)
    for (tag, was, now), lines in told.items():
        more = f" and {len(lines) - _LISTED} more" if len(lines) > _LISTED else ""
        yield Change(
            topic=Topic.PERSON,
            where=f"line {', '.join(lines[:_LISTED])}{more}",
            what=_what(was, now),
            language=tag,
            before="" if was is None else f"{was:.1f} s",
            after="" if now is None else f"{now:.1f} s",
        )


def _is_noticed(was: float | None, now: float | None) -> bool:
    if was is None or now is None:
        return was is not now
    return abs(now - was) >= _NOTICED_S


def _what(was: float | None, now: float | None) -> str:
    if was is None:
        return "a person can be waited for now"
    if now is None:
        return "no way leads to waiting for a person any more"
    return f"a person is waited for {abs(now - was):.1f} s {'later' if now > was else 'sooner'}"


def _times(folder: Folder) -> dict[str, Times]:
    """Return the times of every line; those that lead the same way are looked at once."""
    city = City(folder)
    hours = situations(city.timed, city.zone)
    of_entry: dict[Entry, Times] = {}
    for entry in city.entries:
        times = of_entry.setdefault(entry, {})
        for situation in hours:
            for tag, spent_s in until_person(explore(city, entry, situation)).items():
                times[tag] = min(spent_s, times.get(tag, spent_s))
    return {row.key: of_entry[_entry_of(row, city.entries)] for row in folder.numbers.lines}


def _entry_of(row: Row[LineSpec], entries: Sequence[Entry]) -> Entry:
    own = [entry for entry in entries if entry.number == row.key and entry.flow == row.spec.flow]
    hint = row.spec.language
    alike = (e for e in entries if e.flow == row.spec.flow and e.hint == hint)
    return own[0] if own else next(alike)
