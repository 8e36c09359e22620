"""Every type of node tells its ways and texts by itself."""

from typing import get_args

import pytest

from ivr.flow.schema import nodes as spec
from ivr.flow.schema.node_base import Edge, NodeFile

KINDS = get_args(get_args(spec.NodeSpec)[0])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_type_of_node_is_a_node_with_a_docstring(kind: type[NodeFile]) -> None:
    assert issubclass(kind, NodeFile)
    assert kind.__doc__


def test_ways_are_read_from_fields_below_lists_and_names() -> None:
    menu = spec.MenuSpec(
        type="menu",
        prompt={"en": "Which?"},
        options={"a": spec.OptionSpec(key="1", goto="x")},
        no_match={"en": "Pardon?"},
    )
    assert list(menu.edges()) == [
        Edge(("options", "a", "goto"), "x", is_silent=False),
        Edge(("fallback",), None),
    ]
    assert list(menu.texts()) == [
        (("prompt",), {"en": "Which?"}),
        (("no_match",), {"en": "Pardon?"}),
    ]


def test_a_way_for_each_name_and_a_way_that_may_be_left_out() -> None:
    wait = spec.EnqueueSpec(type="enqueue", queue="q", on_overflowed={"far": "x"})
    ways = {".".join(edge.field): edge for edge in wait.edges()}
    far = Edge(("on_overflowed", "far"), "x", is_silent=False, is_vain=True)
    assert ways["on_overflowed.far"] == far
    assert ways["on_timed_out"].target is None
    assert "on_full" not in ways


def test_closed_may_be_left_out_where_it_is_always_open() -> None:
    always = spec.HoursSpec(type="hours", always=True, open="x")
    assert [edge.field for edge in always.edges()] == [("open",)]
    other = spec.HoursSpec(type="hours", open="x")
    assert [edge.field for edge in other.edges()] == [("open",), ("closed",)]
