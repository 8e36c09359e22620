"""`hotline flow propose`, `approve`, `reject`: a version that a second person brings into force."""

import json

import click

from hotline.cities import at_rest
from hotline.cli.one_line import NOTE, NOTE_IF_ANY
from hotline.cli.reading import as_json_option
from hotline.cli.versions import VERSION_ID, as_option, post, tell, tell_changes
from hotline.errors import NoService
from hotline.settings import load_settings

_which = click.argument("version_id", metavar="ID", type=VERSION_ID)


@click.command()
@click.option("--note", type=NOTE, required=True, help="What is new, for the record.")
@as_option
@as_json_option
def propose(note: str, author: str, as_json: bool) -> None:
    """Put the city's folder as it is now up for approval; calls are served as before.

    It is checked and stored. A proposal that still waits is replaced by it.
    """
    settings = load_settings()
    try:
        proposed = post(settings, "/api/city/propose", {"author": author, "note": note})
    except NoService:
        proposed = at_rest.propose(settings, author, note)
    number = proposed["version_id"]
    if as_json:
        click.echo(json.dumps(proposed, ensure_ascii=False))
    elif proposed["is_new"]:
        click.echo(f"Version {number} waits for approval: `hotline flow approve {number}`.")
        tell_changes(proposed)
    else:
        click.echo(f"That is version {number} already: nothing is new.")


@click.command()
@_which
@click.option("--note", type=NOTE_IF_ANY, default="", help="What is said to it, for the record.")
@as_option
@as_json_option
def approve(version_id: int, note: str, author: str, as_json: bool) -> None:
    """Serve new calls by version ID, which somebody else has proposed.

    It is refused when the folder has changed since it was proposed.
    """
    settings = load_settings()
    try:
        body = {"author": author, "note": note, "version_id": version_id}
        taken = post(settings, "/api/city/approve", body)
    except NoService:
        taken = at_rest.approve(settings, version_id, author, note)
    tell(taken, as_json)


@click.command()
@_which
@click.option("--why", type=NOTE, required=True, help="The reason, for the record.")
@as_option
@as_json_option
def reject(version_id: int, why: str, author: str, as_json: bool) -> None:
    """Put version ID aside, which waits for approval. Its author may withdraw it so."""
    settings = load_settings()
    try:
        body = {"author": author, "note": why, "version_id": version_id}
        post(settings, "/api/city/reject", body)
    except NoService:
        at_rest.reject(settings, version_id, author, why)
    if as_json:
        click.echo(json.dumps({"version_id": version_id, "state": "rejected"}))
    else:
        click.echo(f"Version {version_id} is put aside.")
