"""The ways from one node of a flow to others, and which of them need the caller."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from ivr.flow import node_schema as spec


@dataclass(frozen=True, slots=True)
class Edge:
    """A way on. `field` is where it is written, below the node.

    `target` is None where the way is left out. `is_silent` tells that a call can take it without
    the caller doing anything and without anyone being waited for. `is_answer` tells that the
    caller has heard an answer by then.
    """

    field: tuple[str, ...]
    target: str | None
    is_silent: bool = True
    is_answer: bool = False


def edges_of(node: spec.NodeSpec) -> Iterator[Edge]:
    """Return every way out of a node."""
    match node:
        case spec.AnswerSpec() | spec.SaySpec() | spec.VoicemailSpec():
            yield Edge(("next",), node.next)
        case spec.AnnounceSpec():
            yield Edge(("answered",), node.answered, is_silent=False, is_answer=True)
            yield Edge(("next",), node.next)
        case spec.MenuSpec():
            for choice, option in node.options.items():
                yield Edge(("options", choice, "goto"), option.goto, is_silent=False)
            yield Edge(("fallback",), node.fallback)
        case spec.DetectLanguageSpec():
            # Silent all three: with the language known before, nothing is asked.
            yield Edge(("identified",), node.identified)
            yield Edge(("identified_other",), node.identified_other)
            yield Edge(("unknown",), node.unknown)
        case spec.HoursSpec():
            yield Edge(("open",), node.open)
            if not node.always or node.closed is not None:
                yield Edge(("closed",), node.closed)
        case spec.EnqueueSpec():
            yield Edge(("on_timed_out",), node.on_timed_out, is_silent=False)
            yield Edge(("on_unstaffed",), node.on_unstaffed)
            yield Edge(("on_served",), node.on_served, is_silent=False)
            if node.on_full is not None:
                yield Edge(("on_full",), node.on_full)
            if node.on_closed is not None:
                yield Edge(("on_closed",), node.on_closed)
            for name, target in node.on_overflowed.items():
                yield Edge(("on_overflowed", name), target, is_silent=False)
        case spec.TransferSpec():
            yield Edge(("failed",), node.failed)
        case spec.GotoSpec():
            yield Edge(("goto",), node.goto)
        case spec.EmergencySpec() | spec.HangUpSpec():
            return
        case _:
            assert_never(node)


def texts_of(node: spec.NodeSpec) -> Iterator[tuple[str, dict[str, str]]]:
    """Return every text of a node with the field it is written in, those heard first leading."""
    for field in ("intro", "prompt", "text", "item", "no_input", "no_match", "thanks", "sorry"):
        text = getattr(node, field, None)
        if text is not None:
            yield field, text
