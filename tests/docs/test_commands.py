"""Every command that the documents name is there."""

import re
from collections.abc import Iterator
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


ACTS = {
    *("asterisk start", "asterisk stop", "board assign", "board logout", "board pause"),
    *("board resume", "notice off", "notice reject", "public", "run"),
}
"""Commands that do something and have nothing to tell."""


def commands(group: click.Group, context: click.Context) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from ((f"{name} {below}", leaf) for below, leaf in commands(command, context))
        elif command is not None:
            yield name, command


def test_the_readme_names_every_command_that_tells_without_json() -> None:
    without = {
        name
        for name, command in commands(cli, click.Context(cli))
        if not any("--json" in each.opts for each in command.params)
    }
    assert without - ACTS == {"flow try", "flow schema", "flow graph"}
    text = (ROOT / "README.md").read_text("utf-8")
    sentence = text.split("Commands that tell something", 1)[1].split(".", 1)[0]
    assert set(re.findall(r"`(flow [a-z]+)`", sentence)) == without - ACTS
