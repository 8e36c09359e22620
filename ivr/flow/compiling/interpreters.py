"""What agents hear when an interpreter comes: a sentence that names the language."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from acd.plan.file import RoutingFile
from acd.plan.model import QueueKind
from ivr.flow.catalogue import catalogue
from ivr.flow.commands import Prompt
from ivr.flow.schema.languages import LanguageSpec
from ivr.flow.speech import speech

BLANK: Final = "{language}"
DEFAULT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "en": "Interpreter for {language} is on the line.",
        "es": "El intérprete está en la línea.",
        "zh": "翻译已经上线。",
        "yue": "翻譯已經上線。",
    }
)
"""Where the city gives no text: by the agent's language, of those that are ours to give."""


def interpreter_news(
    file: RoutingFile, languages: Mapping[str, LanguageSpec], first_line: Collection[str]
) -> Mapping[str, Mapping[str, Prompt]]:
    """Return by the interpreter's language what agents hear, by the agent's language.

    Nothing is told where no queue has interpreters, or its `announce` is empty.
    """
    text = _text(file, languages, first_line)
    return {
        tag: {
            told: prompt
            for told, words in text.items()
            for prompt in speech(
                f"interpreter.{tag}", {told: words}, language=_name(tag, told, languages)
            ).values()
        }
        for tag in interpreted(file)
        if text
    }


def interpreted(file: RoutingFile) -> tuple[str, ...]:
    """Return the languages that somebody of the city or of a vendor interprets."""
    people = (each for each in file.agents.values() if QueueKind.INTERPRETER in each.kinds)
    by_people = (tag for each in people for tag in each.languages)
    by_vendors = (tag for each in file.vendors.values() for tag in each.languages)
    return tuple(dict.fromkeys((*by_people, *by_vendors)))


def known_name(tag: str, told: str, languages: Mapping[str, LanguageSpec]) -> str | None:
    """Return what the language `tag` is called in the language `told`, None if nobody says so."""
    known = languages.get(tag) or languages.get(tag.partition("-")[0])
    if known is not None and told in known.name_in:
        return known.name_in[told]
    if told.partition("-")[0] != "en":
        return None
    return known.name if known is not None else catalogue().get(tag.partition("-")[0].lower(), tag)


def _text(
    file: RoutingFile, languages: Collection[str], first_line: Collection[str]
) -> Mapping[str, str]:
    for queue in file.queues.values():
        if queue.kind is QueueKind.INTERPRETER and queue.announce is not None:
            return queue.announce
        if queue.kind is QueueKind.INTERPRETER:
            ours = {tag: words for tag, words in DEFAULT.items() if tag in first_line}
            return ours or ({"en": DEFAULT["en"]} if "en" in languages else {})
    return {}


def _name(tag: str, told: str, languages: Mapping[str, LanguageSpec]) -> str:
    return known_name(tag, told, languages) or tag
