"""Texts with blanks: `Your number is {number|digits}.`, and how a value is read out.

A blank is a name, or a name and how to say it. `{{` and `}}` stand for the braces themselves.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ivr.flow.expression.errors import Flaw, Malformed
from ivr.flow.expression.values import Type


class Manner(StrEnum):
    """How a value is said."""

    TEXT = "text"
    DIGITS = "digits"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    TIME = "time"


MANNERS: Final[dict[Type, tuple[Manner, ...]]] = {
    Type.TEXT: (Manner.TEXT, Manner.DIGITS),
    Type.NUMBER: (Manner.NUMBER, Manner.MONEY, Manner.DIGITS),
    Type.DATE: (Manner.DATE,),
    Type.TIME: (Manner.TIME,),
    Type.YES_NO: (),
}
"""The manners that fit a type, the usual one first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A place for a value. `manner` None is the usual one of its type."""

    at: int
    name: str
    manner: Manner | None = None


_PART: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_BLANK: Final = re.compile(r"\s*([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\s*(?:\|\s*([a-z]+)\s*)?")


def parse_template(text: str) -> tuple[str | Blank, ...]:
    """Cut a text at its blanks.

    Raises:
        Malformed: a brace or a blank cannot be read; the error says where.
    """
    parts, flaws = read_template(text)
    if flaws:
        raise Malformed(flaws[0].at, flaws[0].message, flaws[0].hint)
    return parts


def read_template(text: str) -> tuple[tuple[str | Blank, ...], tuple[Flaw, ...]]:
    """Cut a text at its blanks; return too what cannot be read of it, and leave that out."""
    parts: list[str | Blank] = []
    flaws: list[Flaw] = []
    plain = ""
    end = 0
    for match in _PART.finditer(text):
        plain += text[end : match.start()]
        end = match.end()
        if match.group() in ("{{", "}}"):
            plain += match.group()[0]
        elif match.group(1) is None:
            message = f"a single {match.group()!r}"
            flaws.append(Flaw(at=match.start(), message=message, hint="double it to say it"))
        else:
            try:
                parts += [plain, _blank(match.group(1), match.start())]
            except Malformed as error:
                flaws.append(error.flaw)
            plain = ""
    parts.append(plain + text[end:])
    return tuple(part for part in parts if part), tuple(flaws)


def _blank(inside: str, at: int) -> Blank:
    match = _BLANK.fullmatch(inside)
    if match is None:
        raise Malformed(at, f"{{{inside}}} is not a variable", "like {name} or {name|digits}")
    name, manner = match.groups()
    if manner is not None and manner not in tuple(Manner):
        known = ", ".join(Manner)
        raise Malformed(at, f"unknown way to say it: {manner!r}", f"known here: {known}")
    return Blank(at=at, name=name, manner=Manner(manner) if manner else None)
