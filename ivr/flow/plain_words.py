"""What words mean as they are written: of callers who type, and of the rehearsal's recogniser."""

from collections.abc import Sequence

from ivr.flow.commands import Phrase
from ivr.flow.profile import Profile


def words_of(text: str, phrases: Sequence[Phrase]) -> tuple[str | None, ...]:
    """Return the choices that an utterance stands for, in order; (None,) if it is none.

    The longest phrase that it contains counts. An utterance made of nothing but phrases of one
    word, as digits are said, is one choice for each.
    """
    said = _plain(text)
    singles = {_plain(phrase.words): phrase.choice for phrase in phrases}
    whole = singles.get(said)
    if whole is not None:
        return (whole,)
    parts = [singles.get((word,)) for word in said]
    if len(parts) > 1 and None not in parts:
        return tuple(parts)
    within = [words for words in singles if _contains(said, words)]
    return (singles[max(within, key=len)],) if within else (None,)


def language_of(text: str, profile: Profile) -> str | None:
    """Return the language that an utterance is in, by its tag, its name, or the city's words."""
    said = _plain(text)
    for tag, language in profile.languages.items():
        names = (tag, language.name, language.native_name)
        if any(_plain(name) == said for name in names):
            return tag
        if any(_contains(said, _plain(words)) for words in language.words):
            return tag
    return None


def _plain(text: str) -> tuple[str, ...]:
    signs = (sign if sign.isalnum() or sign in "'-" else " " for sign in text.casefold())
    return tuple("".join(signs).split())


def _contains(said: tuple[str, ...], words: tuple[str, ...]) -> bool:
    length = len(words)
    return 0 < length <= len(said) and any(
        said[at : at + length] == words for at in range(len(said) - length + 1)
    )
