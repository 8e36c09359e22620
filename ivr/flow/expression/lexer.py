"""A formula's text cut into words, each with its place."""

import re
from dataclasses import dataclass
from typing import Final

from ivr.flow.expression.errors import Malformed

MAX_LENGTH: Final = 500
"""The longest formula, in characters."""

_TOKEN: Final = re.compile(
    r"""(?P<space>\s+)
      | (?P<number>[0-9]{1,15}(?:\.[0-9]{1,9})?)
      | (?P<text>"[^"]*"|'[^']*')
      | (?P<name>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)
      | (?P<sign>==|!=|<=|>=|[<>+\-()\[\],])
    """,
    re.VERBOSE,
)
_HINTS: Final = {
    "=": "compare with ==",
    "&": "write 'and'",
    "|": "write 'or'",
    "!": "write 'not'",
    "*": "formulas add and subtract: + and -",
    "/": "formulas add and subtract: + and -",
    '"': "the quotation mark has no end",
    "'": "the quotation mark has no end",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a formula. `kind`: number, text, name, sign, end."""

    kind: str
    text: str
    at: int


def tokens(formula: str) -> list[Token]:
    """Cut a formula into its words; the last is of kind `end`.

    Raises:
        Malformed: it is too long, or has a character that means nothing here.
    """
    if len(formula) > MAX_LENGTH:
        raise Malformed(MAX_LENGTH, f"longer than {MAX_LENGTH} characters", "use several nodes")
    found: list[Token] = []
    at = 0
    while at < len(formula):
        match = _TOKEN.match(formula, at)
        if match is None:
            sign = formula[at]
            raise Malformed(at, f"{sign!r} means nothing here", _HINTS.get(sign, ""))
        if match.lastgroup != "space":
            found.append(Token(str(match.lastgroup), match.group(), at))
        at = match.end()
    return [*found, Token("end", "", len(formula))]
