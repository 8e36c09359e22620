"""`hotline requests`: the status of requests that callers ask for by number."""

import sys
import time
from functools import partial
from pathlib import Path

import click

from db.requests import find_request, import_requests, read_requests
from db.store import Store
from hotline.cli import reading
from hotline.cli.reading import as_json_option, print_json
from ivr.flow.telling import Finding, RequestTold, full_form, tell


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
    """Tell what a caller hears of the request NUMBER, in each first-line language.

    Exit status 1 if there is none.
    """
    from hotline.cities.start import city_served
    from hotline.settings import load_settings

    profile = city_served(load_settings())
    with reading.session() as session:
        told = tell(profile, number, now=time.time(), find=partial(find_request, session))
    if as_json:
        print_json(full_form(told))
    else:
        _print(told)
    if told.finding is not Finding.FOUND:
        sys.exit(1)


def _print(told: RequestTold) -> None:
    request = told.request
    if request is not None:
        due = request.due_on or "not known"
        late = ", late" if told.is_late else ""
        since = f"{request.status} since {request.updated_on}, due: {due}{late}"
        click.echo(f"{request.number}: {since}")
    elif told.finding is Finding.MISTYPED:
        number = reading.safe(told.number)
        click.echo(f"{number!r} is not a request number: its check digit does not fit", err=True)
    else:
        click.echo(f"no request has the number {told.number}", err=True)
    for tag, words in told.words.items():
        click.echo(f"{tag}: {reading.safe(words)}")
