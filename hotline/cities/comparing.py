"""Two versions of a city compared: folders, published versions, what is served, the draft."""

import hashlib
from pathlib import Path
from typing import Final

from db.errors import NoSuchStore
from db.store import Store
from hotline.cities.loading import collector_paused
from hotline.cities.start import served_of
from hotline.cities.versions import Versions
from hotline.errors import NotFound
from hotline.settings import Settings
from ivr.flow.checks import check
from ivr.flow.comparing.change import Comparison
from ivr.flow.comparing.compare import compare
from ivr.flow.loading.folder import SOUNDS, read_folder, recordings, whole_folder
from ivr.flow.loading.problems import SourceErrors

SHORT: Final = 12
"""How many changes are told in short."""


def compare_folders(before: Path, after: Path) -> Comparison:
    """Compare two folders.

    Raises:
        SourceErrors: one of them has problems.
    """
    for path in (before, after):
        problems = check(read_folder(path)).problems
        if problems:
            raise SourceErrors(problems)
    return _compared(before, after)


def _compared(before: Path, after: Path) -> Comparison:
    with collector_paused():
        folders = whole_folder(before), whole_folder(after)
        return compare(*folders, recordings=(_recordings(before), _recordings(after)))


def changes_of(versions: Versions, before: int, after: int) -> tuple[str, ...]:
    """Return what callers notice when one stored version takes the place of another, in short.

    Both have been checked when they were taken.

    Without anything to compare, because this release does not take the files of that version any
    more or they are gone, there is nothing to tell.

    Raises:
        PublishError: the state folder cannot be written.
        StoreError: the records cannot be read.
    """
    try:
        found = _compared(versions.folder(before), versions.folder(after))
    except (SourceErrors, NotFound):
        return ()
    told = [str(change) for change in found.changes]
    more = [f"and {len(told) - SHORT} more: `hotline flow diff`"] if len(told) > SHORT else []
    return (*told[:SHORT], *more)


def folder_named(settings: Settings, name: str) -> Path:
    """Return the folder that is meant: `draft`, `live`, a published version's number, or a path.

    Raises:
        NotFound: there is none.
        PublishError: the state folder cannot be written.
        StoreError: the records cannot be read.
    """
    if name == "draft":
        if not settings.city.is_dir():
            raise NotFound(
                f"there is no draft: {settings.city} is no folder (name two to compare, "
                "or the settings with --config)"
            )
        return settings.city
    if name != "live" and not name.isdecimal():
        if not Path(name).is_dir():
            raise NotFound(f"{name} is no folder, no version, and neither `draft` nor `live`")
        return Path(name)
    try:
        store = Store.open(settings.database_url, create=False)
    except NoSuchStore as error:
        raise NotFound("nothing has been published yet") from error
    with store:
        versions = Versions(store, city=settings.city, state_dir=settings.state_dir)
        if name != "live":
            return versions.folder(int(name))
        served = served_of(versions.all())
        if served is None:
            raise NotFound("nothing has been published yet")
        return versions.folder(served.version_id)


def _recordings(path: Path) -> dict[str, str]:
    return {
        file.relative_to(path / SOUNDS).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in recordings(path)
    }
