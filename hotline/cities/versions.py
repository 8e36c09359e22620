"""A city's versions on disk: a folder taken as it is, and a stored version laid out as a folder.

The texts are in the records. Recordings are kept beside them, each once, under the hash of what is
in it: `<state_dir>/city/recordings/<SHA-256><suffix>`; `<state_dir>/city/versions/<hash>` is a
version as a folder, made anew whenever it is not there.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import structlog

from acd.staff.events import AgentEnrolled
from db.queries.people import known_agents
from db.store import Store
from db.versions import (
    Content,
    Proposal,
    Version,
    content_of,
    proposals,
    store_content,
    versions,
)
from hotline.cities.loading import load_city
from hotline.errors import NotFound, PublishError
from hotline.identities import enrol
from ivr.flow.loading.folder import SOUNDS, recordings, source_files, version_of
from ivr.flow.loading.problems import SourceErrors
from ivr.flow.profile import Profile

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The city's folder, checked, and what there is to store of it. `sounds` has the recordings."""

    profile: Profile
    content: Content
    sounds: Mapping[str, Path]
    enrolled: Sequence[AgentEnrolled]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a change of the version came to.

    `changed` is False when the version was served already; `changes` are what callers notice, the
    first of them, in words. `new_devices` are the telephones that
    the version before did not have; `asterisk_failure` says why Asterisk could not be told of
    them, '' when it knows them. `prompts_left` are still to be spoken into files.
    """

    version_id: int
    version: str
    changed: bool = True
    changes: tuple[str, ...] = ()
    new_devices: tuple[str, ...] = ()
    asterisk_failure: str = ""
    prompts_left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A version that waits for approval; `is_new` is False where it did so before, or is served."""

    version_id: int
    version: str
    is_new: bool = True
    changes: tuple[str, ...] = ()


class Versions:
    """The draft (the city's folder) and the versions on record. Every method blocks."""

    def __init__(self, store: Store, *, city: Path, state_dir: Path) -> None:
        """Keep files below `state_dir`, made when they are needed."""
        self._store = store
        self._city = city
        self._recordings = state_dir / "city" / "recordings"
        self._folders = state_dir / "city" / "versions"

    def all(self) -> Sequence[Version]:
        """Return the versions on record, the newest first.

        Raises:
            StoreError: the records cannot be read.
        """
        with self._store.session() as session:
            return versions(session)

    def proposals(self) -> Sequence[Proposal]:
        """Return the versions that were put up for approval, the newest first.

        Raises:
            StoreError: the records cannot be read.
        """
        with self._store.session() as session:
            return proposals(session)

    def folder_hash(self) -> str:
        """Return the hash of the city's folder as it is now, whatever is in it."""
        return version_of(self._city)

    def draft(self) -> Draft:
        """Check the city's folder.

        Raises:
            SourceErrors: With every problem in it.
            PublishError: it was changed meanwhile.
            StoreError: the records cannot be read.
        """
        profile = load_city(self._city)
        enrolled = self.enrolments(profile)
        sounds = {
            file.relative_to(self._city / SOUNDS).as_posix(): file
            for file in recordings(self._city)
        }
        content = Content(
            version=profile.version,
            # Not as text: line ends are to stay as they are.
            files={
                file.relative_to(self._city).as_posix(): file.read_bytes().decode("utf-8")
                for file in source_files(self._city)
            },
            recordings={name: _sha256(file) for name, file in sounds.items()},
        )
        if version_of(self._city) != profile.version:
            raise PublishError("the files were changed while they were read: say it again")
        return Draft(profile=profile, content=content, sounds=sounds, enrolled=enrolled)

    def enrolments(self, profile: Profile) -> Sequence[AgentEnrolled]:
        """Return what is to be put on record of whose the agents' ids are.

        Raises:
            SourceErrors: an id is given to somebody else than before.
            StoreError: the records cannot be read.
        """
        with self._store.session() as session:
            known = known_agents(session)
        return enrol(profile.plan, known, routing=profile.sounds_dir.parent / "routing.yaml")

    def keep(self, draft: Draft, *, at: float) -> tuple[int, Profile]:
        """Store a draft; return its version id, and its profile as it is served.

        Raises:
            PublishError: the state folder cannot be written.
            StoreError: the records cannot be written.
        """
        try:
            self._recordings.mkdir(parents=True, exist_ok=True)
            for name, digest in draft.content.recordings.items():
                file = draft.sounds[name]
                kept = self._recordings / f"{digest}{file.suffix}"
                if not kept.exists():
                    _copy(file, kept)
        except OSError as error:
            raise PublishError(f"{self._recordings} cannot be written: {error}") from error
        version_id = store_content(self._store, draft.content, at=at)
        folder = self._folder(version_id, draft.content)
        return version_id, replace(draft.profile, sounds_dir=folder / SOUNDS)

    def open(self, version_id: int) -> Profile:
        """Load a stored version.

        Raises:
            NotFound: there is none of that id.
            PublishError: the state folder cannot be written.
            SourceErrors: this release of the software does not take its files.
            StoreError: the records cannot be read.
        """
        return load_city(self.folder(version_id))

    def folder(self, version_id: int) -> Path:
        """Return the folder that a stored version is laid out in.

        Raises:
            NotFound: there is none of that id.
            PublishError: the state folder cannot be written.
            StoreError: the records cannot be read.
        """
        return self._folder(version_id, self.content(version_id))

    def content(self, version_id: int) -> Content:
        """Return the files of a version.

        Raises:
            NotFound: there is none of that id.
            StoreError: the records cannot be read.
        """
        with self._store.session() as session:
            content = content_of(session, version_id)
        if content is None:
            raise NotFound(f"there is no version {version_id} (`hotline flow versions`)")
        return content

    def _folder(self, version_id: int, content: Content) -> Path:
        folder = self._folders / content.version
        try:
            if not folder.is_dir() or version_of(folder) != content.version:
                self._folders.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryDirectory(dir=self._folders, prefix=".") as scratch:
                    made = Path(scratch, content.version)
                    self.lay_out(content, made)
                    shutil.rmtree(folder, ignore_errors=True)
                    os.rename(made, folder)
        except OSError as error:
            raise PublishError(f"version {version_id} cannot be laid out: {error}") from error
        return folder

    def lay_out(self, content: Content, folder: Path) -> None:
        """Make a folder of a version's files. What was recorded and is gone is told in the log.

        Raises:
            OSError: it cannot be made.
        """
        folder.mkdir(parents=True)
        for name, text in content.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8", newline="")
        for name, digest in content.recordings.items():
            kept = self._recordings / f"{digest}{PurePosixPath(name).suffix}"
            if not kept.is_file():
                log.warning("recording_gone", recording=name, version=content.version)
                continue
            target = folder / SOUNDS / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(kept, target)


def _copy(file: Path, kept: Path) -> None:
    half = kept.with_name(f".{kept.name}.{os.getpid()}")
    shutil.copyfile(file, half)
    os.replace(half, kept)


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def problems_in(error: SourceErrors) -> str:
    """Return how many problems there are and the first of them, in one sentence."""
    first, *more = error.problems
    return f"{first}" + (f", and {len(more)} more" if more else "")


def earlier(known: Sequence[int], served: int) -> int:
    """Return the newest version before the one served.

    Raises:
        NotFound: there is none.
    """
    before = [number for number in known if number < served]
    if not before:
        raise NotFound(f"there is no version before {served}")
    return max(before)
