"""State machines as tables: a state maps to the states that may follow it.

One function judges every step of every machine of this package, so a table is the whole truth
about its machine.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from acd.errors import IllegalTransition

S = TypeVar("S", bound=StrEnum)


def step(table: Mapping[S, frozenset[S]], here: S, there: S) -> S:
    """Return `there` if the table allows it after `here`.

    Raises:
        IllegalTransition: the table has no such arrow.
    """
    if there not in table[here]:
        raise IllegalTransition(type(here).__name__, here, there)
    return there
