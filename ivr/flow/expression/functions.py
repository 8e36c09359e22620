"""The functions of formulas: what they take and give, and what they mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ivr.flow.expression.values import Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function. `takes` None is any type; `of_queue`: its one argument is a queue written out."""

    takes: tuple[Type | None, ...]
    gives: Type
    meaning: str
    of_queue: bool = False


FUNCTIONS: Final[Mapping[str, Function]] = {
    "known": Function(takes=(None,), gives=Type.YES_NO, meaning="whether the value is known"),
    "length": Function(takes=(Type.TEXT,), gives=Type.NUMBER, meaning="how many characters"),
    "starts_with": Function(
        takes=(Type.TEXT, Type.TEXT),
        gives=Type.YES_NO,
        meaning="whether the first text begins with the second",
    ),
    "waiting": Function(
        takes=(Type.TEXT,),
        gives=Type.NUMBER,
        meaning="how many wait in the queue of that name",
        of_queue=True,
    ),
    "staffed": Function(
        takes=(Type.TEXT,),
        gives=Type.YES_NO,
        meaning="whether anybody is at work who serves that queue",
        of_queue=True,
    ),
    "expected_wait": Function(
        takes=(Type.TEXT,),
        gives=Type.NUMBER,
        meaning="the wait to expect in that queue, in seconds; unknown while there is no telling",
        of_queue=True,
    ),
}
