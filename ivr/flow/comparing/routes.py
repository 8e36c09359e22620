"""What is otherwise of the queues, and of what the city knows."""

from collections.abc import Iterator, Mapping
from typing import Final

from acd.plan.file import RoutingFile
from acd.plan.hours import OpeningHours
from acd.plan.sections import QueueConfig
from ivr.flow.comparing.change import Change, Topic
from ivr.flow.comparing.leaves import differing
from ivr.flow.comparing.texts import hours_changes, quoted, text_changes
from ivr.flow.loading.folder import Folder
from ivr.flow.schema.knowledge import ItemSpec, VersionSpec

_QUEUE: Final[Mapping[str, str]] = {
    "max_wait_s": "seconds to wait at most",
    "max_waiting": "callers who may wait",
    "priority_s": "seconds that a step of priority is worth",
    "leave_when_unstaffed": "callers leave at once with nobody there",
    "at_close": "callers at the end of the hours",
    "reconnect_s": "seconds in which a caller who hung up keeps the place",
    "overflow": "where callers go who have waited long",
    "interpreter_after_s": "seconds to wait for a speaker before an interpreter will do",
    "skills": "the skill that agents need",
    "recipe": "what is asked of agents after a while",
    "groups": "the groups of agents",
    "sites": "the sites of agents",
    "kind": "the kind of agents",
}


def queue_changes(before: Folder, after: Folder) -> Iterator[Change]:
    """Tell what is otherwise of the queues that both versions have.

    What only agents notice, such as the time after a call, is left out.
    """
    old, new = before.routing.value, after.routing.value
    for name in old.queues:
        if name not in new.queues:
            continue
        where = f"queue {name}"
        yield from hours_changes(where, _hours(old, name), _hours(new, name))
        for path, was, now in differing(_dump(old.queues[name]), _dump(new.queues[name])):
            below = f" ({'.'.join(path[1:])})" if path[1:] else ""
            yield Change(
                topic=Topic.QUEUE,
                where=where,
                what=_QUEUE[path[0]] + below,
                before=was or "none",
                after=now or "none",
            )


def _dump(queue: QueueConfig) -> dict[str, object]:
    return queue.model_dump(mode="json", include=set(_QUEUE))


def _hours(file: RoutingFile, queue: str) -> OpeningHours | None:
    hours = file.queues[queue].hours
    return file.hours[hours].compiled() if hours else None


def knowledge_changes(before: Folder, after: Folder) -> Iterator[Change]:
    """Tell which questions are new, gone, or are asked or answered otherwise."""
    old = {entry.code: entry.spec for entry in before.knowledge.entries()}
    new = {entry.code: entry.spec for entry in after.knowledge.entries()}
    tag = after.city.value.first_line[0]
    for code in dict.fromkeys((*old, *new)):
        where = f"question {code}"
        if code not in old or code not in new:
            title = (new.get(code) or old[code]).title.get(tag, "")
            what = "is answered now" if code in new else "is no longer answered"
            yield Change(topic=Topic.KNOWLEDGE, where=where, what=what, after=quoted(title))
            continue
        yield from _item(where, old[code], new[code])


def _item(where: str, old: ItemSpec, new: ItemSpec) -> Iterator[Change]:
    topic = Topic.KNOWLEDGE
    yield from text_changes(where, "the title", old.title, new.title, topic=topic)
    for path, was, now in differing(old.words, new.words):
        yield Change(
            topic=topic,
            where=where,
            what="is asked for by",
            language=path[0],
            before=was or "nothing",
            after=now or "nothing",
        )
    for what, is_now in (
        ("the number that is keyed for it", (old.number, new.number)),
        ("is below", (old.parent, new.parent)),
    ):
        if is_now[0] != is_now[1]:
            yield Change(
                topic=topic,
                where=where,
                what=what,
                before=is_now[0] or "none of its own",
                after=is_now[1] or "none of its own",
            )
    before, after = ({each.version: each for each in item.versions} for item in (old, new))
    for number in dict.fromkeys((*before, *after)):
        first, last = before.get(number), after.get(number)
        name = "the answer" if number == 1 else f"the answer, version {number},"
        texts = (each.answer if each else None for each in (first, last))
        yield from text_changes(where, name, *texts, topic=topic)
        if first and last and _days(first) != _days(last):
            yield Change(
                topic=topic,
                where=where,
                what=f"{name} holds",
                before=_days(first),
                after=_days(last),
            )


def _days(version: VersionSpec) -> str:
    return f"{version.since or 'always'} to {version.until or 'ever'}"
