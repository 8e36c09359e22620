"""What happened to the city's files, for the ledger."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPublished:
    """From now on new calls are served by this version, which is new.

    `content` is the hash over its files (`Profile.version`).
    """

    version_id: int
    content: str
    author: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRolledBack:
    """From now on new calls are served by this earlier version again."""

    version_id: int
    content: str
    author: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionProposed:
    """This version, which is new, waits for the approval of somebody else than its author."""

    version_id: int
    content: str
    author: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionApproved:
    """`author`, who is not the version's, has approved it; that it is served comes next."""

    version_id: int
    content: str
    author: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRejected:
    """A proposed version is not to be served. `author` says so, `note` says why."""

    version_id: int
    content: str
    author: str
    note: str


Decision = VersionProposed | VersionApproved | VersionRejected
"""What changes nothing yet for callers."""

CityEvent = (
    VersionPublished | VersionRolledBack | VersionProposed | VersionApproved | VersionRejected
)
