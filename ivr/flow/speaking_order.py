"""In which order the prompts of a version are made: what can be heard first comes first.

A version is served when the prompts of its flows are made and those of the questions that callers
are likely to be offered. The rest of its knowledge may follow while it is served.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ivr.flow.commands import Prompt
from ivr.flow.graph import AnnounceNode, EnqueueNode
from ivr.flow.graph_asking import KnowledgeNode
from ivr.flow.profile import Profile
from ivr.flow.question_list import KEYS
from ivr.flow.speech import spoken_item

FIRST_QUESTIONS: Final = 50
"""How many questions are ready before a version is served, beside those that editors named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakingOrder:
    """What is made before a version is served, and what while it is; no prompt is in both."""

    first: tuple[Prompt, ...]
    later: tuple[Prompt, ...]


def speaking_order(
    profile: Profile, *, asked: Iterable[str], beside: Iterable[Prompt] = ()
) -> SpeakingOrder:
    """Return the order; `asked` has the codes most asked first, `beside` what is no city's own.

    Questions that are pinned, heard by a control group or listed at the top of a tree come before
    those that are asked, then headings and all others as the files have them.
    """
    items = profile.knowledge.items
    named = tuple(dict.fromkeys(_named(profile)))
    headings = (code for code, item in items.items() if item.is_heading)
    codes = list(dict.fromkeys(c for c in (*named, *asked, *headings, *items) if c in items))
    count = len(named) + FIRST_QUESTIONS
    first = [*profile.own_prompts(), *beside, *_spoken(profile, codes[:count])]
    made = set(first)
    later = dict.fromkeys(_spoken(profile, codes[count:]))
    return SpeakingOrder(
        first=tuple(dict.fromkeys(first)),
        later=tuple(prompt for prompt in later if prompt not in made),
    )


def _spoken(profile: Profile, codes: Iterable[str]) -> Iterator[Prompt]:
    for code in codes:
        yield from spoken_item(profile.knowledge.items[code])


def _named(profile: Profile) -> Iterator[str]:
    """Yield the codes that nodes name, or list before the caller has said anything."""
    for flow in profile.flows.values():
        for node in flow.nodes.values():
            if isinstance(node, AnnounceNode):
                yield from node.question_list.named
            elif isinstance(node, EnqueueNode) and node.waiting and node.waiting.questions:
                yield from node.waiting.questions.question_list.named
            elif isinstance(node, KnowledgeNode) and node.by_tree:
                listed = profile.knowledge.entries(node.top, None)
                yield from (item.code for item in listed[: len(KEYS)])
