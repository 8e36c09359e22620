"""What callers press and say, and what it leads to."""

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.flow.comparing.change import Change, Topic
from ivr.flow.comparing.pairing import Pairs, Site, node_at, settled
from ivr.flow.comparing.texts import quoted
from ivr.flow.loading.folder import Folder
from ivr.flow.schema import nodes as spec
from ivr.flow.schema.ask import AskSpec, ChoiceSpec
from ivr.flow.schema.callback import CallbackSpec


@dataclass(frozen=True, slots=True)
class Choice:
    """A key, or a word of a language (`language` is '' for a key)."""

    language: str
    said: str

    def __str__(self) -> str:
        """Return how it is told."""
        return quoted(self.said) if self.language else f"key {self.said}"


Meaning = Site | str
"""A node, or something that has the same name in both versions."""


def meanings(folder: Folder, site: Site) -> dict[Choice, Meaning]:
    """Return what each key and each word means at a node."""
    node, flow = node_at(folder, site), site[0]
    found: dict[Choice, Meaning] = {}
    if isinstance(node, spec.MenuSpec):
        for option in node.options.values():
            target = settled(folder, (flow, option.goto))
            if option.key:
                found[Choice("", option.key)] = target
            for tag, words in option.words.items():
                found |= {Choice(tag, word): target for word in words}
    elif isinstance(node, AskSpec) and isinstance(node.answer, ChoiceSpec):
        for name, answer in node.answer.options.items():
            if answer.key:
                found[Choice("", answer.key)] = f"the answer {name}"
            for tag, words in answer.words.items():
                found |= {Choice(tag, word): f"the answer {name}" for word in words}
    elif isinstance(node, spec.DetectLanguageSpec):
        found |= {Choice("", key): f"the language {tag}" for key, tag in node.keys.items()}
    elif isinstance(node, spec.EnqueueSpec):
        found |= {Choice("", key): settled(folder, (flow, to)) for key, to in node.keys.items()}
    elif isinstance(node, CallbackSpec):
        found |= {
            Choice("", slot.key): f"a callback {slot.day} {slot.span}"
            for slot in node.slots.values()
        }
    return found


def choice_changes(pairs: Pairs, old: Site, new: Site, where: str) -> Iterator[Change]:
    """Tell which keys and words are new, gone, or lead elsewhere."""
    before, after = meanings(pairs.before, old), meanings(pairs.after, new)
    for choice in dict.fromkeys((*before, *after)):
        was, now = before.get(choice), after.get(choice)
        if was is not None and now is not None:
            is_same = was == now if isinstance(now, str) else _same(pairs, was, now)
            if is_same:
                continue
            what = f"{choice} leads elsewhere"
        else:
            what = f"{choice} is {'new' if now is not None else 'gone'}"
        yield Change(
            topic=Topic.CHOICE,
            where=where,
            what=what,
            language=choice.language,
            before=_told(pairs.before, was),
            after=_told(pairs.after, now),
        )


def _same(pairs: Pairs, was: Meaning, now: Site) -> bool:
    return not isinstance(was, str) and pairs.same(was, now)


def _told(folder: Folder, meaning: Meaning | None) -> str:
    if meaning is None or isinstance(meaning, str):
        return meaning or ""
    return described(folder, meaning)


def described(folder: Folder, site: Site) -> str:
    """Return a node in a few words: its name, what it is, and what it begins with."""
    node = node_at(folder, site)
    match node:
        case spec.EnqueueSpec():
            kind = f"waiting in {node.queue}"
        case spec.TransferSpec(destination=str()):
            kind = f"transfer to {node.destination}"
        case spec.SetSpec():
            kind = "computes " + ", ".join(f"{key} = {f}" for key, f in node.values.items())
        case _:
            kind = node.type.replace("_", " ")
    text = next((text for path, text in node.texts() if path[0] != "waiting"), {})
    tag = next((tag for tag in folder.city.value.first_line if tag in text), None)
    return f"{site[1]} ({kind}{f', {quoted(text[tag])}' if tag else ''})"
