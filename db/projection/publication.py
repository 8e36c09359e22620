"""Which version of the city's files was served when."""

from db.models import Publication
from db.projection.work import Projection, Work
from ivr.flow.city_events import VersionPublished, VersionRolledBack

rows = Projection()


@rows.on(VersionPublished)
def _published(work: Work, event: VersionPublished) -> None:
    _served(work, event, "published")


@rows.on(VersionRolledBack)
def _rolled_back(work: Work, event: VersionRolledBack) -> None:
    _served(work, event, "rolled_back")


def _served(work: Work, event: VersionPublished | VersionRolledBack, act: str) -> None:
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
