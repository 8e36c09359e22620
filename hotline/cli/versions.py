"""`hotline flow publish`, `versions`, `show`, `rollback`: the versions of the city's files."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from acd.staff.events import AgentEnrolled
from db.ledger import LedgerEntry
from db.store import Store
from db.versions import Version
from hotline.cities.comparing import changes_of
from hotline.cities.start import served_of
from hotline.cities.versions import Taken, Versions, earlier
from hotline.cli.reading import as_json_option, clock_time, print_json, print_rows, safe
from hotline.desk.client import DeskClient
from hotline.errors import HotlineError, NoService
from hotline.ids import new_id
from hotline.settings import Settings, load_settings
from ivr.flow.city_events import CityEvent, VersionPublished, VersionRolledBack

_PREPARES_S: Final = 540.0
"""New prompts are spoken to files before the version is served."""

_as = click.option("--as", "author", metavar="NAME", required=True, help="Who does it.")


@click.command()
@click.option("--note", required=True, help="What is new, for the record.")
@_as
@as_json_option
def publish(note: str, author: str, as_json: bool) -> None:
    """Serve new calls by the city's folder as it is now; calls in progress keep their version.

    Files that are not valid change nothing: every problem is told with its place. Without a running
    service the next start serves the new version.
    """
    settings = load_settings()
    try:
        body = {"author": author, "note": note}
        taken = _post(settings, "/api/city/publish", body)
    except NoService:
        taken = _publish_at_rest(settings, author, note)
    _tell(taken, as_json)


@click.command()
@as_json_option
def draft(as_json: bool) -> None:
    """Serve the test numbers (lines marked `draft: true`) by the folder as it is now.

    The running service does so by itself when the files change; this tells what is wrong.
    """
    taken = _post(load_settings(), "/api/city/draft", {})
    if as_json:
        click.echo(json.dumps(taken))
    else:
        click.echo(f"The test numbers are served by the draft {taken['version']}.")


@click.command()
@click.argument("version_id", metavar="[ID]", type=click.IntRange(1), required=False)
@click.option("--note", default="", help="Why, for the record.")
@_as
@as_json_option
def rollback(version_id: int | None, note: str, author: str, as_json: bool) -> None:
    """Serve new calls by version ID, or by the one before that which is served now.

    The city's folder stays as it is.
    """
    settings = load_settings()
    try:
        body = {"author": author, "note": note, "version_id": version_id}
        taken = _post(settings, "/api/city/rollback", body)
    except NoService:
        taken = _roll_back_at_rest(settings, author, note, version_id)
    _tell(taken, as_json)


@click.command()
@as_json_option
def versions(as_json: bool) -> None:
    """List what was published: which version, when, by whom, why; and which is served."""
    with _store(load_settings(), create=False) as (_, at_rest):
        found = at_rest.all()
    if as_json:
        print_json({"versions": found})
        return
    print_rows(
        "Versions",
        ("version", "published", "by", "note", "hash", "served since"),
        [
            (
                each.version_id,
                clock_time(each.published_at),
                each.author,
                each.note,
                each.content,
                clock_time(each.served_since),
            )
            for each in found
        ],
        empty="Nothing has been published yet.",
    )


@click.command()
@click.argument("version_id", metavar="ID", type=click.IntRange(1))
@click.option("--file", "name", help="Print the text of this file.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write the version's files into a new folder."
)
@as_json_option
def show(version_id: int, name: str | None, out: Path | None, as_json: bool) -> None:
    """Tell what version ID is, and its files."""
    with _store(load_settings(), create=False) as (_, at_rest):
        content = at_rest.content(version_id)
        found = next((each for each in at_rest.all() if each.version_id == version_id), None)
        if out is not None:
            if out.exists():
                raise HotlineError(f"{out} is there already: name a new folder")
            at_rest.lay_out(content, out)
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


def _post(settings: Settings, path: str, body: dict[str, Any]) -> dict[str, Any]:
    return DeskClient.from_settings(settings).post(path, body, timeout_s=_PREPARES_S)


# --- without a running service -------------------------------------------------------------------


@contextmanager
def _store(settings: Settings, *, create: bool = True) -> Iterator[tuple[Store, Versions]]:
    with Store.open(settings.database_url, create=create) as store:
        yield store, Versions(store, city=settings.city, state_dir=settings.state_dir)


def _publish_at_rest(settings: Settings, author: str, note: str) -> dict[str, Any]:
    with _store(settings) as (store, at_rest):
        draft = at_rest.draft()
        served = served_of(at_rest.all())
        version = draft.profile.version
        if served is not None and served.content == version:
            return asdict(Taken(version_id=served.version_id, version=version, changed=False))
        number, _ = at_rest.keep(draft, at=time.time())
        changes: tuple[str, ...] = ()
        if served is not None:
            changes = changes_of(at_rest, served.version_id, number)
        event = VersionPublished(version_id=number, content=version, author=author, note=note)
        _record(store, (*draft.enrolled, event))
    return asdict(Taken(version_id=number, version=version, changes=changes)) | {
        "at_next_start": True
    }


def _roll_back_at_rest(
    settings: Settings, author: str, note: str, version_id: int | None
) -> dict[str, Any]:
    with _store(settings, create=False) as (store, at_rest):
        known = at_rest.all()
        served = served_of(known)
        number = version_id or earlier(
            [each.version_id for each in known], served.version_id if served is not None else 0
        )
        profile = at_rest.open(number)
        if served is not None and served.version_id == number:
            return asdict(Taken(version_id=number, version=profile.version, changed=False))
        event = VersionRolledBack(
            version_id=number, content=profile.version, author=author, note=note
        )
        _record(store, (*at_rest.enrolments(profile), event))
    return asdict(Taken(version_id=number, version=profile.version)) | {"at_next_start": True}


def _record(store: Store, events: Sequence[CityEvent | AgentEnrolled]) -> None:
    boot_id, now = new_id("command"), time.time()
    store.append(
        [
            LedgerEntry(boot_id=boot_id, seq=seq, at=now, event=event)
            for seq, event in enumerate(events, start=1)
        ]
    )


def _tell(taken: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"at_next_start": False} | taken))
    elif not taken["changed"]:
        click.echo(f"Version {taken['version_id']} is served already: nothing is new.")
    elif taken.get("at_next_start"):
        click.echo(f"Version {taken['version_id']} is served from the next start.")
    else:
        click.echo(f"New calls are served by version {taken['version_id']}.")
    if not as_json:
        for change in taken["changes"]:
            click.echo(f"  {safe(change)}")
    if failure := taken["asterisk_failure"]:
        raise HotlineError(f"Asterisk does not know the changed telephones yet: {failure}")
    if taken["new_devices"] and not as_json:
        click.echo(f"New telephones: {', '.join(taken['new_devices'])}.")
