"""Texts as prompts that have a name."""

from collections.abc import Iterator, Mapping

from ivr.flow.commands import Prompt
from ivr.knowledge.model import Item, Version

HOUR_S = 3600.0


def speech(name: str, text: Mapping[str, str] | None, **blanks: object) -> Mapping[str, Prompt]:
    """Name a text's prompts and fill the text's blanks; no text is an empty speech."""
    return {
        tag: Prompt(name=name, language=tag, text=_filled(words, blanks))
        for tag, words in (text or {}).items()
    }


def _filled(words: str, blanks: Mapping[str, object]) -> str:
    for blank, value in blanks.items():
        words = words.replace(f"{{{blank}}}", str(value))
    return words


def is_speakable(text: str) -> bool:
    """Whether there is anything to say: a letter or a digit, not signs and pictures alone."""
    return any(sign.isalnum() for sign in text)


def title_speech(item: Item) -> Mapping[str, Prompt]:
    """Return what an item is called: `title.<code>`."""
    return speech(f"title.{item.code}", item.title)


def answer_speech(item: Item, version: Version) -> Mapping[str, Prompt]:
    """Return a version's answer: `faq.<code>`, from the second version on `faq.<code>.<number>`.

    The number keeps a recording of one wording from being heard for another.
    """
    later = f".{version.number}" if version.number > 1 else ""
    return speech(f"faq.{item.code}{later}", version.answer)


def spoken_item(item: Item) -> Iterator[Prompt]:
    """Yield what an item is called, and every answer that is or will be spoken."""
    yield from title_speech(item).values()
    for version in item.versions:
        yield from answer_speech(item, version).values()
