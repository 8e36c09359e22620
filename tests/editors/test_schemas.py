"""The schemas that editors use say what the loader says, of the cities that are shipped."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hotline.cli.flow import flow
from hotline.cli.flow_schema import as_text
from ivr.flow.loading.tree import read_tree
from ivr.flow.schema.json_schema import kind_of, modeline, schemas
from tests.editors.json_schema import faults

FLOWS = Path(__file__).resolve().parents[2] / "flows"
CITIES = sorted(folder for folder in FLOWS.iterdir() if (folder / "city.yaml").is_file())
FILES = [file for city in CITIES for file in sorted(city.rglob("*.yaml"))]


def kind(file: Path) -> str:
    city = next(city for city in CITIES if file.is_relative_to(city))
    found = kind_of(file.relative_to(city).as_posix())
    assert found is not None, file
    return found


def as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def found(text: str, kind: str) -> list[str]:
    data, _, problems = read_tree(text, "x.yaml")
    assert problems == []
    schema = schemas()[f"{kind}.schema.json"]
    return faults(as_json(data), schema, schema)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_shipped_files_fit_their_schema_and_name_it(file: Path) -> None:
    text = file.read_text("utf-8")
    assert found(text, kind(file)) == []
    folder = "/".join([".."] * len(file.relative_to(FLOWS).parts[:-1])) + "/schema"
    assert text.splitlines()[0] == modeline(kind(file), folder)


def test_every_kind_of_file_is_shipped() -> None:
    assert {kind(file) for file in FILES} >= {"city", "faqs", "flow", "languages", "routing"}


def test_committed_schemas_are_current() -> None:
    """To mend: `hotline flow schema --write flows/schema`."""
    committed = {file.name: file.read_text("utf-8") for file in (FLOWS / "schema").iterdir()}
    assert committed == {name: as_text(schema) for name, schema in schemas().items()}


FLOW = "start: a\nnodes:\n  a: "


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (FLOW + "{type: say, txt: {en: x}}\n", "flow", [".nodes.a: required", "unknown key"]),
        (FLOW + "{type: sya}\n", "flow", [".nodes.a.type: enum"]),
        (FLOW + "{text: {en: x}}\n", "flow", [".nodes.a: required"]),
        (FLOW + "{type: say, text: {English: x}}\n", "flow", ["text.English: unknown key"]),
        (FLOW + "{type: say, text: x}\n", "flow", [".nodes.a.text: type"]),
        (FLOW + "{type: menu, prompt: {en: x}, options: {}}\n", "flow", ["minProperties"]),
        ("faqs: {}\n", "faqs", [".faqs: minProperties"]),
        ("queues: {a: {kind: generl}}\n", "routing", [".queues.a.kind: enum"]),
        ("languages: {en: {name: 5, native_name: E, words: [a]}}\n", "languages", ["name: type"]),
    ],
)
def test_what_the_loader_refuses_is_underlined(text: str, kind: str, expected: list[str]) -> None:
    told = found(text, kind)
    assert len(told) == len(expected)
    for each in expected:
        assert any(each in one for one in told), told


def test_what_may_be_written_shortly_is_not_underlined() -> None:
    nodes = (
        "{type: announce, item: {en: x}, pinned: [a, {question: b, since: 2026-01-02}]}\n"
        "  b: {type: menu, prompt: {en: x}, options: {c: {key: 1, goto: a}}}\n"
        "  c: {type: branch, cases: [{when: true, goto: a}]}\n"
    )
    assert found(FLOW + nodes, "flow") == []


def test_hovering_tells_what_a_node_and_its_fields_are_for() -> None:
    schema = schemas()["flow.schema.json"]
    menu = schema["definitions"]["MenuSpec"]
    assert menu["description"].startswith("Ask for one of a few choices.")
    about = menu["properties"]["fallback"]["description"]
    assert about == "`fallback` follows when all attempts are used up."
    pinned = schema["definitions"]["AnnounceSpec"]["properties"]["pinned"]["description"]
    assert "`pinned` questions come first" in pinned


def test_the_command_prints_or_writes_them(tmp_path: Path) -> None:
    printed = CliRunner().invoke(flow, ["schema"])
    assert json.loads(printed.output) == schemas()
    written = CliRunner().invoke(flow, ["schema", "--write", str(tmp_path / "new")])
    assert written.exit_code == 0
    assert sorted(file.name for file in (tmp_path / "new").iterdir()) == sorted(schemas())
