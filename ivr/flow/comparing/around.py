"""What is otherwise around the flows: numbers, destinations, languages, what holds everywhere."""

from collections.abc import Iterator, Mapping
from typing import Final

from acd.plan.hours import OpeningHours
from ivr.flow.comparing.change import Change, Topic
from ivr.flow.comparing.leaves import differing, in_words
from ivr.flow.comparing.pairing import Pairs
from ivr.flow.comparing.texts import hours_changes, quoted, text_changes
from ivr.flow.compiling.calendars import opening_hours
from ivr.flow.loading.folder import Folder
from ivr.flow.schema.everywhere import EmergencyRule
from ivr.flow.schema.numbers import DestinationSpec, LineSpec

EVERYWHERE: Final = "everywhere"


def line_changes(pairs: Pairs) -> Iterator[Change]:
    """Tell which numbers are new, gone, or lead elsewhere."""
    before, after = _lines(pairs.before), _lines(pairs.after)
    for number in dict.fromkeys((*before, *after)):
        where = f"line {number}"
        if number not in before or number not in after:
            rows = after.get(number) or before[number]
            flows = ", ".join(dict.fromkeys(row.flow for row in rows))
            what = "is taken now, flow" if number in after else "is no longer taken, flow"
            yield Change(topic=Topic.LINE, where=where, what=what, after=flows)
            continue
        old, new = before[number], after[number]
        if [pairs.flows.get(row.flow) for row in old] != [row.flow for row in new]:
            yield Change(
                topic=Topic.LINE,
                where=where,
                what="leads to the flow",
                before=", ".join(row.flow for row in old),
                after=", ".join(row.flow for row in new),
            )
        # The probability says nothing without a language.
        hints = [
            [(r.language or "", r.probability if r.language else 0) for r in rows]
            for rows in (old, new)
        ]
        if hints[0] != hints[1]:
            words = [
                ", ".join(f"{tag} {p:g}" for tag, p in each if tag) or "none" for each in hints
            ]
            yield _line(where, "its callers' language is taken to be", *words)
        days = [[(row.since, row.until) for row in rows] for rows in (old, new)]
        if days[0] != days[1]:
            words = [
                "; ".join(f"{since or 'always'} to {until or 'ever'}" for since, until in each)
                for each in days
            ]
            yield _line(where, "is taken on the days", *words)
        if any(row.draft for row in old) != any(row.draft for row in new):
            is_draft = any(row.draft for row in new)
            yield _line(where, f"is {'a' if is_draft else 'no longer a'} test number", "", "")
        if any(row.texts for row in old) != any(row.texts for row in new):
            may_type = any(row.texts for row in new)
            yield _line(where, f"callers may {'type' if may_type else 'no longer type'}", "", "")
    defaults = pairs.before.city.value.default_line, pairs.after.city.value.default_line
    if defaults[0] != defaults[1]:
        yield _line("every other number", "is served like the line", *defaults)


def _line(where: str, what: str, before: str, after: str) -> Change:
    return Change(topic=Topic.LINE, where=where, what=what, before=before, after=after)


def _lines(folder: Folder) -> dict[str, list[LineSpec]]:
    found: dict[str, list[LineSpec]] = {}
    for row in folder.numbers.lines:
        found.setdefault(row.key, []).append(row.spec)
    return found


_DESTINATION: Final[Mapping[str, str]] = {
    "number": "is dialled as",
    "keys": "keys pressed there",
    "code": "its code",
    "connect": "callers are connected",
    "districts": "serves the districts",
}


def destination_changes(before: Folder, after: Folder) -> Iterator[Change]:
    """Tell which places outside are new, gone, or are reached in another way."""
    old, new = before.numbers.destinations, after.numbers.destinations
    for name in dict.fromkeys((*old, *new)):
        where = f"destination {name}"
        if name not in old or name not in new:
            spec = new.get(name) or old[name]
            what = "is new" if name in new else "is gone"
            yield Change(topic=Topic.DESTINATION, where=where, what=what, after=spec.number)
            continue
        yield from text_changes(where, "what is told of it", old[name].about, new[name].about)
        yield from _words(where, old[name].words, new[name].words)
        hours = (_hours(before, old[name]), _hours(after, new[name]))
        yield from hours_changes(where, *hours)
        dumps = (each[name].model_dump(mode="json") for each in (old, new))
        for path, was, now in differing(*dumps, without=("about", "words", "calendar", "name")):
            yield Change(
                topic=Topic.DESTINATION,
                where=where,
                what=_DESTINATION.get(path[0], path[0]),
                before=was or "none",
                after=now or "none",
            )


def _words(
    where: str, before: Mapping[str, list[str]], after: Mapping[str, list[str]]
) -> Iterator[Change]:
    """Tell which words are listened for, and no longer."""
    for tag in dict.fromkeys((*before, *after)):
        old, new = before.get(tag, []), after.get(tag, [])
        for what, words in (
            ("is understood too", [each for each in new if each not in old]),
            ("is no longer understood", [each for each in old if each not in new]),
        ):
            if words:
                said = ", ".join(quoted(each) for each in words)
                yield Change(topic=Topic.CHOICE, where=where, what=what, language=tag, after=said)


def language_changes(before: Folder, after: Folder) -> Iterator[Change]:
    """Tell which languages are new, gone, first-line, or are understood by other words."""
    old, new = (folder.languages.value.languages for folder in (before, after))
    for tag in dict.fromkeys((*old, *new)):
        where = f"language {tag}"
        if tag not in old or tag not in new:
            name = (new.get(tag) or old[tag]).name
            what = "is known now" if tag in new else "is no longer known"
            yield Change(topic=Topic.LANGUAGE, where=where, what=what, after=name)
            continue
        hold = (
            {tag: text} if text else {} for text in (old[tag].please_hold, new[tag].please_hold)
        )
        yield from text_changes(where, "the text please_hold", *hold)
        dumps = (each[tag].model_dump(mode="json") for each in (old, new))
        skipped = ("name", "native_name", "please_hold")
        fields = {path[0] for path, _, _ in differing(*dumps, without=skipped)}
        for field in sorted(fields):
            was, now = (in_words(_plain(getattr(each[tag], field))) for each in (old, new))
            what = f"is recognised by other {field}"
            yield Change(topic=Topic.LANGUAGE, where=where, what=what, before=was, after=now)
    lines = (folder.city.value.first_line for folder in (before, after))
    was, now = (", ".join(tags) for tags in lines)
    if was != now:
        what = "the first-line languages"
        yield Change(topic=Topic.LANGUAGE, where=EVERYWHERE, what=what, before=was, after=now)


def _plain(value: object) -> object:
    """Return words as they are written, those with a spelling of their sound too."""
    if isinstance(value, list):
        return [getattr(each, "text", each) for each in value]
    return value


def everywhere_changes(pairs: Pairs) -> Iterator[Change]:
    """Tell what is otherwise of what holds at every moment of every call."""
    old, new = pairs.before.city.value, pairs.after.city.value
    yield from text_changes(
        EVERYWHERE, "the way to a person", old.human.announce, new.human.announce
    )
    yield from text_changes(
        EVERYWHERE, "what is said while speech is not recognised", old.keys_only, new.keys_only
    )
    yield from _words(f"{EVERYWHERE}, for a person", old.human.words, new.human.words)
    yield from _words(f"{EVERYWHERE}, for an emergency", old.emergency.words, new.emergency.words)
    for what, was, now in (
        ("the key for a person", old.human.key, new.human.key),
        ("the emergency keys", in_words(old.emergency.keys), in_words(new.emergency.keys)),
        ("an emergency leads to", old.emergency.destination, new.emergency.destination),
    ):
        if was != now:
            yield Change(topic=Topic.CHOICE, where=EVERYWHERE, what=what, before=was, after=now)
    yield from _further_emergencies(old.emergency, new.emergency)
    for section in ("callbacks", "notices", "status_page"):
        specs = (getattr(old, section), getattr(new, section))
        dumps = (spec.model_dump(mode="json") if spec else {} for spec in specs)
        for path, was, now in differing(*dumps):
            yield Change(
                topic=Topic.RULE,
                where=section,
                what=f"`{'.'.join(path)}`",
                before=was or "none",
                after=now or "none",
            )


def _further_emergencies(old: EmergencyRule, new: EmergencyRule) -> Iterator[Change]:
    """Tell what is otherwise of the further places that an emergency may lead to."""
    before = {entry.destination: entry for entry in old.also}
    after = {entry.destination: entry for entry in new.also}
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        where = f"{EVERYWHERE}, for {name} as an emergency"
        yield from _words(where, was.words if was else {}, now.words if now else {})
        keys = [in_words(entry.keys if entry else []) for entry in (was, now)]
        if keys[0] != keys[1]:
            yield Change(
                topic=Topic.CHOICE, where=where, what="the keys", before=keys[0], after=keys[1]
            )


def _hours(folder: Folder, spec: DestinationSpec) -> OpeningHours | None:
    if spec.calendar is None:
        return None
    return opening_hours(folder.city.value.calendars[spec.calendar], zone=folder.zone)
