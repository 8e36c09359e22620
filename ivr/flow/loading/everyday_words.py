"""How the texts, keys and numbers of everyday YAML are written; see `everyday`.

Each pattern takes less than YAML allows and nothing that it does not: what is doubtful is left to
the parser of all of YAML.
"""

import re
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode

from ivr.flow.loading.places import PREFIX


class NotEverydayError(Exception):
    """The text has something that is not of the everyday part of YAML."""


STRANGE: Final = re.compile(
    r"[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    r"|^(?:---|\.\.\.|%)",
    re.MULTILINE,
)
"""What may mean something else than text, or is not allowed: line ends, documents, directives."""

_FIRST: Final = r"""(?:[^ \-?:,\[\]{}#&*!|>'"%@`]|-(?=[^ ,\[\]{}]))"""
_KEY: Final = r"""(?:({first}(?:{within}*{last})?)|'([^']*)'|"([^"\\]*)"):"""
ENTRY: Final = re.compile(_KEY.format(first=_FIRST, within="[^:#]", last="[^:# ]") + r"(?: +|$)")
ENTRY_IN_BRACKETS: Final = re.compile(
    _KEY.format(first=_FIRST, within=r"[^:#,\[\]{}]", last=r"[^:#,\[\]{} ]") + r" +(?=[^ #])"
)
PLAIN: Final = re.compile(
    rf"({_FIRST}(?:[^:# ]++|:(?=[^ ])|(?<=[^ ])\#|\ ++(?=[^ #]))*+)(?: *$|( +\#.*)$)"
)
PLAIN_IN_BRACKETS: Final = re.compile(
    rf"{_FIRST}(?:[^:#,\[\]{{}} ]++|:(?=[^ ,\[\]{{}}])|(?<=[^ ])\#|\ ++(?=[^ #:,\[\]{{}}]))*+"
)
_QUOTED: Final = re.compile(r"""'((?:[^']|'')*+)'|"((?:[^"\\]|\\["\\/n])*+)\"""")
_ESCAPED: Final = re.compile(r"\\(.)")
REST: Final = re.compile(r" *$| +#.*$")
LONG: Final = re.compile(r"([|>])(-?)(?: *$| +#.*$)")

_MAY_BE_NO_TEXT: Final = frozenset("-+.0123456789~<=tTfFnN")
"""With these begin plain words that YAML 1.2 takes for numbers, dates, true, false or null."""
_SCALARS: Final = {PREFIX + name for name in ("str", "int", "float", "bool", "null", "timestamp")}


def quoted(line: str, at: int) -> tuple[str, int]:
    """Return a text in quotes that begins at `at`, and where it ends."""
    found = _QUOTED.match(line, at)
    if found is None:
        raise NotEverydayError
    if found.lastindex == 1:
        return found[1].replace("''", "'"), found.end()
    text = found[2]
    if "\\" in text:
        text = _ESCAPED.sub(lambda sign: "\n" if sign[1] == "n" else sign[1], text)
    return text, found.end()


class Meaning:
    """What plain words stand for in YAML 1.2; each is asked of ruamel.yaml once."""

    def __init__(self) -> None:
        """Begin with none known."""
        self._known: dict[str, Any] = {}
        self._yaml = YAML(typ="safe", pure=True)

    def __call__(self, text: str) -> Any:
        """Return a text, a number, a date, true, false or null.

        Raises:
            NotEverydayError: it is a sign of YAML's, or no number or date that there is.
        """
        if text[0] not in _MAY_BE_NO_TEXT:
            return text
        if text not in self._known:
            self._known[text] = self._resolved(text)
        return self._known[text]

    def _resolved(self, text: str) -> Any:
        tag = self._yaml.resolver.resolve(ScalarNode, text, (True, False))
        if str(tag) not in _SCALARS:
            raise NotEverydayError
        try:
            return self._yaml.constructor.construct_object(ScalarNode(tag, text))
        except (YAMLError, ValueError, OverflowError) as error:
            raise NotEverydayError from error
