"""Codes as callers key them: the letters of a code on the keys of a telephone (ITU-T E.161).

`YB-TJ-1` is keyed 9 2 8 5 1: Y and B on 9 and 2, T and J on 8 and 5; what is neither letter nor
digit is left out. An item may have a number of its own instead.
"""

from collections.abc import Mapping
from typing import Final

_KEYS: Final[Mapping[str, str]] = {
    "2": "abc",
    "3": "def",
    "4": "ghi",
    "5": "jkl",
    "6": "mno",
    "7": "pqrs",
    "8": "tuv",
    "9": "wxyz",
}
_KEY_OF: Final = {letter: key for key, letters in _KEYS.items() for letter in letters}


def keyed(code: str) -> str:
    """Return the digits that key a code."""
    return "".join(
        sign if sign in "0123456789" else _KEY_OF.get(sign, "") for sign in code.casefold()
    )
