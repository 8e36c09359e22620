"""Everyday words that compete with the phrases listened for.

Without competition a closed grammar turns every sound into one of its phrases. These words
soak up what is neither; those that are part of a phrase are left out of that grammar.
"""

from collections.abc import Iterable
from typing import Final

_WORDS: Final = (
    "the and about people because would think really other going something actually sorry "
    "maybe what where when how never always little after before house family morning night "
    "school number government again please wait okay person computer money doctor road winter"
).split()


def decoys_without(taken: Iterable[str]) -> tuple[str, ...]:
    """Return the decoy words that are not among `taken`."""
    used = {word.lower() for word in taken}
    return tuple(word for word in _WORDS if word not in used)
