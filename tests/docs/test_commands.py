"""Every command that the documents name is there."""

import re
from pathlib import Path

import click
import pytest

from hotline.cli import cli

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_NAMED = re.compile(r"(?:`|^\$? ?)hotline ([a-z]+(?:-[a-z]+)*)(?: ([a-z]+(?:-[a-z]+)*)\b)?", re.M)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_the_commands_of_a_document_exist(document: Path) -> None:
    context = click.Context(cli)
    missing = []
    for name, below in _NAMED.findall(document.read_text("utf-8")):
        command = cli.get_command(context, name)
        if command is None:
            missing.append(name)
        elif type(command) is click.Group and below and command.get_command(context, below) is None:
            missing.append(f"{name} {below}")
    assert missing == []
