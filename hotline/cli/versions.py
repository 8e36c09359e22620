"""`hotline flow publish`, `draft`, `versions`, `show`, `rollback`: versions of the city's files."""

import json
from pathlib import Path
from typing import Any, Final

import click

from db.versions import ProposalState, Version
from hotline.cities import at_rest
from hotline.cli.one_line import NOTE, NOTE_IF_ANY, WHO
from hotline.cli.reading import as_json_option, clock_time, print_json, print_rows, safe
from hotline.desk.client import DeskClient
from hotline.errors import HotlineError, NoService
from hotline.settings import Settings, load_settings

_PREPARES_S: Final = 540.0
"""The prompts that are heard first are spoken to files before the version is served."""

VERSION_ID: Final = click.IntRange(1, 2**31 - 1)

as_option = click.option(
    "--as", "author", type=WHO, metavar="NAME", required=True, help="Who does it."
)


@click.command()
@click.option("--note", type=NOTE, required=True, help="What is new, for the record.")
@as_option
@as_json_option
def publish(note: str, author: str, as_json: bool) -> None:
    """Serve new calls by the city's folder as it is now; calls in progress keep their version.

    Files that are not valid change nothing: every problem is told with its place. Without a running
    service the next start serves the new version.
    """
    settings = load_settings()
    try:
        body = {"author": author, "note": note}
        taken = post(settings, "/api/city/publish", body)
    except NoService:
        taken = at_rest.publish(settings, author, note)
    tell(taken, as_json)


@click.command()
@as_json_option
def draft(as_json: bool) -> None:
    """Serve the test numbers (lines marked `draft: true`) by the folder as it is now.

    The running service does so by itself when the files change; this tells what is wrong.
    """
    taken = post(load_settings(), "/api/city/draft", {})
    if as_json:
        click.echo(json.dumps(taken))
    else:
        click.echo(f"The test numbers are served by the draft {taken['version']}.")


@click.command()
@click.argument("version_id", metavar="[ID]", type=VERSION_ID, required=False)
@click.option("--note", type=NOTE_IF_ANY, default="", help="Why, for the record.")
@as_option
@as_json_option
def rollback(version_id: int | None, note: str, author: str, as_json: bool) -> None:
    """Serve new calls by version ID, or by the one before that which is served now.

    The city's folder stays as it is.
    """
    settings = load_settings()
    try:
        body = {"author": author, "note": note, "version_id": version_id}
        taken = post(settings, "/api/city/rollback", body)
    except NoService:
        taken = at_rest.roll_back(settings, author, note, version_id)
    tell(taken, as_json)


@click.command()
@as_json_option
def versions(as_json: bool) -> None:
    """List what was published: which version, when, by whom, why; and which is served."""
    with at_rest.versions_of(load_settings(), create=False) as (_, stored):
        found, proposed = stored.all(), stored.proposals()
    if as_json:
        print_json({"versions": found, "proposals": proposed})
        return
    print_rows(
        "Versions",
        ("version", "published", "by", "note", "hash", "approved by", "served since"),
        [
            (
                each.version_id,
                clock_time(each.published_at),
                each.author,
                each.note,
                each.content,
                each.approved_by,
                clock_time(each.served_since),
            )
            for each in found
        ],
        empty="Nothing has been published yet.",
    )
    undone = [each for each in proposed if each.state is not ProposalState.APPROVED]
    if undone:
        print_rows(
            "Proposed",
            ("version", "proposed", "by", "note", "hash", "state", "decided by", "why"),
            [
                (
                    each.version_id,
                    clock_time(each.proposed_at),
                    each.author,
                    each.note,
                    each.content,
                    each.state.value,
                    each.decided_by,
                    each.why,
                )
                for each in undone
            ],
        )


@click.command()
@click.argument("version_id", metavar="ID", type=VERSION_ID)
@click.option("--file", "name", help="Print the text of this file.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write the version's files into a new folder."
)
@as_json_option
def show(version_id: int, name: str | None, out: Path | None, as_json: bool) -> None:
    """Tell what version ID is, and its files."""
    with at_rest.versions_of(load_settings(), create=False) as (_, stored):
        content = stored.content(version_id)
        found = next((each for each in stored.all() if each.version_id == version_id), None)
        if out is not None:
            if out.exists():
                raise HotlineError(f"{out} is there already: name a new folder")
            stored.lay_out(content, out)
            click.echo(f"Version {version_id} is in {out}.")
            return
    if name is not None:
        if name not in content.files:
            raise HotlineError(f"version {version_id} has {', '.join(sorted(content.files))}")
        click.echo(content.files[name], nl=False)
    elif as_json:
        print_json({"version": found, "files": content.files, "recordings": content.recordings})
    else:
        _show(version_id, found)
        for file, text in sorted(content.files.items()):
            click.echo(f"  {file}: {len(text.splitlines())} lines")
        for file in sorted(content.recordings):
            click.echo(f"  sounds/{file}")


def _show(version_id: int, found: Version | None) -> None:
    if found is None:
        click.echo(f"Version {version_id} was stored and never served.")
        return
    click.echo(f"Version {version_id} ({found.content}) by {found.author}: {found.note}")
    click.echo(f"published {clock_time(found.published_at)}")
    if found.served_since is not None:
        click.echo(f"served since {clock_time(found.served_since)}")


def post(settings: Settings, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Ask the running service.

    Raises:
        NoService: there is none.
        HotlineError: it refuses.
    """
    return DeskClient.from_settings(settings).post(path, body, timeout_s=_PREPARES_S)


def tell(taken: dict[str, Any], as_json: bool) -> None:
    """Tell what a change of the version came to, see `hotline.cities.versions.Taken`.

    Raises:
        HotlineError: Asterisk could not be told.
    """
    if as_json:
        click.echo(json.dumps({"at_next_start": False} | taken))
    elif not taken["changed"]:
        click.echo(f"Version {taken['version_id']} is served already: nothing is new.")
    elif taken.get("at_next_start"):
        click.echo(f"Version {taken['version_id']} is served from the next start.")
    else:
        click.echo(f"New calls are served by version {taken['version_id']}.")
        if left := taken["prompts_left"]:
            click.echo(
                f"{left} prompts are still being made (GET /ready tells how many); questions are "
                "offered once theirs are."
            )
    if not as_json:
        tell_changes(taken)
    if failure := taken["asterisk_failure"]:
        raise HotlineError(f"Asterisk does not know the changed telephones yet: {failure}")
    if taken["new_devices"] and not as_json:
        click.echo(f"New telephones: {', '.join(taken['new_devices'])}.")


def tell_changes(taken: dict[str, Any]) -> None:
    """Print what callers notice, a line for each."""
    for change in taken["changes"]:
        click.echo(f"  {safe(change)}")
