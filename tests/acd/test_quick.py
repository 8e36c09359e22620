"""Quickened records behave as the dataclasses they are."""

import copy
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, field, replace
from typing import get_args

import pytest

from acd.commands import Command
from acd.events import AgentState, AgentStateChanged, Event, Requirement
from acd.inputs import Input
from acd.plan.model import QueueKind
from acd.quick import quicken


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    name: str
    level: int = 3
    skills: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quick:
    name: str
    level: int = 3
    skills: Mapping[str, int] = field(default_factory=dict)


quicken(Quick)


def test_fields_and_defaults_are_those_of_the_dataclass() -> None:
    for given in ({"name": "a"}, {"name": "a", "level": 0, "skills": {"x": 1}}):
        assert repr(Quick(**given)) == repr(Plain(**given)).replace("Plain", "Quick")
    assert Quick(name="a").skills is not Quick(name="a").skills
    assert Quick(name="a") == Quick(name="a", level=3)
    assert Quick(name="a") != Quick(name="a", level=4)
    assert Quick(name="a") != Plain(name="a")


def test_what_a_dataclass_refuses_is_refused() -> None:
    record = Quick(name="a")
    with pytest.raises(FrozenInstanceError):
        record.name = "b"  # type: ignore[misc]
    with pytest.raises(TypeError, match="name"):
        Quick()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="positional"):
        Quick("a")  # type: ignore[misc]
    with pytest.raises(TypeError, match="colour"):
        Quick(name="a", colour=1)  # type: ignore[call-arg]


def test_copies_are_equal() -> None:
    made = AgentStateChanged(agent_id="ann", state=AgentState.IDLE, until=3.0)
    assert type(made) is AgentStateChanged
    assert made == pickle.loads(pickle.dumps(made)) == copy.deepcopy(made)
    assert replace(made, until=None) == AgentStateChanged(agent_id="ann", state=AgentState.IDLE)
    assert hash(made) == hash(replace(made, reason=""))


def test_a_class_of_another_make_is_refused() -> None:
    @dataclass(frozen=True)
    class Loose:
        name: str

    with pytest.raises(TypeError, match="Loose"):
        quicken(Loose)


def test_every_message_of_the_engine_is_quick() -> None:
    messages = {*get_args(Event), *get_args(Command), *get_args(Input), Requirement}
    slow = [each.__name__ for each in messages if "_open" not in each.__init__.__globals__]
    assert not slow
    assert Requirement(kinds=(QueueKind.GENERAL,)).skills == {}
