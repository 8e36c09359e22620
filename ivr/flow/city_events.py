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


CityEvent = VersionPublished | VersionRolledBack
