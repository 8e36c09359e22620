"""`hotline requests`: the status of requests that callers ask for by number."""

import sys
from pathlib import Path

import click

from db.requests import find_request, import_requests, read_requests
from db.store import Store
from hotline.cli import reading
from hotline.cli.reading import as_json_option, print_json


@click.group()
def requests() -> None:
    """What callers hear of their requests."""


@requests.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json_option
def import_command(file: Path, as_json: bool) -> None:
    """Take the requests of FILE in place of those known before.

    FILE is CSV in UTF-8 with the columns number, status, updated and due. A number's last digit is
    its check digit; days are written like 2026-12-24; due may be empty. What the department writes
    for the caller stands in columns named by language, outcome.en, outcome.es; each may be empty,
    and takes at most 20 s to say (280 characters).
    """
    from hotline.settings import load_settings

    found = read_requests(file)
    with Store.open(load_settings().database_url) as store:
        import_requests(store, found)
    if as_json:
        print_json({"imported": len(found)})
    else:
        click.echo(f"{len(found)} requests imported")


@requests.command()
@click.argument("number")
@as_json_option
def show(number: str, as_json: bool) -> None:
    """Tell what a caller hears of the request NUMBER. Exit status 1 if there is none."""
    with reading.session() as session:
        found = find_request(session, number)
    if as_json:
        print_json(found)
    elif found is None:
        click.echo(f"no request has the number {number}", err=True)
    else:
        due = found.due_on or "not known"
        click.echo(f"{found.number}: {found.status} since {found.updated_on}, due: {due}")
        for tag, text in sorted(found.outcome.items()):
            click.echo(f"{tag}: {reading.safe(text)}")
    if found is None:
        sys.exit(1)
