"""From a knowledge node as it is written to what may be keyed and said there."""

from collections.abc import Mapping

from ivr.flow.compiling.surroundings import Surroundings
from ivr.flow.entries import Digits, Wordings, yes_no
from ivr.flow.graph_asking import AskNode, KnowledgeNode
from ivr.flow.offer_line import offer_line
from ivr.flow.question_list import KEYS
from ivr.flow.schema.knowledge_node import ByNumberSpec, ByWordsSpec, KnowledgeSpec
from ivr.knowledge.base import KnowledgeBase
from ivr.knowledge.model import Item


def compile_knowledge_node(
    path: str, name: str, node: KnowledgeSpec, around: Surroundings
) -> KnowledgeNode:
    """Build the node."""
    by_number, by_words = node.by_number, node.by_words or ByWordsSpec()
    numbers = {item.number: item.code for item in numbered(node, around.knowledge)}
    ask = AskNode(
        name=name,
        into="knowledge.keyed",
        kind="knowledge",
        form=Digits(
            shortest=1,
            longest=max(map(len, numbers), default=1),
            words=around.digits if by_number else {},
        ),
        confirmation=yes_no({}),
        prompt=around.say(path, node.prompt),
        no_input=around.say(f"{path}.no_input", node.no_input),
        no_match=around.say(f"{path}.no_match", node.no_match),
        confirm={},
        timeout_s=node.timeout_s,
        between_s=(by_number or ByNumberSpec()).between_s,
        attempts=node.attempts,
        next="",
        fallback=node.fallback or "",
    )
    return KnowledgeNode(
        name=name,
        ask=ask,
        category=node.category,
        numbers=numbers,
        words=_words(node, around.knowledge),
        count=by_words.count,
        by_tree=node.by_tree is not None,
        top=node.top,
        item=offer_line(path, node.item or {}, keys=KEYS),
        found=around.say(f"{path}.found", by_words.found),
        back=around.say(f"{path}.back", node.by_tree.back if node.by_tree else None),
        answered=node.answered or "",
        not_found=node.not_found or node.fallback or "",
        unheard=node.unheard or node.fallback or "",
    )


def numbered(node: KnowledgeSpec, knowledge: KnowledgeBase) -> tuple[Item, ...]:
    """Return the items whose numbers may be keyed: answers, and headings where there is a tree."""
    if node.by_number is None:
        return ()
    return tuple(
        item
        for item in knowledge.all_below(node.category)
        if not item.is_heading or (node.by_tree is not None and knowledge.entries(item.code, None))
    )


def _words(node: KnowledgeSpec, knowledge: KnowledgeBase) -> Mapping[str, Wordings]:
    """Return what may be said for an item that has an answer, each wording by itself."""
    said: dict[str, dict[str, tuple[str, ...]]] = {}
    if node.by_words is not None:
        for item in knowledge.all_below(node.category):
            if not item.is_heading:
                for tag, words in item.asked_by.items():
                    for word in words:
                        said.setdefault(word, {})[tag] = (word,)
    return said
