"""The line that offers something on a key: words around what it is called.

"{title}, press {key}." is played as the title, a prompt of its own, and "press 1."; "For {title},
press {key}." as "For", the title and "press 1.". Titles are thus spoken once, whatever the key, and
the words once for each key, whatever the title: the prompts are as many as titles and keys, not as
many as pairs of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.flow.commands import Prompt
from ivr.flow.reading import Speech, Template
from ivr.flow.speech import is_speakable

TITLE: Final = "{title}"
KEY: Final = "{key}"

_LEADING: Final = " \t\n,;:.、，；：。"
"""What separates the words from a title before them; alone it is not spoken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLine:
    """The words before and after a title, by key."""

    before: Mapping[str, Mapping[str, Prompt]]
    after: Mapping[str, Mapping[str, Prompt]]

    def of(self, key: str, title: Mapping[str, Prompt]) -> Speech:
        """Return what offers `title` on `key`, in the languages that have both."""
        before, after = self.before[key], self.after[key]
        return {
            tag: Template(
                language=tag,
                parts=tuple(
                    words
                    for words in (before.get(tag), called, after.get(tag))
                    if words is not None
                ),
            )
            for tag, called in title.items()
            if tag in before or tag in after
        }


def offer_line(path: str, line: Mapping[str, str], *, keys: Iterable[str]) -> OfferLine:
    """Name the words around the title: `<path>.<key>.before` and `<path>.<key>.after`.

    Words without the key are the same for all of them: `<path>.before`, `<path>.after`.
    """
    split = {tag: words.partition(TITLE) for tag, words in line.items()}
    keys = tuple(keys)
    return OfferLine(
        before={
            key: _around(path, key, "before", {tag: words[0] for tag, words in split.items()})
            for key in keys
        },
        after={
            key: _around(path, key, "after", {tag: words[2] for tag, words in split.items()})
            for key in keys
        },
    )


def wrong_with(line: str) -> Iterator[str]:
    """Yield what keeps a line from offering anything: it has one title and one key or more."""
    for blank in (KEY, TITLE):
        if blank not in line:
            yield f"the line lacks {blank}"
    if line.count(TITLE) > 1:
        yield f"the line has {TITLE} more than once"


def spoken_line(line: str, *, key: str, title: str) -> tuple[str, ...]:
    """Return the texts that are played one after the other."""
    before, _, after = line.partition(TITLE)
    texts = (_spoken(before, key), title, _spoken(after, key))
    return tuple(text for text in texts if text)


def _around(path: str, key: str, place: str, words: Mapping[str, str]) -> Mapping[str, Prompt]:
    return {
        tag: Prompt(
            name=f"{path}.{key}.{place}" if KEY in text else f"{path}.{place}",
            language=tag,
            text=spoken,
        )
        for tag, text in words.items()
        if (spoken := _spoken(text, key))
    }


def _spoken(words: str, key: str) -> str:
    """Return the words with the key, '' if there is nothing to say."""
    text = words.replace(KEY, key).strip().lstrip(_LEADING)
    return text if is_speakable(text) else ""
