"""`hotline flow ...`: work on a city's call flows."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from hotline.cli import versions
from hotline.cli.flow_test import flow_test
from hotline.cli.flow_try import flow_try
from hotline.settings import load_settings
from ivr.flow.problems import SourceErrors
from ivr.flow.profile import load_profile


@click.group()
def flow() -> None:
    """Call flows: check what is written in a city's folder, and publish it."""


for _command in (
    flow_try,
    flow_test,
    versions.publish,
    versions.versions,
    versions.show,
    versions.rollback,
):
    flow.add_command(_command)


@flow.command()
@click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=False,
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def lint(folder: Path | None, as_json: bool) -> None:
    """Check every file of FOLDER, all problems at once. Exit status 1 if there are any.

    Without FOLDER it is the city of the settings.
    """
    try:
        profile = load_profile(folder or load_settings().city)
    except SourceErrors as errors:
        if as_json:
            problems = [asdict(problem) for problem in errors.problems]
            click.echo(json.dumps({"ok": False, "problems": problems}, ensure_ascii=False))
        else:
            click.echo(str(errors))
            click.echo(f"{len(errors.problems)} to mend", err=True)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps({"ok": True, "version": profile.version, "problems": []}))
        return
    nodes = sum(len(graph.nodes) for graph in profile.flows.values())
    click.echo(
        f"{profile.name}, version {profile.version}: {len(profile.lines)} lines, {nodes} nodes, "
        f"{len(profile.knowledge.items)} questions, {len(profile.languages)} languages: good"
    )
