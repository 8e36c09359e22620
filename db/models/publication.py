"""The versions of a city's files, and which was served when."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Count, EvidenceId, Prose


class CityFiles(Base):
    """The files of a version, which no event has: they are no part of what the ledger rebuilds.

    `files` maps a name to its text, `recordings` a path below `sounds/` to the SHA-256 of the file.
    """

    __tablename__ = "city_files"

    version_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    content: Mapped[str]
    stored_at: Mapped[datetime]
    files: Mapped[dict[str, Any]]
    recordings: Mapped[dict[str, Any]]


PUBLISHED, ROLLED_BACK = "published", "rolled_back"
PROPOSED, APPROVED, REJECTED = "proposed", "approved", "rejected"


class Publication(Base):
    """What was done with a version, and by whom.

    `act`: published (a new version) or rolled_back: from `at` on, until the next of these two, new
    calls were served by it; proposed, approved or rejected (`note` says why): nothing else yet.
    """

    __tablename__ = "publication"

    id: Mapped[EvidenceId]
    at: Mapped[datetime]
    act: Mapped[str]
    version_id: Mapped[Count]
    content: Mapped[str]
    author: Mapped[str]
    note: Mapped[Prose]
