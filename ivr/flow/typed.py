"""What a caller means who types: keys, words, a language.

A text that is one key is that key. Where an answer of several keys is being made, a text of nothing
but keys is those keys. Anything else is words, understood as they are written: first those that are
asked for at this moment, then those that are good everywhere, and the number of an emergency
destination itself.
"""

from dataclasses import dataclass
from typing import Final

from ivr.flow.call import EMERGENCY_WORD, Call
from ivr.flow.commands import Phrase
from ivr.flow.plain_words import language_of, words_of

KEYS: Final = frozenset("0123456789*#")
_BETWEEN_KEYS: Final = str.maketrans("", "", " -./()\t\r\n")


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys, in order."""

    keys: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Words that stand for choices, or (None,) for nothing that was asked."""

    choices: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of the city, or None for no known one, where it was asked for."""

    tag: str | None


@dataclass(frozen=True, slots=True)
class Unasked:
    """Words, and none were asked for."""


def understand(text: str, call: Call, *, in_keys: bool) -> Keys | Choices | Tongue | Unasked:
    """Return what a text means at this moment of a call; `in_keys` while keys are gathered."""
    keys = text.translate(_BETWEEN_KEYS)
    if set(keys) <= KEYS and (len(keys) == 1 or (keys and in_keys)):
        return Keys(keys)
    media = call.media
    choices = words_of(text, (*(media.expected or ()), *_everywhere(call)))
    if choices != (None,) or media.expected is not None:
        return Choices(choices)
    if media.expects_language:
        return Tongue(language_of(text, call.profile))
    return Unasked()


def _everywhere(call: Call) -> tuple[Phrase, ...]:
    emergency, places = call.profile.emergency, call.profile.destinations
    tags = call.profile.first_line if call.language is None else (call.language,)
    numbers = tuple(
        Phrase(words=places[name].number, choice=EMERGENCY_WORD + name)
        for name in dict.fromkeys((emergency.destination, *emergency.words))
    )
    return call.good_everywhere(*tags) + numbers
