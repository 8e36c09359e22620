"""The versions of a city while no service runs: what is done here holds from the next start."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from acd.staff.events import AgentEnrolled
from db.ledger import LedgerEntry
from db.store import Store
from db.versions import Version
from hotline.cities import approval
from hotline.cities.comparing import changes_of
from hotline.cities.start import served_of
from hotline.cities.versions import Draft, Proposed, Taken, Versions, earlier
from hotline.ids import new_id
from hotline.settings import Settings
from ivr.flow.city_events import (
    CityEvent,
    VersionProposed,
    VersionPublished,
    VersionRolledBack,
)
from ivr.flow.loading.problems import SourceErrors


@contextmanager
def versions_of(settings: Settings, *, create: bool = True) -> Iterator[tuple[Store, Versions]]:
    """Open the records and the versions in them.

    Raises:
        StoreError: the records cannot be used, or (without `create`) there are none.
    """
    with Store.open(settings.database_url, create=create) as store:
        yield store, Versions(store, city=settings.city, state_dir=settings.state_dir)


def publish(settings: Settings, author: str, note: str) -> dict[str, Any]:
    """Publish the folder; return what `hotline.cities.versions.Taken` has.

    Raises:
        SourceErrors: With every problem in it.
        PublishError: a second person has to approve it, or files cannot be written.
        StoreError: the records cannot be used.
    """
    with versions_of(settings) as (store, at_rest):
        draft = at_rest.draft()
        served = served_of(at_rest.all())
        version = draft.profile.version
        if served is not None and served.content == version:
            return _at_next_start(
                Taken(version_id=served.version_id, version=version, changed=False)
            )
        approval.refuse_unapproved(_needs_approval(at_rest, served, draft))
        number, _ = at_rest.keep(draft, at=time.time())
        event = VersionPublished(version_id=number, content=version, author=author, note=note)
        changes = _changes(at_rest, served, number)
        _record(store, (*draft.enrolled, event))
    return _at_next_start(Taken(version_id=number, version=version, changes=changes))


def propose(settings: Settings, author: str, note: str) -> dict[str, Any]:
    """Put the folder up for approval; return what `Proposed` has.

    Raises:
        SourceErrors: With every problem in it.
        PublishError: files cannot be written.
        StoreError: the records cannot be used.
    """
    with versions_of(settings) as (store, at_rest):
        draft = at_rest.draft()
        served, waits = served_of(at_rest.all()), approval.waiting(at_rest.proposals())
        version = draft.profile.version
        for known in (served, waits):
            if known is not None and known.content == version:
                return asdict(Proposed(version_id=known.version_id, version=version, is_new=False))
        number, _ = at_rest.keep(draft, at=time.time())
        event = VersionProposed(version_id=number, content=version, author=author, note=note)
        changes = _changes(at_rest, served, number)
        _record(store, (event,))
    return asdict(Proposed(version_id=number, version=version, changes=changes))


def approve(settings: Settings, version_id: int, author: str, note: str) -> dict[str, Any]:
    """Bring a proposed version into force; return what `Taken` has.

    Raises:
        NotFound: there is no such proposal.
        PublishError: it may not be approved, see `hotline.cities.approval`.
        SourceErrors: this release of the software does not take its files.
        StoreError: the records cannot be used.
    """
    with versions_of(settings, create=False) as (store, at_rest):
        approved, published = approval.approve(
            at_rest.proposals(), version_id, by=author, note=note, folder=at_rest.folder_hash()
        )
        profile = at_rest.open(version_id)
        changes = _changes(at_rest, served_of(at_rest.all()), version_id)
        _record(store, (*at_rest.enrolments(profile), approved, published))
    return _at_next_start(Taken(version_id=version_id, version=profile.version, changes=changes))


def reject(settings: Settings, version_id: int, author: str, why: str) -> None:
    """Put a proposed version aside.

    Raises:
        NotFound: there is no such proposal.
        PublishError: it does not wait.
        StoreError: the records cannot be used.
    """
    with versions_of(settings, create=False) as (store, at_rest):
        _record(store, (approval.reject(at_rest.proposals(), version_id, by=author, why=why),))


def roll_back(settings: Settings, author: str, note: str, version_id: int | None) -> dict[str, Any]:
    """Go back to an earlier version; return what `Taken` has.

    Raises:
        NotFound: there is none of that id, or none before.
        PublishError: it was never served, or files cannot be written.
        SourceErrors: this release of the software does not take its files.
        StoreError: the records cannot be used.
    """
    with versions_of(settings, create=False) as (store, at_rest):
        known = at_rest.all()
        numbers = [each.version_id for each in known]
        served = served_of(known)
        number = version_id or earlier(numbers, served.version_id if served is not None else 0)
        profile = at_rest.open(number)
        approval.refuse_never_served(number, numbers)
        if served is not None and served.version_id == number:
            same = Taken(version_id=number, version=profile.version, changed=False)
            return _at_next_start(same)
        event = VersionRolledBack(
            version_id=number, content=profile.version, author=author, note=note
        )
        _record(store, (*at_rest.enrolments(profile), event))
    return _at_next_start(Taken(version_id=number, version=profile.version))


def _needs_approval(versions: Versions, served: Version | None, draft: Draft) -> bool:
    if served is None:
        return False
    try:
        return versions.open(served.version_id).needs_approval
    except SourceErrors:
        # This release does not take what is served, so the new version has to say it.
        return draft.profile.needs_approval


def _changes(versions: Versions, served: Version | None, number: int) -> tuple[str, ...]:
    return changes_of(versions, served.version_id, number) if served is not None else ()


def _at_next_start(taken: Taken) -> dict[str, Any]:
    return asdict(taken) | ({"at_next_start": True} if taken.changed else {})


def _record(store: Store, events: Sequence[CityEvent | AgentEnrolled]) -> None:
    boot_id, now = new_id("command"), time.time()
    store.append(
        [
            LedgerEntry(boot_id=boot_id, seq=seq, at=now, event=event)
            for seq, event in enumerate(events, start=1)
        ]
    )
