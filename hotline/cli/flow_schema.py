"""`hotline flow schema`: JSON Schemas of a city's files, for editors."""

import json
from pathlib import Path

import click

from ivr.flow.schema.json_schema import schemas


@click.command("schema")
@click.option(
    "--write",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write one file for each kind into this folder.",
)
def flow_schema(folder: Path | None) -> None:
    """Tell editors what a city's files may say: completion, hover, mistakes underlined.

    Without --write all of it is printed as one JSON object, by file name. A file of a city begins
    with the line `# yaml-language-server: $schema=<folder>/flow.schema.json` (city, faqs, flow,
    knowledge, languages, routing).
    """
    if folder is None:
        click.echo(json.dumps(schemas(), ensure_ascii=False))
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (folder / name).write_text(as_text(schema), "utf-8")
        click.echo(str(folder / name))


def as_text(schema: object) -> str:
    """Return a schema as its file has it."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
