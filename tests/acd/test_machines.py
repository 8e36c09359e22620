"""The tables themselves: every state is in them, and every arrow not drawn is refused."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from acd import call
from acd.consults import consult
from acd.errors import IllegalTransition
from acd.machine import step
from acd.offers import offer
from acd.queue import entry
from acd.staff import agent

TABLES: list[Mapping[StrEnum, frozenset[StrEnum]]] = [
    agent.TRANSITIONS,
    offer.TRANSITIONS,
    entry.TRANSITIONS,
    call.TRANSITIONS,
    consult.CONSULT_TRANSITIONS,
    consult.GUEST_TRANSITIONS,
]


@pytest.mark.parametrize(
    "table", TABLES, ids=["agent", "offer", "entry", "leg", "consult", "guest"]
)
def test_the_table_is_complete_and_the_only_judge(
    table: Mapping[StrEnum, frozenset[StrEnum]],
) -> None:
    states = type(next(iter(table)))
    assert set(table) == set(states)
    for here in states:
        for there in states:
            if there in table[here]:
                assert step(table, here, there) is there
            else:
                with pytest.raises(IllegalTransition, match=states.__name__):
                    step(table, here, there)


@pytest.mark.parametrize(
    "table", TABLES, ids=["agent", "offer", "entry", "leg", "consult", "guest"]
)
def test_every_state_can_be_reached(table: Mapping[StrEnum, frozenset[StrEnum]]) -> None:
    first = next(iter(table))
    reached, todo = {first}, [first]
    while todo:
        for there in table[todo.pop()] - reached:
            reached.add(there)
            todo.append(there)
    assert reached == set(table)
