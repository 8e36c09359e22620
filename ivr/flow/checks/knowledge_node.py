"""What can be looked up has an answer, a number of its own, and a place in a list short enough."""

from collections.abc import Iterator

from ivr.flow.checks.vocabulary import taken_key
from ivr.flow.compiling.knowledge import numbered
from ivr.flow.entries import BEGIN_ANEW
from ivr.flow.loading.folder import Folder
from ivr.flow.loading.knowledge_files import Entry, compile_knowledge
from ivr.flow.loading.problems import Problem
from ivr.flow.loading.source import Source
from ivr.flow.question_list import KEYS
from ivr.flow.schema import nodes as spec
from ivr.flow.schema.knowledge_node import KnowledgeSpec
from ivr.knowledge.base import KnowledgeBase
from ivr.knowledge.model import Item

MOST_WORDS = 300
"""How many wordings are told apart by ear at one question."""
_NAMED = 3


def check_knowledge_nodes(folder: Folder) -> Iterator[Problem]:
    """Report look-ups that find nothing, lack a text, share a number, or offer too much."""
    base: KnowledgeBase | None = None
    entries: dict[str, Entry] = {}
    clashes: dict[tuple[str, str], Problem] = {}
    for flow in folder.flows.values():
        for name, node in flow.value.nodes.items():
            if isinstance(node, KnowledgeSpec):
                if base is None:
                    base = compile_knowledge(folder.knowledge)
                    entries = {entry.code: entry for entry in folder.knowledge.entries()}
                if not {node.category, node.top} <= {None, *base.items}:
                    continue
                path = ("nodes", name)
                yield from _answers(flow, path, node, base)
                yield from _languages(folder, flow, path, node, base)
                yield from _words(flow, path, node, base)
                yield from _levels(folder, flow, path, node, base)
                for codes, clash in _numbers(node, base, entries):
                    clashes.setdefault(codes, clash)
    yield from clashes.values()


def _answers(
    flow: Source[spec.FlowFile], path: tuple[str, ...], node: KnowledgeSpec, base: KnowledgeBase
) -> Iterator[Problem]:
    places = [(node.category, (*path, "category"))]
    if node.top != node.category:
        places.append((node.top, (*path, "by_tree", "category")))
    for code, where in places:
        if not base.entries(code, None):
            below = f"nothing below {code!r} has an answer" if code else "nothing has an answer"
            hint = "name a category that has items with versions"
            yield flow.problem(*where, message=below, hint=hint)


def _languages(
    folder: Folder,
    flow: Source[spec.FlowFile],
    path: tuple[str, ...],
    node: KnowledgeSpec,
    base: KnowledgeBase,
) -> Iterator[Problem]:
    """A node that asks in a language has every answer in it; the first-line ones all texts have."""
    for tag in node.prompt:
        if tag in folder.city.value.first_line:
            continue
        lacking = [item.code for item in base.all_below(node.category) if not _has(item, tag)]
        if lacking:
            more = ", ..." if len(lacking) > _NAMED else ""
            yield flow.problem(
                *(*path, "prompt", tag),
                message=f"{len(lacking)} items have no title or no answer in {tag!r}: "
                f"{', '.join(lacking[:_NAMED])}{more}",
                hint="add them, or do not ask in that language",
            )


def _has(item: Item, tag: str) -> bool:
    return tag in item.title and all(tag in version.answer for version in item.versions)


def _numbers(
    node: KnowledgeSpec, base: KnowledgeBase, entries: dict[str, Entry]
) -> Iterator[tuple[tuple[str, str], Problem]]:
    taken: dict[str, Item] = {}
    for item in numbered(node, base):
        first = taken.setdefault(item.number, item)
        entry = entries[item.code]
        hint = "give it a number of its own: 'number: ...'"
        if len(item.number) < 2:
            message = f"its number {item.number!r} is one key, which chooses from a list"
            yield (item.code, item.code), entry.problem("number", message=message, hint=hint)
        elif first is not item:
            message = f"is keyed {item.number}, as {first.code!r} is"
            yield (first.code, item.code), entry.problem("number", message=message, hint=hint)


def _words(
    flow: Source[spec.FlowFile], path: tuple[str, ...], node: KnowledgeSpec, base: KnowledgeBase
) -> Iterator[Problem]:
    if node.by_words is None:
        return
    said: dict[str, set[str]] = {}
    for item in base.all_below(node.category):
        if not item.is_heading:
            for tag, words in item.asked_by.items():
                said.setdefault(tag, set()).update(word.casefold() for word in words)
    for tag, wordings in said.items():
        if len(wordings) > MOST_WORDS:
            yield flow.problem(
                *(*path, "by_words"),
                message=f"{len(wordings)} wordings in {tag!r} are too many to tell apart by ear, "
                f"at most {MOST_WORDS}",
                hint="name a category: callers who choose among a few first are understood",
            )


def _levels(
    folder: Folder,
    flow: Source[spec.FlowFile],
    path: tuple[str, ...],
    node: KnowledgeSpec,
    base: KnowledgeBase,
) -> Iterator[Problem]:
    limit = folder.city.value.limits.menu_options
    offered = 0 if node.by_words is None else node.by_words.count
    if node.by_tree is not None:
        top = base.items[node.top] if node.top is not None else None
        for item in (top, *base.all_below(node.top)):
            listed = len(base.entries(item.code if item is not None else None, None))
            if item is not None and listed and item.versions and item.code != node.top:
                listed += 1
            offered = max(offered, listed)
            if listed > limit:
                level = f"{item.code!r}" if item is not None else "the top"
                yield flow.problem(
                    *(*path, "by_tree"),
                    message=f"{listed} entries below {level} are too many to remember, "
                    f"at most {limit}",
                    hint="group them under headings, or begin the tree at a category",
                )
    if node.item is not None:
        for key in (*KEYS[: min(offered, limit)], BEGIN_ANEW):
            yield from taken_key(folder.city.value, flow, (*path, "item"), key)
