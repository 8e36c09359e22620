import pytest

from ivr.flow.profile import load_profile
from scripts import flows_doc


def test_the_language_is_described_as_it_is() -> None:
    assert flows_doc.DOCUMENT.read_text("utf-8") == flows_doc.document(), (
        "run `python -m scripts.flows_doc`"
    )


def test_the_examples_are_a_city_without_a_fault() -> None:
    profile = load_profile(flows_doc.EXAMPLES)
    types = {kind for flow in profile.flows.values() for kind in flow.types.values()}
    assert types == {flows_doc._type(kind) for kind in flows_doc.KINDS}


@pytest.mark.parametrize("kind", flows_doc.KINDS, ids=lambda kind: flows_doc._type(kind))
def test_every_type_of_node_has_its_section(kind: type) -> None:
    text = flows_doc.DOCUMENT.read_text("utf-8")
    name = flows_doc._type(kind)
    section = text.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]
    assert f"type: {name}\n" in section or f"type: {name}}}" in section
