"""Every complaint has its tests, and every test that a document names exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "docs" / "peers.md"
DOCUMENTS = sorted((ROOT / "docs").glob("*.md"))


def named_in(text: str) -> list[str]:
    """The files, folders and tests after each `pytest`, without its options."""
    commands = re.findall(r"`pytest ([^`]+)`", text)
    return [word for command in commands for word in re.findall(r"tests(?:/[\w./:]+)?", command)]


def defined_in(path: Path) -> set[str]:
    """The classes and functions of a file, as pytest names them."""
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef):
            found.add(node.name)
            found |= {f"{node.name}::{each.name}" for each in node.body if _is_test(each)}
        elif _is_test(node):
            found.add(node.name)  # type: ignore[attr-defined]
    return found


def _is_test(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_tests_it_names_exist(document: Path) -> None:
    for name in named_in(document.read_text("utf-8")):
        file, _, test = name.partition("::")
        assert (ROOT / file).exists(), f"{document.name} names {file}"
        assert not test or test in defined_in(ROOT / file), f"{document.name} names {name}"


def test_every_complaint_has_a_rule_and_a_test() -> None:
    rows = [line for line in PEERS.read_text("utf-8").splitlines() if line.startswith("| ")][1:]
    assert len(rows) == 10
    for row in rows:
        complaint, rule, held_by = (cell.strip() for cell in row.strip("|").split("|"))
        assert rule, complaint
        assert named_in(held_by), complaint
