"""Texts as prompts that have a name."""

from collections.abc import Mapping

from ivr.flow.commands import Prompt
from ivr.flow.schema import FaqSpec

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


def offers(
    path: str, item: Mapping[str, str], *, count: int, faqs: Mapping[str, FaqSpec]
) -> dict[tuple[str, str], Mapping[str, Prompt]]:
    """Return the line that offers each question on each of `count` keys."""
    return {
        (str(key), code): speech(
            f"{path}.{key}.{code}",
            {
                tag: line.replace("{title}", faq.title[tag])
                for tag, line in item.items()
                if tag in faq.title
            },
            key=key,
        )
        for key in range(1, count + 1)
        for code, faq in faqs.items()
    }
