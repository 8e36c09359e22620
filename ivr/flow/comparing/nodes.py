"""What is otherwise at the nodes of two versions."""

from collections.abc import Iterator, Mapping
from typing import Final

from acd.plan.hours import OpeningHours
from ivr.flow.comparing.change import Change, Topic
from ivr.flow.comparing.choices import choice_changes, described
from ivr.flow.comparing.leaves import differing
from ivr.flow.comparing.pairing import Pairs, Site, node_at, settled, ways
from ivr.flow.comparing.texts import hours_changes, text_changes
from ivr.flow.compiling.flow import compile_hours
from ivr.flow.loading.folder import Folder
from ivr.flow.schema import nodes as spec
from ivr.flow.schema.subflow import CallSpec

_WAYS: Final[Mapping[str, str]] = {
    "next": "what follows",
    "fallback": "when nothing was understood",
    "open": "in the hours",
    "closed": "outside the hours",
    "otherwise": "in all other cases",
    "answered": "after an answer",
    "failed": "when it fails",
    "not_found": "when it is not found",
    "unheard": "when nothing was heard",
    "told": "after what is told",
    "identified": "for a first-line language",
    "identified_other": "for another language",
    "unknown": "for a language that is not known",
    "on_timed_out": "after waiting too long",
    "on_unstaffed": "with nobody there",
    "on_served": "after the conversation",
    "on_full": "when the queue is full",
    "on_closed": "when the queue is closed",
}
_FIELDS: Final[Mapping[str, tuple[Topic, str]]] = {
    "queue": (Topic.QUEUE, "the queue"),
    "skills": (Topic.QUEUE, "the skill asked for"),
    "priority": (Topic.QUEUE, "the priority"),
    "destination": (Topic.DESTINATION, "leads to"),
    "timeout_s": (Topic.RULE, "seconds to answer"),
    "attempts": (Topic.RULE, "how often it is asked"),
    "max_s": (Topic.RULE, "seconds to speak"),
    "values": (Topic.RULE, "computes"),
}
# Told in their own way, or nothing to callers.
_ELSEWHERE: Final = frozenset(
    ("type", "options", "keys", "cases", "always", "calendar", "week", "holidays", "zone")
) | {"into", "chosen", "flow", "words", "informs", "slots"}


def node_changes(pairs: Pairs) -> Iterator[Change]:
    """Tell what is otherwise at every node in the order of the files, what is new or gone last."""
    for old, new in pairs.in_order():
        where = "/".join(new)
        yield from _texts(pairs, old, new, where)
        yield from choice_changes(pairs, old, new, where)
        yield from _ways(pairs, old, new, where)
        yield from _hours(pairs, old, new, where)
        yield from _fields(pairs, old, new, where)
    for folder, known, what in (
        (pairs.after, pairs.back, "is new"),
        (pairs.before, pairs.nodes, "is gone"),
    ):
        for flow, source in folder.flows.items():
            for name, node in source.value.nodes.items():
                if (flow, name) not in known and not isinstance(node, spec.GotoSpec):
                    told = described(folder, (flow, name))
                    yield Change(topic=Topic.WAY, where=flow, what=f"a node {what}", after=told)


def _texts(pairs: Pairs, old: Site, new: Site, where: str) -> Iterator[Change]:
    before = dict(node_at(pairs.before, old).texts())
    after = dict(node_at(pairs.after, new).texts())
    for path in dict.fromkeys((*before, *after)):
        name = "the text" if path in (("text",), ("prompt",)) else f"the text {'.'.join(path)}"
        yield from text_changes(where, name, before.get(path), after.get(path))


def _ways(pairs: Pairs, old: Site, new: Site, where: str) -> Iterator[Change]:
    node, new_node = node_at(pairs.before, old), node_at(pairs.after, new)
    before, after = dict(ways(pairs.before, old)), dict(ways(pairs.after, new))
    if isinstance(node, CallSpec) and isinstance(new_node, CallSpec):
        if pairs.flows.get(node.flow) != new_node.flow:
            yield Change(
                topic=Topic.WAY,
                where=where,
                what="goes through the flow",
                before=node.flow,
                after=new_node.flow,
            )
    if isinstance(node, spec.SetSpec):
        return
    whens = [[label for label in each if label[0] == "when"] for each in (before, after)]
    if whens[0] != whens[1] and sorted(whens[0]) == sorted(whens[1]):
        order = (", ".join(label[1] for label in each) for each in whens)
        yield _rule(where, "looks at its conditions in the order", *order)
    for label in dict.fromkeys((*before, *after)):
        if label[0] in ("key", "word", "keys"):
            continue
        was, now = before.get(label), after.get(label)
        if was is not None and now is not None and pairs.same(was, now):
            continue
        name = _WAYS.get(label[0], label[-1])
        yield Change(
            topic=Topic.WAY,
            where=where,
            what=f"when {label[1]}" if label[0] == "when" else name,
            before=described(pairs.before, was) if was is not None else "",
            after=described(pairs.after, now) if now is not None else "nothing of its own",
        )


def _rule(where: str, what: str, before: str, after: str) -> Change:
    return Change(topic=Topic.RULE, where=where, what=what, before=before, after=after)


def _hours(pairs: Pairs, old: Site, new: Site, where: str) -> Iterator[Change]:
    before, after = hours_at(pairs.before, old), hours_at(pairs.after, new)
    yield from hours_changes(where, before, after)


def hours_at(folder: Folder, site: Site) -> OpeningHours | None:
    """Return the hours by which a node decides; None if it is no such node, or always open."""
    node = node_at(folder, site)
    if not isinstance(node, spec.HoursSpec):
        return None
    calendars = folder.city.value.calendars
    return compile_hours(site[1], node, calendars=calendars, zone=folder.zone).hours


def _fields(pairs: Pairs, old: Site, new: Site, where: str) -> Iterator[Change]:
    nodes = node_at(pairs.before, old), node_at(pairs.after, new)
    told = {path for node in nodes for path, _ in node.texts()}
    told |= {edge.field for node in nodes for edge in node.edges()}
    dumps = (node.model_dump(mode="json") for node in nodes)
    for path, was, now in differing(*dumps, without=_ELSEWHERE):
        if path in told or path[:-1] in told:
            continue
        topic, words = _FIELDS.get(path[0], (Topic.RULE, f"`{'.'.join(path)}`"))
        if path[0] in ("skills", "values"):
            words = f"{words} {path[1]}"
        yield Change(
            topic=topic,
            where=where,
            what=words,
            before=was or "none",
            after=now or "none",
        )


def start_changes(pairs: Pairs) -> Iterator[Change]:
    """Tell in which flows a call begins elsewhere."""
    for old, new in pairs.flows.items():
        starts = pairs.before.flows[old].value.start, pairs.after.flows[new].value.start
        if not pairs.same((old, starts[0]), (new, starts[1])):
            yield Change(
                topic=Topic.WAY,
                where=new,
                what="begins elsewhere",
                before=described(pairs.before, settled(pairs.before, (old, starts[0]))),
                after=described(pairs.after, settled(pairs.after, (new, starts[1]))),
            )
