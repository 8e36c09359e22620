"""The versions of a city's files: their texts, who published them, and which is served.

The files are stored beside the ledger, the events say what became of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from db.models import CityFiles, Publication
from db.models.publication import APPROVED, PROPOSED, PUBLISHED, REJECTED, ROLLED_BACK
from db.store import Store
from db.types import utc


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The files of a city. `version` is the hash over them.

    `files` maps a name to its text, `recordings` a path below `sounds/` to the SHA-256 of the file.
    """

    version: str
    files: Mapping[str, str]
    recordings: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version that was published. `served_since` is None unless it is the one served now.

    `approved_by` is '' for one that needed nobody else.
    """

    version_id: int
    content: str
    author: str
    note: str
    published_at: datetime
    approved_by: str = ""
    served_since: datetime | None = None


class ProposalState(StrEnum):
    """What has become of a proposed version. A newer proposal takes the place of one that waits."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A version that was put up for approval. `why` it was rejected, by the one who decided."""

    version_id: int
    content: str
    author: str
    note: str
    proposed_at: datetime
    state: ProposalState = ProposalState.WAITING
    decided_by: str = ""
    decided_at: datetime | None = None
    why: str = ""


def store_content(store: Store, content: Content, *, at: float) -> int:
    """Store the files under the next version id, and return it.

    Raises:
        StoreError: the database fails.
    """
    with store.writing() as db:
        numbers = (
            db.scalar(select(func.max(model.version_id))) for model in (CityFiles, Publication)
        )
        version_id = max(number or 0 for number in numbers) + 1
        db.execute(
            insert(CityFiles),
            {
                "version_id": version_id,
                "content": content.version,
                "stored_at": utc(at),
                "files": dict(content.files),
                "recordings": dict(content.recordings),
            },
        )
    return version_id


def content_of(session: Session, version_id: int) -> Content | None:
    """Return the files of a version, None if there are none."""
    row = session.get(CityFiles, version_id)
    if row is None:
        return None
    return Content(version=row.content, files=row.files, recordings=row.recordings)


def versions(session: Session) -> Sequence[Version]:
    """Return the versions that were published, the newest first."""
    rows = list(session.scalars(select(Publication).order_by(Publication.id)))
    serving = [row for row in rows if row.act in (PUBLISHED, ROLLED_BACK)]
    since = {serving[-1].version_id: serving[-1].at} if serving else {}
    approved = {row.version_id: row.author for row in rows if row.act == APPROVED}
    return [
        Version(
            version_id=row.version_id,
            content=row.content,
            author=row.author,
            note=row.note,
            published_at=row.at,
            approved_by=approved.get(row.version_id, ""),
            served_since=since.get(row.version_id),
        )
        for row in reversed(rows)
        if row.act == PUBLISHED
    ]


def proposals(session: Session) -> Sequence[Proposal]:
    """Return the versions that were proposed, the newest first, and what has become of them."""
    found: dict[int, Proposal] = {}
    for row in session.scalars(select(Publication).order_by(Publication.id)):
        if row.act == PROPOSED:
            for number, earlier in found.items():
                if earlier.state is ProposalState.WAITING:
                    found[number] = replace(earlier, state=ProposalState.REPLACED)
            found[row.version_id] = Proposal(
                version_id=row.version_id,
                content=row.content,
                author=row.author,
                note=row.note,
                proposed_at=row.at,
            )
        elif row.act in (APPROVED, REJECTED) and row.version_id in found:
            found[row.version_id] = replace(
                found[row.version_id],
                state=ProposalState(row.act),
                decided_by=row.author,
                decided_at=row.at,
                why=row.note,
            )
    return tuple(reversed(found.values()))
