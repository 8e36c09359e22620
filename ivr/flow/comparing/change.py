"""One thing that callers notice, in words."""

from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """What a change is about."""

    TEXT = "text"
    CHOICE = "choice"
    WAY = "way"
    HOURS = "hours"
    PERSON = "person"
    QUEUE = "queue"
    DESTINATION = "destination"
    LINE = "line"
    KNOWLEDGE = "knowledge"
    LANGUAGE = "language"
    RULE = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is otherwise, and where.

    `where` is a node (`main/menu`), a line, a question, or `everywhere`. `what` says it without
    the values; `before` and `after` are the values, '' where there is none. `language` is that of
    the callers who notice it, '' for all.
    """

    topic: Topic
    where: str
    what: str
    language: str = ""
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        """Return one line."""
        tag = f" [{self.language}]" if self.language else ""
        values = ""
        if self.before and self.after:
            values = f": {self.after} (was: {self.before})"
        elif self.before or self.after:
            values = f": {self.after or self.before}"
        return f"{self.where}: {self.what}{tag}{values}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All changes. `renamed` are nodes and flows that only go by another name: (old, new)."""

    changes: tuple[Change, ...]
    renamed: tuple[tuple[str, str], ...]
    is_same: bool
