import textwrap
from pathlib import Path

import pytest

from ivr.flow.profile import load_profile
from scripts import flows_doc
from tests.flow.small_city import write_city


def test_the_language_is_described_as_it_is() -> None:
    assert flows_doc.DOCUMENT.read_text("utf-8") == flows_doc.document(), (
        "run `python -m scripts.flows_doc`"
    )


def test_the_examples_are_a_city_without_a_fault() -> None:
    profile = load_profile(flows_doc.EXAMPLES)
    types = {kind for flow in profile.flows.values() for kind in flow.types.values()}
    assert types == {flows_doc._type(kind) for kind in flows_doc.KINDS}


def test_the_loop_that_is_shown_is_let_through(tmp_path: Path) -> None:
    shown = textwrap.indent(flows_doc.LOOP.replace("otherwise: person", "otherwise: welcome"), "  ")
    change = ("{type: answer, next: welcome}", f"{{type: answer, next: begin}}\n{shown}")
    profile = load_profile(write_city(tmp_path, main_flow=change))
    assert {"begin", "which", "count", "enough"} <= profile.flows["main"].nodes.keys()


@pytest.mark.parametrize("kind", flows_doc.KINDS, ids=lambda kind: flows_doc._type(kind))
def test_every_type_of_node_has_its_section(kind: type) -> None:
    text = flows_doc.DOCUMENT.read_text("utf-8")
    name = flows_doc._type(kind)
    section = text.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]
    assert f"type: {name}\n" in section or f"type: {name}}}" in section
