"""`hotline flow ...`: work on a city's call flows."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from hotline.cities.lint import Linted, lint_city
from hotline.cli import approval, versions
from hotline.cli.city_folder import city_argument, city_folder
from hotline.cli.flow_diff import flow_diff
from hotline.cli.flow_graph import flow_graph
from hotline.cli.flow_prove import flow_prove
from hotline.cli.flow_schema import flow_schema
from hotline.cli.flow_test import flow_test
from hotline.cli.flow_try import flow_try


@click.group()
def flow() -> None:
    """Call flows: check what is written in a city's folder, and publish it."""


for _command in (
    flow_diff,
    flow_graph,
    flow_prove,
    flow_schema,
    flow_try,
    flow_test,
    approval.propose,
    approval.approve,
    approval.reject,
    versions.publish,
    versions.draft,
    versions.versions,
    versions.show,
    versions.rollback,
):
    flow.add_command(_command)


@flow.command()
@city_argument
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def lint(city: Path | None, as_json: bool) -> None:
    """Check every file of CITY, recordings and transcripts too, all problems at once.

    Exit status 1 if there are any; advice does not count. Without CITY it is the
    city of the settings.
    """
    found = lint_city(city_folder(city), day=datetime.now(UTC).date())
    if as_json:
        told = {
            "ok": found.is_good,
            "version": found.profile.version if found.profile else None,
            "problems": [asdict(problem) for problem in found.problems],
            "advice": [asdict(advice) for advice in found.advice],
            "proofs_wait": found.proofs_wait,
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _tell(found)
    if not found.is_good:
        sys.exit(1)


def _tell(found: Linted) -> None:
    for problem in found.problems:
        click.echo(str(problem))
    for advice in found.advice:
        click.echo(f"{advice} [advice]")
    if not found.is_good or found.profile is None:
        click.echo(f"{len(found.problems)} to mend", err=True)
        if found.proofs_wait:
            click.echo("the proofs wait until these are mended", err=True)
        return
    profile = found.profile
    nodes = sum(len(graph.nodes) for graph in profile.flows.values())
    click.echo(
        f"{profile.name}, version {profile.version}: {len(profile.lines)} lines, {nodes} nodes, "
        f"{len(profile.knowledge.items)} questions, {len(profile.languages)} languages, "
        f"{found.recordings} recordings: good"
    )
