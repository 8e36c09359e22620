"""What was done with the versions of the city's files, and which was served when."""

from db.models import Publication
from db.models.publication import APPROVED, PROPOSED, PUBLISHED, REJECTED, ROLLED_BACK
from db.projection.work import Projection, Work
from ivr.flow.city_events import (
    CityEvent,
    VersionApproved,
    VersionProposed,
    VersionPublished,
    VersionRejected,
    VersionRolledBack,
)

rows = Projection()


@rows.on(VersionPublished)
def _published(work: Work, event: VersionPublished) -> None:
    _done(work, event, PUBLISHED)


@rows.on(VersionRolledBack)
def _rolled_back(work: Work, event: VersionRolledBack) -> None:
    _done(work, event, ROLLED_BACK)


@rows.on(VersionProposed)
def _proposed(work: Work, event: VersionProposed) -> None:
    _done(work, event, PROPOSED)


@rows.on(VersionApproved)
def _approved(work: Work, event: VersionApproved) -> None:
    _done(work, event, APPROVED)


@rows.on(VersionRejected)
def _rejected(work: Work, event: VersionRejected) -> None:
    _done(work, event, REJECTED)


def _done(work: Work, event: CityEvent, act: str) -> None:
    work.add(
        Publication,
        id=work.id,
        at=work.at,
        act=act,
        version_id=event.version_id,
        content=event.content,
        author=event.author,
        note=event.note,
    )
