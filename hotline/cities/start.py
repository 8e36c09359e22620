"""What a start serves: the version that was served last, whatever has become of the folder."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import structlog

from acd.staff.events import AgentEnrolled
from db.errors import NoSuchStore
from db.store import Store
from db.versions import Version
from hotline.cities.versions import Versions, problems_in
from hotline.errors import NotFound, PublishError
from hotline.settings import Settings
from ivr.flow.city_events import CityEvent, VersionPublished, VersionRolledBack
from ivr.flow.loading.problems import SourceErrors
from ivr.flow.profile import Profile

log = structlog.get_logger()

AUTHOR: Final = "hotline"
"""Who publishes and rolls back where no person does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What is served from the start.

    `facts` are to be put on record; `warning` says what is not as it should be, '' if all is.
    """

    version_id: int
    profile: Profile
    facts: tuple[CityEvent | AgentEnrolled, ...] = ()
    warning: str = ""


def begin(versions: Versions, *, at: float) -> Begun:
    """Return the version to serve: the one served last; the folder if nothing was published yet.

    Files that cannot be taken do not keep the city from being served: of the version served last
    and those before it, the newest that can be loaded is.

    Raises:
        SourceErrors: nothing was published, and the folder cannot be.
        PublishError: the state folder cannot be written.
        StoreError: the records cannot be used.
    """
    known = versions.all()
    served = served_of(known)
    if served is None:
        return _publish_folder(versions, "the folder at the first start", at=at)
    older = [each for each in known if each.version_id < served.version_id]
    for version in (served, *older):
        try:
            profile = versions.open(version.version_id)
            enrolled = versions.enrolments(profile)
        except (SourceErrors, NotFound) as error:
            told = problems_in(error) if isinstance(error, SourceErrors) else str(error)
            log.error("version_unusable", version_id=version.version_id, problem=told)
            continue
        if version is served:
            warning = _draft_state(versions, served)
            return Begun(
                version_id=version.version_id,
                profile=profile,
                facts=tuple(enrolled),
                warning=warning,
            )
        back = VersionRolledBack(
            version_id=version.version_id,
            content=version.content,
            author=AUTHOR,
            note=f"version {served.version_id} cannot be loaded",
        )
        return Begun(
            version_id=version.version_id,
            profile=profile,
            facts=(*enrolled, back),
            warning=f"version {served.version_id} cannot be loaded: {version.version_id} is served",
        )
    note = "no version on record can be loaded"
    begun = _publish_folder(versions, note, at=at)
    return replace(begun, warning=f"{note}: the folder is served, version {begun.version_id}")


def _publish_folder(versions: Versions, note: str, *, at: float) -> Begun:
    draft = versions.draft()
    version_id, profile = versions.keep(draft, at=at)
    event = VersionPublished(
        version_id=version_id, content=profile.version, author=AUTHOR, note=note
    )
    return Begun(version_id=version_id, profile=profile, facts=(*draft.enrolled, event))


def served_of(known: Sequence[Version]) -> Version | None:
    """Return the version that is served, None if nothing was published."""
    return next((each for each in known if each.served_since is not None), None)


def _draft_state(versions: Versions, served: Version) -> str:
    try:
        profile = versions.draft().profile
    except SourceErrors as error:
        return f"the folder has problems, version {served.version_id} is served: " + problems_in(
            error
        )
    except PublishError as error:
        return str(error)
    if profile.version != served.content:
        return (
            f"the folder is not what is served, version {served.version_id}: "
            "`hotline flow publish` publishes it"
        )
    return ""


def city_served(settings: Settings) -> Profile:
    """Return the version that is served or will be at the next start, without a running service.

    Raises:
        SourceErrors: nothing was published, and the folder has problems.
        StoreError: there are records, and they cannot be read.
    """
    try:
        store = Store.open(settings.database_url, create=False)
    except NoSuchStore:
        return settings.load_city()
    with store:
        versions = Versions(store, city=settings.city, state_dir=settings.state_dir)
        served = served_of(versions.all())
        return versions.open(served.version_id) if served is not None else settings.load_city()
