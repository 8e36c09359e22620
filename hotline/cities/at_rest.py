"""The versions of a city while no service runs: what is done here holds from the next start."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from acd.staff.events import AgentEnrolled
from db.ledger import LedgerEntry
from db.store import Store
from db.versions import Proposal, Version
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _New:
    """The folder, checked, beside the version that is served; None if nothing was published."""

    store: Store
    versions: Versions
    draft: Draft
    served: Version | None

    @property
    def content(self) -> str:
        return self.draft.profile.version

    def among(self, *known: Version | Proposal | None) -> int | None:
        """Return the id of the first that has the same files, None if they are new."""
        return next(
            (each.version_id for each in known if each and each.content == self.content), None
        )

    def keep(self) -> tuple[int, tuple[str, ...]]:
        """Store it; return its id, and what callers will notice."""
        number, _ = self.versions.keep(self.draft, at=time.time())
        return number, _changes(self.versions, self.served, number)


@contextmanager
def _new(settings: Settings) -> Iterator[_New]:
    with versions_of(settings) as (store, versions):
        draft = versions.draft()
        served = served_of(versions.all())
        yield _New(store=store, versions=versions, draft=draft, served=served)


def publish(settings: Settings, author: str, note: str) -> dict[str, Any]:
    """Publish the folder; return what `hotline.cities.versions.Taken` has.

    Raises:
        SourceErrors: With every problem in it.
        PublishError: a second person has to approve it, or files cannot be written.
        StoreError: the records cannot be used.
    """
    with _new(settings) as new:
        version = new.content
        same = new.among(new.served)
        if same is not None:
            return _at_next_start(Taken(version_id=same, version=version, changed=False))
        approval.refuse_unapproved(_needs_approval(new))
        number, changes = new.keep()
        event = VersionPublished(version_id=number, content=version, author=author, note=note)
        _record(new.store, (*new.draft.enrolled, event))
    return _at_next_start(Taken(version_id=number, version=version, changes=changes))


def propose(settings: Settings, author: str, note: str) -> dict[str, Any]:
    """Put the folder up for approval; return what `Proposed` has.

    Raises:
        SourceErrors: With every problem in it.
        PublishError: files cannot be written.
        StoreError: the records cannot be used.
    """
    with _new(settings) as new:
        version = new.content
        same = new.among(new.served, approval.waiting(new.versions.proposals()))
        if same is not None:
            return asdict(Proposed(version_id=same, version=version, is_new=False))
        number, changes = new.keep()
        event = VersionProposed(version_id=number, content=version, author=author, note=note)
        _record(new.store, (event,))
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


def _needs_approval(new: _New) -> bool:
    if new.served is None:
        return False
    try:
        return new.versions.open(new.served.version_id).needs_approval
    except SourceErrors:
        # This release does not take what is served, so the new version has to say it.
        return new.draft.profile.needs_approval


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
